import type { Limits } from '#chat/platform.ts';
import type { DailyList } from '../../../src/papers/archive.ts';
import type { Day, Paper } from '../../../src/papers/paper.ts';

/** A made-up paper; what matters to a test is given. */
export function aPaper(id: string, facts: Partial<Paper> = {}): Paper {
  return {
    id,
    title: `Paper ${id}`,
    summary: 'An abstract that begins with this sentence. It goes on with another.',
    authors: ['Ada Lo', 'Bo Chen', 'Cy Diaz'],
    publishedOn: '2026-03-09',
    upvotes: 5,
    ...facts,
  };
}

export function aList(day: Day, papers: readonly Paper[]): DailyList {
  return {
    day,
    state: papers.length === 0 ? 'empty' : 'closed',
    pulledAt: 0,
    settledAt: 0,
    papers: papers.toSorted((a, b) => b.upvotes - a.upvotes),
  };
}

/** Ids of the form 2603.00001, so many from a start. */
export function ids(count: number, from = 1): readonly string[] {
  return Array.from({ length: count }, (_, n) => `2603.${String(n + from).padStart(5, '0')}`);
}

/** What Discord's adapter promises to hold. */
export const TIGHT: Limits = {
  papersPerMessage: 10,
  messageText: 3_900,
  formFields: 5,
  selectOptions: 25,
  hasThreads: true,
  canUnfurl: false,
  lane: 'platform',
  quickEditsForMs: 3_600_000,
  editEveryMs: 1_000,
  oldEditEveryMs: 20_000,
  postEveryMs: { channel: 1_000 },
  lanePace: { first: 45, most: 45, atOnce: 50 },
  findAfterMs: [0, 0],
};
