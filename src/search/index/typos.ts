/** One bit for each letter of the alphabet that a word has; what is no letter shares the rest. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let place = 0; place < word.length; place++) {
    const code = word.charCodeAt(place);
    const isLetter = code >= 97 && code <= 122;
    letters |= 1 << (isLetter ? code - 97 : 26 + (code % 6));
  }
  return letters >>> 0;
}

/** Whether a word with these letters has nothing else: no digit, no sign. */
export function hasLettersOnly(letters: number): boolean {
  return letters >>> 26 === 0;
}

/**
 * Whether words with these letters can be so few edits apart at all: an edit brings in one letter at most and takes one
 * away at most. Two bit operations, so that 60,000 words are looked through in a tenth of a millisecond.
 */
export function mayBeWithin(edits: number, one: number, other: number): boolean {
  return hasAtMost(2 * edits, one ^ other);
}

/** Whether a word with the second letters may begin with one that has the first, so many edits aside. */
export function mayBegin(edits: number, one: number, other: number): boolean {
  const missing = one & ~other;
  return hasAtMost(edits, missing);
}

/** Whether no more bits are set: takes away the lowest so many times, because counting all takes three times as long. */
function hasAtMost(most: number, bits: number): boolean {
  let rest = bits | 0;
  for (let taken = 0; taken < most && rest !== 0; taken++) rest &= (rest - 1) | 0;
  return rest === 0;
}

/** Letters left out, put in, changed, or two neighbours swapped, that make one word the other; counted no further than `most` + 1. */
export function editsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      row.push(cheapest({ one, other, i, j, row, last, beforeLast }));
    }
    if (Math.min(...row) > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[other.length] ?? most + 1;
}

interface Cell {
  readonly one: string;
  readonly other: string;
  readonly i: number;
  readonly j: number;
  readonly row: readonly number[];
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}

function cheapest({ one, other, i, j, row, last, beforeLast }: Cell): number {
  const isSame = one[i - 1] === other[j - 1];
  const best = Math.min(
    (last[j] ?? 0) + 1,
    (row[j - 1] ?? 0) + 1,
    (last[j - 1] ?? 0) + (isSame ? 0 : 1),
  );
  const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
  return isSwapped ? Math.min(best, (beforeLast[j - 2] ?? 0) + 1) : best;
}

/** Whether one edit makes one word the other: the same as `editsBetween`, but quick. */
export function isOneEdit(one: string, other: string): boolean {
  if (one.length > other.length) return isOneEdit(other, one);
  if (other.length - one.length > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const mine = one.slice(one.length === other.length ? at + 1 : at);
  return mine === other.slice(at + 1) || isSwap(one, other);
}

/** Whether two neighbouring letters swapped make one word the other. */
export function isSwap(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const isSwapped = one[at] === other[at + 1] && one[at + 1] === other[at];
  return at < one.length - 1 && isSwapped && one.slice(at + 2) === other.slice(at + 2);
}
