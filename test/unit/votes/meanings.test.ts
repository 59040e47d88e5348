import { describe, expect, it } from 'vitest';
import { asPicture, keycap, keycapOf, meaningOf } from '../../../src/votes/meanings.ts';

describe('meaningOf', () => {
  it.each([
    ['+1', 'up'],
    ['thumbsup', 'up'],
    ['+1::skin-tone-2', 'up'],
    [':+1::skin-tone-6:', 'up'],
    ['👍', 'up'],
    ['👍🏽', 'up'],
    ['❤️', 'up'],
    ['❤', 'up'],
    ['heart', 'up'],
    ['🔥', 'up'],
    ['⭐', 'up'],
    ['rocket', 'up'],
    ['raised_hands', 'up'],
    ['🙌🏿', 'up'],
    ['-1', 'down'],
    ['thumbsdown', 'down'],
    ['👎🏻', 'down'],
    ['bookmark', 'save'],
    ['📌', 'save'],
    ['eyes', 'will-read'],
    ['✅', 'have-read'],
    ['✔️', 'have-read'],
    ['heavy_check_mark', 'have-read'],
    ['microphone', 'will-present'],
    ['🎤', 'will-present'],
  ])('reads %s as %s', (emoji, meaning) => {
    expect(meaningOf(emoji)).toBe(meaning);
  });

  it.each(['party:123456', 'fire:123456', 'tada', '🎉', 'one', '1️⃣', ''])(
    'hears nothing in %s',
    (emoji) => {
      expect(meaningOf(emoji)).toBeUndefined();
    },
  );
});

describe('keycapOf', () => {
  const names = 'one two three four five six seven eight nine keycap_ten'.split(' ');

  it.each(names.map((name, index) => [name, index + 1] as const))('reads %s as %i', (name, n) => {
    expect(keycapOf(name)).toBe(n);
    expect(keycapOf(keycap(n))).toBe(n);
  });

  it('reads a keycap without its variation selector', () => {
    expect(keycapOf('3\u20e3')).toBe(3);
  });

  it.each(['0️⃣', 'zero', '+1', 'hash', 'ten', '11'])('is none in %s', (emoji) => {
    expect(keycapOf(emoji)).toBeUndefined();
  });
});

describe('asPicture', () => {
  it.each([
    ['+1', '👍'],
    ['thumbsup', '👍'],
    ['+1::skin-tone-4', '👍'],
    ['-1', '👎'],
    ['heart', '❤'],
    ['keycap_ten', '🔟'],
    ['👍🏽', '👍🏽'],
    ['party', ':party:'],
  ])('shows %s as %s', (emoji, picture) => {
    expect(asPicture(emoji)).toBe(picture);
  });
});
