import { type Instant, type PersonId, platformOf, type WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { rememberForgotten } from './forgotten.ts';
import { accountsOf } from './humans.ts';
import type { Touched } from './ledger.ts';
import { HOLDINGS, type Personal } from './personal.ts';
import { ownTurn } from './room.ts';
import { sayingsOf } from './sayings.ts';
import { teammates, teamOf } from './workspaces.ts';

/** Everything that is stored about a person in a team, by table. */
export async function exportPerson(
  db: StoreHandle,
  workspace: WorkspaceId,
  person: PersonId,
): Promise<Readonly<Record<string, readonly object[]>>> {
  const whose = await personalOf(db, workspace, person);
  const tables: Record<string, readonly object[]> = {};
  for (const [table, holding] of Object.entries(HOLDINGS)) {
    if (holding === 'nobody') continue;
    const rows = await holding.rows(db, whose);
    if (rows.length > 0) tables[table] = rows;
  }
  return tables;
}

/**
 * Deletes every row of the team that names the person, so that their votes stop counting, and keeps one keyed hash an
 * account and workspace, by which heals skip the reactions that they left standing. Answers whose tallies changed.
 */
export async function forgetPerson(
  store: Store,
  { workspace, person, now }: { workspace: WorkspaceId; person: PersonId; now: Instant },
): Promise<readonly Touched[]> {
  return store.transaction().execute(async (trx) => {
    await ownTurn(trx, workspace);
    const whose = await personalOf(trx, workspace, person);
    const papers = await papersVotedOn(trx, whose);
    for (const holding of Object.values(HOLDINGS)) {
      if (holding !== 'nobody') await holding.forget(trx, whose);
    }
    for (const member of membersOf(whose)) await rememberForgotten(trx, member, now);
    return whose.workspaces.map((id) => ({ workspace: id, papers }));
  });
}

async function personalOf(
  db: StoreHandle,
  workspace: WorkspaceId,
  person: PersonId,
): Promise<Personal> {
  const team = await teamOf(db, workspace);
  return {
    team,
    workspaces: await teammates(db, workspace),
    accounts: await accountsOf(db, team, person),
  };
}

/** An account reacts on its own platform only. */
function membersOf({ workspaces, accounts }: Personal) {
  return workspaces.flatMap((workspace) =>
    accounts
      .filter((person) => platformOf(person) === platformOf(workspace))
      .map((person) => ({ workspace, person })),
  );
}

async function papersVotedOn(trx: StoreHandle, whose: Personal): Promise<readonly PaperId[]> {
  const said = await sayingsOf(trx, whose);
  return [...new Set(said.map(({ paper }) => paper))];
}
