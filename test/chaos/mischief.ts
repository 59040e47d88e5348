import type { Asked, Decide, Trouble } from './stages.ts';

/** The first answer of every message is lost after it was stored. */
export function losingAnswers(): Decide {
  return onFirstPosts(() => 'lost after');
}

/** The first answer of every message is lost, of every other one before it was stored. */
export function losingPosts(): Decide {
  return onFirstPosts((at) => (at % 2 === 0 ? 'lost after' : 'lost before'));
}

function onFirstPosts(decide: (at: number) => Trouble): Decide {
  const seen = new Set<string>();
  return ({ kind, key = '' }) => {
    if (kind !== 'post' || seen.has(key)) return undefined;
    seen.add(key);
    return decide(seen.size - 1);
  };
}

/** Of a hundred requests of a kind, so many meet this. */
const CHANCES: Readonly<Record<Asked['kind'], readonly (readonly [Trouble, number])[]>> = {
  post: [
    ['lost after', 10],
    ['error after', 3],
    ['error before', 3],
    ['lost before', 3],
    ['limited', 4],
  ],
  find: [
    ['lost after', 4],
    ['error before', 4],
    ['limited', 4],
  ],
  other: [
    ['lost after', 8],
    ['error before', 4],
    ['limited', 4],
  ],
};

/** A bad day: one answer in ten is lost after the message was stored, and much else goes wrong. */
export function badDay(dice: () => number): Decide {
  return ({ kind }) => {
    let left = dice() * 100;
    for (const [trouble, chance] of CHANCES[kind]) {
      if (left < chance) return trouble;
      left -= chance;
    }
    return undefined;
  };
}
