import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day } from '../../../src/papers/paper.ts';
import { toRow } from '../../../src/papers/paper-row.ts';
import type { Store } from '../../../src/store/open.ts';
import { fieldOf } from '../../../src/votes/field.ts';
import { createLedger } from '../../../src/votes/ledger.ts';
import { picksOf } from '../../../src/votes/picks.ts';
import { rankingPage } from '../../../src/votes/ranking.ts';
import type { Scope } from '../../../src/votes/scope.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';
import { aPaper } from '../digest/papers.ts';

const HERE = 'slack:T1';
const THERE = 'slack:T2';
const week: Scope = { workspace: HERE, listed: { from: '2026-03-09', to: '2026-03-13' } };
const ever: Scope = { workspace: HERE };

let store: Store;

beforeEach(async () => {
  store = await openTestStore();
  for (const id of [HERE, THERE]) await ensureWorkspace(store, { id, name: id, now: 1 });
});

afterEach(() => store.destroy());

describe('a ranking', () => {
  it('goes by ups minus downs, then ups, then Hugging Face’s upvotes', async () => {
    await list('2026-03-10', { a: 1, b: 9, c: 5, d: 7 });
    await vote('a', { up: 3, down: 1 });
    await vote('b', { up: 2 });
    await vote('c', { up: 2 });
    await vote('d', { up: 1, down: 3 });

    const { ranked, total } = await rankingPage(store, week, { limit: 10, offset: 0 });

    expect(ranked.map(({ paper }) => paper)).toEqual(['a', 'b', 'c', 'd']);
    expect(total).toBe(4);
  });

  it('holds what was listed in the period, whenever it was voted on', async () => {
    await list('2026-03-06', { old: 1 });
    await list('2026-03-09', { first: 1 });
    await list('2026-03-13', { last: 1 });
    for (const paper of ['old', 'first', 'last']) await vote(paper, { up: 1 });

    const { leaders, totals } = await fieldOf(store, week, 10);

    expect(leaders.map(({ paper }) => paper).toSorted()).toEqual(['first', 'last']);
    expect(totals).toEqual({ votes: 2, people: 1, voted: 2, listed: 2 });
  });

  it('of all time holds every paper that was voted on', async () => {
    await list('2026-03-06', { old: 1, ignored: 3 });
    await list('2026-03-13', { last: 1 });
    for (const paper of ['old', 'last']) await vote(paper, { up: 1 });

    const { totals } = await fieldOf(store, ever, 10);

    expect(totals).toEqual({ votes: 2, people: 1, voted: 2, listed: 3 });
  });

  it('counts nothing of another team', async () => {
    await list('2026-03-10', { a: 1, b: 9 });
    await vote('a', { up: 1 });
    await vote('a', { up: 5 }, THERE);
    await vote('b', { up: 5 }, THERE);
    await fieldOf(store, { ...week, workspace: THERE }, 10);

    const { leaders, totals, skipped } = await fieldOf(store, week, 10);

    expect(leaders).toEqual([{ paper: 'a', up: 1, down: 0 }]);
    expect(totals.people).toBe(1);
    expect(skipped).toEqual(['b']);
  });

  it('has one more leader than is shown, so that a tie with it can be told', async () => {
    await list('2026-03-10', { a: 1, b: 1, c: 1 });
    for (const paper of ['a', 'b', 'c']) await vote(paper, { up: 1 });

    expect((await fieldOf(store, week, 1)).leaders).toHaveLength(2);
    expect((await rankingPage(store, week, { limit: 1, offset: 0 })).ranked).toHaveLength(2);
  });

  it('tells the place on which a page begins', async () => {
    await list('2026-03-10', { a: 9, b: 8, c: 7, d: 6, e: 5 });
    await vote('a', { up: 3 });
    await vote('e', { up: 5, down: 4 });
    for (const paper of ['b', 'c', 'd']) await vote(paper, { up: 2 });

    const { ranked, place } = await rankingPage(store, week, { limit: 1, offset: 2 });

    expect(ranked.map(({ paper }) => paper)).toEqual(['c', 'd']);
    expect(place).toBe(2);
  });
});

describe('a sleeper', () => {
  it('is in the team’s top fifth and in Hugging Face’s lower half', async () => {
    await list(
      '2026-03-10',
      upvotes(10, (n) => n * 10),
    );
    await vote('p1', { up: 3 });
    await vote('p8', { up: 2 });
    await vote('p2', { up: 1 });

    const { sleepers, skipped } = await fieldOf(store, week, 10);

    // p2 is the team's third of ten, p8 is liked by Hugging Face too.
    expect(sleepers).toEqual(['p1']);
    expect(skipped).toEqual(['p9']);
  });

  it('is none where Hugging Face likes all the same', async () => {
    await list(
      '2026-03-10',
      upvotes(10, () => 4),
    );
    await vote('p1', { up: 3 });

    const { sleepers, skipped } = await fieldOf(store, week, 10);

    expect(sleepers).toEqual([]);
    expect(skipped).toEqual([]);
  });
});

describe('the field of any votes', () => {
  const someVotes = fc.record({ up: fc.nat(3), down: fc.nat(2) });
  const some = fc.array(fc.record({ upvotes: fc.nat(6), votes: someVotes }), {
    minLength: 1,
    maxLength: 25,
  });

  it('is what counting above and below says', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (papers, isEver) => {
        await startOver();
        await list(
          '2026-03-10',
          Object.fromEntries(papers.map((one, n) => [`p${n}`, one.upvotes])),
        );
        for (const [n, one] of papers.entries()) await vote(`p${n}`, one.votes);

        const field = await fieldOf(store, isEver ? ever : week, 30);

        const model = papers.map((one, n) => ({
          ...one,
          paper: `p${n}`,
          net: one.votes.up - one.votes.down,
        }));
        expect(field.leaders.map(({ paper }) => paper)).toEqual(modelLeaders(model));
        expect(field.sleepers.toSorted()).toEqual(modelSleepers(model));
        expect(field.skipped.toSorted()).toEqual(modelSkipped(model));
        const all = picksOf(field, 10);
        const shown = [...all.places.map(({ paper }) => paper), ...all.sleepers, ...all.skipped];
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: runs(60) },
    );
  });
});

interface Modelled {
  readonly paper: string;
  readonly upvotes: number;
  readonly net: number;
  readonly votes: { readonly up: number; readonly down: number };
}

function modelLeaders(model: readonly Modelled[]): readonly string[] {
  return model
    .filter(({ net }) => net > 0)
    .toSorted(
      (a, b) =>
        b.net - a.net ||
        b.votes.up - a.votes.up ||
        b.upvotes - a.upvotes ||
        (a.paper < b.paper ? 1 : -1),
    )
    .map(({ paper }) => paper);
}

/** A fifth of the papers at most stand above; half of them at most stand below. */
function isTop(model: readonly Modelled[], of: (one: Modelled) => number, one: Modelled): boolean {
  return model.filter((other) => of(other) > of(one)).length < model.length / 5;
}

function isLow(model: readonly Modelled[], of: (one: Modelled) => number, one: Modelled): boolean {
  return model.filter((other) => of(other) < of(one)).length < model.length / 2;
}

const net = (one: Modelled) => one.net;
const theirs = (one: Modelled) => one.upvotes;

function modelSleepers(model: readonly Modelled[]): readonly string[] {
  return model
    .filter((one) => one.net > 0 && isTop(model, net, one))
    .filter((one) => isLow(model, theirs, one) && !isTop(model, theirs, one))
    .map(({ paper }) => paper)
    .toSorted();
}

function modelSkipped(model: readonly Modelled[]): readonly string[] {
  return model
    .filter((one) => isTop(model, theirs, one) && !isLow(model, theirs, one))
    .filter((one) => isLow(model, net, one) && !(one.net > 0 && isTop(model, net, one)))
    .map(({ paper }) => paper)
    .toSorted();
}

function upvotes(count: number, of: (n: number) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, of(n)]));
}

async function list(day: Day, papers: Readonly<Record<string, number>>): Promise<void> {
  const found = Object.entries(papers);
  await store
    .insertInto('paper')
    .values(found.map(([id, likes]) => toRow(aPaper(id, { upvotes: likes }), 1)))
    .execute();
  await store
    .insertInto('listing')
    .values(found.map(([paper], index) => ({ day, paper, position: index + 1, seen_at: 1 })))
    .execute();
}

/** Votes of as many people, on a card of the paper. */
async function vote(
  paper: string,
  { up, down = 0 }: { readonly up: number; readonly down?: number },
  workspace = HERE,
): Promise<void> {
  const ref = { workspace, channel: 'C1', message: paper };
  await store
    .insertInto('votable')
    .values({ ...ref, number: 0, paper })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const ledger = createLedger({ store, clock: () => 1_000 });
  for (let n = 0; n < up + down; n++) {
    const person = `${workspace}/${n < up ? `U${n}` : `D${n}`}`;
    const emoji = n < up ? '👍' : '👎';
    await ledger.apply({ kind: 'added', ref, person, emoji, isBurst: false });
  }
}

async function startOver(): Promise<void> {
  for (const table of ['reaction', 'votable', 'listing', 'paper'] as const) {
    await store.deleteFrom(table).execute();
  }
}
