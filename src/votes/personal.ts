import { sql } from 'kysely';
import { z } from 'zod';
import type { PersonId, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import type { Database } from '../store/schema.ts';

/** One human of a team: all workspaces of it, all accounts of theirs. */
export interface Personal {
  readonly team: string;
  readonly workspaces: readonly WorkspaceId[];
  readonly accounts: readonly PersonId[];
}

export interface Holding {
  /** What is handed over: rows as they are. */
  rows(db: StoreHandle, whose: Personal): Promise<readonly object[]>;
  /** Afterwards no row of the team names them. */
  forget(trx: StoreHandle, whose: Personal): Promise<void>;
}

/** How each table holds people. A new table does not compile before somebody has thought of it. */
export const HOLDINGS: Readonly<Record<keyof Database, Holding | 'nobody'>> = {
  workspace: 'nobody',
  installation: 'nobody',
  paper: 'nobody',
  day: 'nobody',
  listing: 'nobody',
  digest: 'nobody',
  shown: 'nobody',
  refresh: 'nobody',
  votable: 'nobody',
  tally: 'nobody',
  stale_tally: 'nobody',
  meaning: 'nobody',
  // Only keyed hashes, by which heals skip what was left standing.
  forgotten: 'nobody',
  gap: 'nobody',
  heal: 'nobody',
  healing: 'nobody',
  seen_event: 'nobody',
  rendering: 'nobody',
  lane: 'nobody',
  refusal: 'nobody',
  lease: 'nobody',
  setting: 'nobody',
  counter: 'nobody',
  beyond_window: 'nobody',
  cache: 'nobody',
  alert: 'nobody',
  reaction: ofWorkspaces('reaction'),
  taken_back: ofWorkspaces('taken_back'),
  button_vote: ofWorkspaces('button_vote'),
  saved: ofWorkspaces('saved'),
  visit: ofWorkspaces('visit'),
  view: ofWorkspaces('view'),
  identity: ofTeam('identity'),
  link_code: ofTeam('link_code'),
  subscription: setUpBy('subscription'),
  threshold: setUpBy('threshold'),
  delivery: { rows: deliveriesOf, forget: forgetDeliveries },
};

type OfWorkspaces = 'reaction' | 'taken_back' | 'button_vote' | 'saved' | 'visit' | 'view';

function ofWorkspaces(table: OfWorkspaces): Holding {
  return {
    rows: (db, { workspaces, accounts }) =>
      db
        .selectFrom(table)
        .selectAll()
        .where('workspace', 'in', workspaces)
        .where('person', 'in', accounts)
        .execute(),
    forget: async (trx, { workspaces, accounts }) => {
      await trx
        .deleteFrom(table)
        .where('workspace', 'in', workspaces)
        .where('person', 'in', accounts)
        .execute();
    },
  };
}

function ofTeam(table: 'identity' | 'link_code'): Holding {
  return {
    rows: (db, { team, accounts }) =>
      db
        .selectFrom(table)
        .selectAll()
        .where('team', '=', team)
        .where('person', 'in', accounts)
        .execute(),
    forget: async (trx, { team, accounts }) => {
      await trx
        .deleteFrom(table)
        .where('team', '=', team)
        .where('person', 'in', accounts)
        .execute();
    },
  };
}

/** What they set up stays; who set it up is gone. */
function setUpBy(table: 'subscription' | 'threshold'): Holding {
  return {
    rows: (db, { workspaces, accounts }) =>
      db
        .selectFrom(table)
        .selectAll()
        .where('workspace', 'in', workspaces)
        .where('set_up_by', 'in', accounts)
        .execute(),
    forget: async (trx, { workspaces, accounts }) => {
      await trx
        .updateTable(table)
        .set({ set_up_by: null, set_up_by_name: null })
        .where('workspace', 'in', workspaces)
        .where('set_up_by', 'in', accounts)
        .execute();
    },
  };
}

/** Messages to them, and messages that name them: who would like to discuss a paper, who set a digest up. */
async function deliveriesOf(db: StoreHandle, whose: Personal) {
  const rows = await naming(db, whose).execute();
  return rows.map(({ payload, ...row }) => ({ ...row, payload: JSON.parse(payload ?? 'null') }));
}

async function forgetDeliveries(trx: StoreHandle, whose: Personal): Promise<void> {
  const rows = await naming(trx, whose).execute();
  const toThem = rows.filter((row) => row.person !== null).map((row) => row.id);
  if (toThem.length > 0) await trx.deleteFrom('delivery').where('id', 'in', toThem).execute();
  for (const { id, payload } of rows.filter((row) => row.person === null)) {
    await trx
      .updateTable('delivery')
      .set({ payload: withoutPeople(payload ?? 'null', whose.accounts) })
      .where('id', '=', id)
      .execute();
  }
}

function naming(db: StoreHandle, { workspaces, accounts }: Personal) {
  return db
    .selectFrom('delivery')
    .selectAll()
    .where('workspace', 'in', workspaces)
    .where((eb) =>
      eb.or([
        eb('person', 'in', accounts),
        ...accounts.map(
          (account) => sql<boolean>`replace(payload, ${JSON.stringify(account)}, '') <> payload`,
        ),
      ]),
    );
}

/** The same JSON with `Somebody` wherever it names one of them. */
function withoutPeople(payload: string, accounts: readonly PersonId[]): string {
  const names = new Set<string>();
  const nameless: unknown = JSON.parse(payload, (_, value: unknown) => {
    const named = Named.safeParse(value);
    if (!named.success || !accounts.includes(named.data.person)) return value;
    names.add(named.data.name);
    return named.data.kind === 'person' ? { kind: 'plain', text: SOMEBODY } : undefined;
  });
  const everywhere = (_: string, value: unknown) =>
    typeof value === 'string'
      ? [...names].reduce((text, name) => text.replaceAll(name, SOMEBODY), value)
      : value;
  return JSON.stringify(nameless, everywhere);
}

const SOMEBODY = 'Somebody';

/** A span of a text, or who opened a discussion. */
const Named = z.object({
  kind: z.string().optional(),
  person: z.string(),
  name: z.string().min(1),
});
