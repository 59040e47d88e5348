import type { Dictionary } from './dictionary.ts';

/**
 * How typed words fit a name: *Yi-Hao Peng* is `exact` yi-hao peng, `written` yihao peng, `turned` peng yi-hao,
 * `shortened` y. h. peng, and the `ending` of *Luc Van Gool* is van gool.
 */
export type NameFit = 'exact' | 'written' | 'turned' | 'shortened' | 'ending';

/** Words that may be a name. */
interface Spelling {
  readonly words: readonly string[];
  /** Whether they were typed so, and not put together or taken apart. */
  readonly isTyped: boolean;
}

interface WantedName extends Spelling {
  /** Numbers of the words; -1 for an initial. */
  readonly parts: readonly number[];
  /** Every order in which a name is written, the family name last, or first; that which was typed first. */
  readonly orders: readonly (readonly number[])[];
}

/**
 * The ways to write these words, of which all are known in names: as they were typed, and with two of them as one or one
 * of them as two, because hyphens in names come and go.
 */
export function spellingsOf(words: readonly string[], known: Dictionary): readonly Spelling[] {
  const isKnown = (word: string) => word.length === 1 || known.find(word) >= 0;
  const others = words.flatMap((word, place) => {
    const together = word + (words[place + 1] ?? '');
    const cuts = Array.from({ length: Math.max(0, word.length - 3) }, (_, cut) => cut + 2);
    return [
      ...(place + 1 < words.length ? [words.toSpliced(place, 2, together)] : []),
      ...cuts.map((cut) => words.toSpliced(place, 1, word.slice(0, cut), word.slice(cut))),
    ];
  });
  const all = [
    { words, isTyped: true },
    ...others.map((some) => ({ words: some, isTyped: false })),
  ];
  return all.filter((spelling) => spelling.words.length > 1 && spelling.words.every(isKnown));
}

export function wantedName({ words, isTyped }: Spelling, known: Dictionary): WantedName {
  const parts = words.map((word) => known.find(word));
  const orders = words.map((_, first) => [...parts.slice(first), ...parts.slice(0, first)]);
  return { words, isTyped, parts, orders };
}

/** `name` are the numbers of its words. */
export function nameFit(
  wanted: WantedName,
  name: Uint32Array,
  known: Dictionary,
): NameFit | undefined {
  const { parts, orders, isTyped } = wanted;
  if (name.length < parts.length) return undefined;
  const isEnd = isEnding(name, parts);
  if (isEnd && name.length === parts.length) return isTyped ? 'exact' : 'written';
  if (name.length === parts.length && orders.some((order) => isEnding(name, order))) {
    return 'turned';
  }
  if (!isTyped) return undefined;
  if (orders.some((_, first) => isShortened(name, { wanted, first }, known))) return 'shortened';
  return isEnd ? 'ending' : undefined;
}

function isEnding(name: Uint32Array, parts: readonly number[]): boolean {
  const from = name.length - parts.length;
  for (let place = parts.length - 1; place >= 0; place--) {
    if (name[from + place] !== parts[place]) return false;
  }
  return true;
}

interface Turned {
  readonly wanted: WantedName;
  /** Which of the words comes first. */
  readonly first: number;
}

/** Initials stand for names, on either side, and those in the middle may be left out: *andrew ng* is *Andrew Y. Ng*. */
function isShortened(name: Uint32Array, { wanted, first }: Turned, known: Dictionary): boolean {
  const count = wanted.words.length;
  const last = (first + count - 1) % count;
  if ((wanted.words[last]?.length ?? 0) < 2 || name.at(-1) !== wanted.parts[last]) return false;
  let at = 0;
  for (const [place, word] of name.entries()) {
    const part = (first + at) % count;
    if (at < count && fits(word, { wanted, first: part }, known)) at++;
    else if (place === 0 || known.lengthOf(word) > 1) return false;
  }
  return at === count;
}

/** Whether a word of a name is the one that was typed there, or one of them is an initial of the other. */
function fits(word: number, { wanted, first }: Turned, known: Dictionary): boolean {
  if (word === wanted.parts[first]) return true;
  const typed = wanted.words[first] ?? '';
  if (typed.length === 1) return known.startsWith(word, typed);
  return known.lengthOf(word) === 1 && typed.startsWith(known.text(word));
}
