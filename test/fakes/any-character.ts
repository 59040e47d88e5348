import fc from 'fast-check';

/** Half a character each, from U+D800 on. */
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;
const LAST = 0x10ffff;

/**
 * fast-check's unit `binary`, which makes a map of all million characters before its first text: a second in every
 * worker, and a heap that takes longer to clean ever after.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat(LAST - SURROGATES)
  .map((at) => String.fromCodePoint(at < FIRST_SURROGATE ? at : at + SURROGATES), placeOf);

function placeOf(character: unknown): number {
  const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
  const isHalf =
    code !== undefined && code >= FIRST_SURROGATE && code < FIRST_SURROGATE + SURROGATES;
  if (code === undefined || isHalf || character !== String.fromCodePoint(code)) {
    throw new TypeError('not one whole character');
  }
  return code < FIRST_SURROGATE ? code : code - SURROGATES;
}
