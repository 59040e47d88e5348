import type { Instant, MessageRef, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { accountsOf } from './humans.ts';
import { ownTurn } from './room.ts';
import { sayingsOf, type Whose } from './sayings.ts';
import { teammates, teamOf } from './workspaces.ts';

export interface Reader {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
}

/** A paper of somebody's reading list. */
export interface Saved {
  readonly paper: PaperId;
  readonly at: Instant;
}

/** A human's reading list over all their accounts in the team, newest first; reactions that mean `save` count too. */
export async function savedBy(db: StoreHandle, reader: Reader): Promise<readonly Saved[]> {
  const whose = await whoseIs(db, reader);
  const rows = await savedRows(db, whose).select(['paper', 'at']).execute();
  const reactions = (await sayingsOf(db, whose)).filter(({ meaning }) => meaning === 'save');
  const newestFirst = [...rows, ...reactions].toSorted((a, b) => b.at - a.at);
  const byPaper = Map.groupBy(newestFirst, ({ paper }) => paper);
  return [...byPaper].map(([paper, all]) => ({ paper, at: all[0]?.at ?? 0 }));
}

export interface SaveReceipt {
  readonly state: 'saved' | 'removed' | 'still-saved';
  /** Papers on the list. */
  readonly count: number;
  /** The reaction that keeps it there. */
  readonly by?: { readonly ref: MessageRef; readonly emoji: string };
}

/** Puts a paper on the list, or takes it off. Stored when it returns. */
export async function toggleSaved(
  store: Store,
  { paper, ...reader }: Reader & { readonly paper: PaperId },
  at: Instant,
): Promise<SaveReceipt> {
  return store.transaction().execute(async (trx) => {
    await ownTurn(trx, reader.workspace);
    const whose = await whoseIs(trx, reader);
    const { numDeletedRows } = await trx
      .deleteFrom('saved')
      .where('workspace', 'in', whose.workspaces)
      .where('person', 'in', whose.accounts)
      .where('paper', '=', paper)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n)
      await trx
        .insertInto('saved')
        .values({ ...reader, paper, at })
        .execute();
    const count = (await savedBy(trx, reader)).length;
    if (numDeletedRows === 0n) return { state: 'saved', count };
    const by = await keptBy(trx, whose, paper);
    return by === undefined ? { state: 'removed', count } : { state: 'still-saved', count, by };
  });
}

async function whoseIs(db: StoreHandle, { workspace, person }: Reader): Promise<Whose> {
  const team = await teamOf(db, workspace);
  return {
    workspaces: await teammates(db, workspace),
    accounts: await accountsOf(db, team, person),
  };
}

function savedRows(db: StoreHandle, { workspaces, accounts }: Whose) {
  return db
    .selectFrom('saved')
    .where('workspace', 'in', workspaces)
    .where('person', 'in', accounts);
}

async function keptBy(trx: StoreHandle, whose: Whose, paper: PaperId) {
  const all = await sayingsOf(trx, whose);
  const found = all.find((one) => one.paper === paper && one.meaning === 'save');
  if (found?.by === undefined) return undefined;
  const { channel, message, emoji } = found.by;
  return { ref: { workspace: found.workspace, channel, message }, emoji };
}
