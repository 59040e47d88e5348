import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keycap, type Meaning } from '../../../src/votes/meanings.ts';
import { meaningOn, voteOf } from '../../../src/votes/vote.ts';

const meanings = fc.array(
  fc.constantFrom<Meaning>('up', 'down', 'save', 'will-read', 'have-read', 'will-present'),
);

it('is up with only up, down with only down, and none with both or neither', () => {
  expect(voteOf(['up', 'up', 'save'])).toBe('up');
  expect(voteOf(['down', 'will-read'])).toBe('down');
  expect(voteOf(['up', 'down'])).toBe('none');
  expect(voteOf(['save'])).toBe('none');
  expect(voteOf([])).toBe('none');
});

it('depends on the set alone, never on order or repeats', () => {
  fc.assert(
    fc.property(meanings, (said) => {
      const vote = voteOf(said);

      expect(voteOf(said.toReversed())).toBe(vote);
      expect(voteOf([...said, ...said])).toBe(vote);
      expect(voteOf(new Set(said))).toBe(vote);
    }),
  );
});

it('is unchanged by a second emoji of the same kind, and by taking one of two back', () => {
  fc.assert(
    fc.property(meanings, fc.constantFrom<Meaning>('up', 'down'), (said, one) => {
      expect(voteOf([...said, one, one])).toBe(voteOf([...said, one]));
    }),
  );
});

it('hears every meaning on a card, and on an overview only the keycap of that number', () => {
  expect(meaningOn(0, '👎')).toBe('down');
  expect(meaningOn(0, keycap(3))).toBeUndefined();
  expect(meaningOn(3, keycap(3))).toBe('up');
  expect(meaningOn(3, 'three')).toBe('up');
  expect(meaningOn(3, keycap(4))).toBeUndefined();
  expect(meaningOn(3, '👍')).toBeUndefined();
});
