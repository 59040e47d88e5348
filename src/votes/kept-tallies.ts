import { sql } from 'kysely';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { createTallies } from './tally.ts';
import { workspacesOf } from './workspaces.ts';

/** Papers that are counted in one transaction: tens of milliseconds, between which others have their turn. */
const CHUNK = 200;

/**
 * Counts again whatever moved since the kept tallies were counted last: those of one team, or of all. Safe to repeat,
 * and cheap when nothing moved.
 */
export async function ensureTallied(store: Store, team?: string): Promise<void> {
  for (;;) {
    const stale = await nextStale(store, team);
    if (stale === undefined) return;
    await store.transaction().execute((trx) => countSome(trx, stale));
  }
}

/** Throws the kept tallies away, to be counted anew from what is recorded. */
export async function forgetTallies(trx: StoreHandle): Promise<void> {
  await trx.deleteFrom('tally').execute();
  const voted = trx
    .selectFrom('votable')
    .select(['workspace', 'paper'])
    .union(trx.selectFrom('button_vote').select(['workspace', 'paper']));
  await trx
    .insertInto('stale_tally')
    .columns(['team', 'paper'])
    .expression(
      trx
        .selectFrom(voted.as('voted'))
        .leftJoin('workspace', 'workspace.id', 'voted.workspace')
        .select((eb) => [eb.fn.coalesce('workspace.team', 'voted.workspace').as('team'), 'paper'])
        .where(sql<boolean>`true`), // or SQLite reads the conflict clause as one of the join
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function nextStale(store: Store, team?: string): Promise<string | undefined> {
  const row = await store
    .selectFrom('stale_tally')
    .select('team')
    .$if(team !== undefined, (query) => query.where('team', '=', team ?? ''))
    .limit(1)
    .executeTakeFirst();
  return row?.team;
}

/**
 * The marks go first: whose vote is being stored just now holds its mark, so that the count waits for it, and whoever
 * votes later leaves a new one.
 */
async function countSome(trx: StoreHandle, team: string): Promise<void> {
  const some = trx
    .selectFrom('stale_tally')
    .select('paper')
    .where('team', '=', team)
    .orderBy('paper')
    .limit(CHUNK);
  const rows = await trx
    .deleteFrom('stale_tally')
    .where('team', '=', team)
    .where('paper', 'in', some)
    .returning('paper')
    .execute();
  const papers = rows.map((row) => row.paper);
  if (papers.length === 0) return;
  const kept = await count(trx, team, papers);
  await trx.deleteFrom('tally').where('team', '=', team).where('paper', 'in', papers).execute();
  if (kept.length > 0) await trx.insertInto('tally').values(kept).execute();
}

async function count(trx: StoreHandle, team: string, papers: readonly PaperId[]) {
  const [workspace] = await workspacesOf(trx, team);
  if (workspace === undefined) return [];
  const tallies = await createTallies(trx).of(workspace, papers);
  return [...tallies]
    .filter(([, { up, down }]) => up + down > 0)
    .map(([paper, { up, down }]) => ({ team, paper, up, down, net: up - down }));
}
