import type { Asked, Decide, Trouble } from './stage.ts';

/** The first answer of every message is lost, of every other one before it was stored. */
export function losingPosts(): Decide {
  return onFirstPosts((at) => (at % 2 === 0 ? 'lost after' : 'lost before'));
}

/** The first answer of so many of a hundred messages is lost after it was stored; `lost` counts them. */
export function losingSome(dice: () => number, percent: number) {
  const lost = new Set<string>();
  const decide = onFirstPosts((_, key) => {
    if (dice() * 100 >= percent) return undefined;
    lost.add(key);
    return 'lost after';
  });
  return { decide, lost };
}

function onFirstPosts(decide: (at: number, key: string) => Trouble | undefined): Decide {
  const seen = new Set<string>();
  return ({ kind, key = '' }) => {
    if (kind !== 'post' || seen.has(key)) return undefined;
    seen.add(key);
    return decide(seen.size - 1, key);
  };
}

/** Of a hundred requests of a kind, so many meet this. */
type Chances = Readonly<Record<Asked['kind'], readonly (readonly [Trouble, number])[]>>;

const BAD_DAY: Chances = {
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
  return byChance(dice, BAD_DAY);
}

/** Half of what is asked goes wrong at the platform: errors, half an answer, and none at all. */
export function outage(dice: () => number, hanging: number): Decide {
  const half: Chances[Asked['kind']] = [
    ['error before', 20],
    ['error after', 15 - hanging],
    ['garbled', 15],
    ['hanging', hanging],
  ];
  return byChance(dice, { post: half, find: half, other: half });
}

function byChance(dice: () => number, chances: Chances): Decide {
  return ({ kind }) => {
    let left = dice() * 100;
    for (const [trouble, chance] of chances[kind]) {
      if (left < chance) return trouble;
      left -= chance;
    }
    return undefined;
  };
}
