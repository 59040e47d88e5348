import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed, Texts } from '../../../../src/search/index/texts.ts';

/** Of one byte, two, three, four and five; those that are alike in their last bytes too. */
const anyNumber = fc.oneof(
  fc.constantFrom(0, 3, 5, 0x7f, 0x80, 0x183, 0x203, 0x3fff, 0x4000, 0x1fffff, 0x200000),
  fc.nat(2 ** 31 - 1),
);

describe('a packed list of numbers', () => {
  it('tells its last number without being unpacked', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 5 }), anyNumber, (numbers, other) => {
        const texts = new Texts();
        texts.save(0, packed([other, other]));
        texts.save(1, packed(numbers));

        const ends = [...numbers, other].filter((number) => texts.endsWith(1, number));

        expect(new Set(ends)).toEqual(new Set(numbers.slice(-1)));
      }),
      {
        numRuns: 2_000,
        examples: [
          [[0x183], 3],
          [[], 3],
        ],
      },
    );
  });
});
