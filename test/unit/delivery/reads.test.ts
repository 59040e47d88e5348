import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReads } from '../../../src/delivery/reads.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import type { Store } from '../../../src/store/open.ts';
import { createLedger } from '../../../src/votes/ledger.ts';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';

const PAPER = '2603.03269';
const ANOTHER = '2603.00001';
const NOBODY_THERE = 'slack:T9';

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.destroy());

const readsOf = () => createReads(store, createArchive(store), () => 0);

async function vote(workspace: string, paper: string, people: number): Promise<void> {
  await ensureWorkspace(store, { id: workspace, name: workspace, now: 1 });
  const ledger = createLedger({ store, clock: () => 1_000 });
  for (let at = 0; at < people; at += 1) {
    await ledger.press({ workspace, paper, person: `${workspace}/U${at}` });
  }
}

it('give each team its own votes, though all are asked for together', async () => {
  await vote('slack:T1', PAPER, 1);
  await vote('slack:T2', PAPER, 2);
  await vote('slack:T3', PAPER, 4);
  await vote('slack:T4', ANOTHER, 8);
  await joinTeam(store, ['slack:T2', 'slack:T3']);
  const reads = readsOf();
  const ups = async (workspace: string, paper: string) =>
    (await reads.tallies(workspace, [paper])).get(paper)?.up;

  const found = await Promise.all([
    ups('slack:T1', PAPER),
    ups('slack:T2', PAPER),
    ups('slack:T3', PAPER),
    ups('slack:T4', PAPER),
    ups('slack:T4', ANOTHER),
    ups('slack:T1', ANOTHER),
    ups(NOBODY_THERE, PAPER),
    ups('slack:T1', PAPER),
  ]);

  expect(found).toEqual([1, 6, 6, 0, 8, 0, 0, 1]);
});

it('see a vote that came since they were last asked', async () => {
  const reads = readsOf();
  const ups = async () => (await reads.tallies('slack:T1', [PAPER])).get(PAPER)?.up;
  const before = await ups();

  await vote('slack:T1', PAPER, 1);

  expect([before, await ups()]).toEqual([0, 1]);
});

it('miss one thing, and find what is asked for beside it', async () => {
  const content = JSON.stringify({ from: '2026-03-10', to: '2026-03-10', total: 1, papers: [] });
  const row = { id: 'd1', subscription: 's1', workspace: 'slack:T1', channel: 'C1', slot: 1 };
  await store
    .insertInto('digest')
    .values({ ...row, day: '2026-03-10', content, created_at: 1 })
    .execute();
  const reads = readsOf();

  const found = await Promise.allSettled([
    reads.content('d1'),
    reads.content('d2'),
    reads.overview(7),
  ]);

  expect(found).toEqual([
    expect.objectContaining({ value: expect.objectContaining({ total: 1 }) }),
    expect.objectContaining({ reason: new Error('there is no digest d2') }),
    expect.objectContaining({ reason: new Error('there is no delivery 7') }),
  ]);
});
