import type { Paper } from '../../src/papers/paper.ts';

const WORDS =
  'model video language diffusion reasoning agent attention memory robot image speech graph policy token retrieval scene motion depth world planning search reward noise sparse dense long short fast slow small large open robust simple hidden learned shared frozen early late'.split(
    ' ',
  );
const NAMES = 'Ada Bo Chidi Dana Emil Farah Goran Hana Igor Juno Kofi Lena Mika Noor Oskar'.split(
  ' ',
);

/** Papers that nobody wrote, of the size of real ones; the same in every run. */
export function inventPapers(count: number): readonly Paper[] {
  const random = numbers(20_230_504);
  return Array.from({ length: count }, (_, index) => inventPaper(index, random));
}

/** A whole number below that one. */
export type Random = (below: number) => number;

function inventPaper(index: number, random: Random): Paper {
  const month = String(1 + (index % 12)).padStart(2, '0');
  const sentences = Array.from({ length: 9 }, () => sentence(random, 20));
  return {
    id: `2${4 + (index % 2)}${month}.${String(10_000 + index).slice(-5)}`,
    title: sentence(random, 9).slice(0, -1),
    summary: sentences.join(' '),
    authors: Array.from({ length: 7 }, () => `${pick(NAMES, random)} ${named(random)}`),
    publishedOn: `202${4 + (index % 2)}-${month}-01`,
    upvotes: random(120),
  };
}

function sentence(random: Random, length: number): string {
  const words = Array.from({ length }, () => word(random)).join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** One in ten is a word that people look for; a search for it finds a fair share of the papers, not all. */
function word(random: Random): string {
  return random(10) === 0 ? pick(WORDS, random) : `${pick(WORDS, random)}${pick(WORDS, random)}`;
}

/** A family name; a few thousand of them, as in the archive. */
function named(random: Random): string {
  return `${pick(NAMES, random)}${pick(NAMES, random).toLowerCase()}${pick(WORDS, random)}`;
}

function pick(from: readonly string[], random: Random): string {
  return from[random(from.length)] ?? '';
}

/** Mulberry32: small, and good enough to fill an archive. */
export function numbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const stirred = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((stirred ^ (stirred >>> 14)) >>> 0) % below;
  };
}
