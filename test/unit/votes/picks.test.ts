import { describe, expect, it } from 'vitest';
import {
  cutsOf,
  type Field,
  picksOf,
  placed,
  type Ranked,
  scoresAt,
} from '../../../src/votes/picks.ts';

describe('places', () => {
  it('are shared by papers with the same votes: 1, 2, 2, 4', () => {
    const places = placed(votes(6, 5, 5, 4));

    expect(places.map(({ place }) => place)).toEqual([1, 2, 2, 4]);
    expect(places.map(({ isTied }) => isTied)).toEqual([false, true, true, false]);
  });

  it('are not shared when only the difference is the same', () => {
    const places = placed([
      { paper: 'a', up: 6, down: 1 },
      { paper: 'b', up: 5, down: 0 },
    ]);

    expect(places.map(({ place }) => place)).toEqual([1, 2]);
  });

  it('go on over pages, with a tie that a page break parts', () => {
    const places = placed(votes(3, 2, 2), 10, 9);

    expect(places.map(({ place }) => place)).toEqual([9, 12, 12]);
    expect(places.map(({ isTied }) => isTied)).toEqual([true, true, true]);
  });
});

describe('the cuts of a period', () => {
  it('leave a fifth above and a half below, and never tear a tie', () => {
    const scores = [9, 8, 8, 7, 6, 5, 4, 3, 2, 1].map((net) => ({ net, papers: 1 }));

    expect(cutsOf(10)).toEqual({ top: 1, low: 4 });
    expect(scoresAt(scores, 10)).toEqual({ top: 8, low: 5 });
  });

  it('count papers without a vote as such', () => {
    expect(scoresAt([{ net: 3, papers: 2 }], 20)).toEqual({ top: 0, low: 0 });
    expect(scoresAt([{ net: -1, papers: 12 }], 20)).toEqual({ top: 0, low: -1 });
  });

  it('of no papers are those of nobody’s vote', () => {
    expect(scoresAt([], 0)).toEqual({ top: 0, low: 0 });
  });
});

describe('picks', () => {
  it('show ten places when nothing stands apart, the last one tied with the one that is left out', () => {
    const { places } = picksOf(field({ leaders: votes(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 3) }), 10);

    expect(places).toHaveLength(10);
    expect(places.at(-1)).toMatchObject({ place: 10, isTied: true });
  });

  it('hold ten papers in all, two of each kind apart', () => {
    const leaders = votes(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2);

    const picks = picksOf(
      field({ leaders, sleepers: ['s1', 's2', 's3'], skipped: ['h1', 'h2', 'h3'] }),
      10,
    );

    expect(picks.places).toHaveLength(6);
    expect(picks.sleepers).toEqual(['s1', 's2']);
    expect(picks.skipped).toEqual(['h1', 'h2']);
  });

  it('show no paper twice: what has a sure place is no sleeper', () => {
    const leaders = votes(12, 11, 10);

    const picks = picksOf(field({ leaders, sleepers: ['p1', 's1'] }), 10);

    expect(picks.places.map(({ paper }) => paper)).toEqual(['p0', 'p1', 'p2']);
    expect(picks.sleepers).toEqual(['s1']);
  });

  it('end the places where the first sleeper would stand', () => {
    const leaders = votes(12, 11, 10, 9, 8, 7, 6, 5, 4, 3);

    const picks = picksOf(field({ leaders, sleepers: ['p7'] }), 10);

    expect(picks.places.map(({ paper }) => paper)).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
      'p4',
      'p5',
      'p6',
    ]);
    expect(picks.sleepers).toEqual(['p7']);
  });
});

/** Papers `p0`, `p1`, … with so many ups. */
function votes(...ups: readonly number[]): readonly Ranked[] {
  return ups.map((up, index) => ({ paper: `p${index}`, up, down: 0 }));
}

function field(given: Partial<Field>): Field {
  const totals = { votes: 37, people: 14, voted: 13, listed: 114 };
  return { leaders: [], sleepers: [], skipped: [], totals, ...given };
}
