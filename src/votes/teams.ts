import type { PersonId, WorkspaceId } from '#chat/platform.ts';
import { CommandError } from '../errors.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { turnOfTeam } from './room.ts';
import { teammates, teamOf } from './workspaces.ts';

/** Nobody else moves workspaces between teams meanwhile, and so nobody else holds several teams' votes. */
const ROOM = 'teams';

/**
 * Joins workspaces, with whoever is in a team with them already, into one team that shares its tallies. Safe to repeat.
 * @throws CommandError for a workspace that Paperboy has not met
 */
export async function joinTeam(store: Store, ids: readonly WorkspaceId[]): Promise<string> {
  return store.transaction().execute(async (trx) => {
    await serialised(trx, ROOM);
    for (const id of ids) await mustBeKnown(trx, id);
    const teams = [...new Set(await Promise.all(ids.map((id) => teamOf(trx, id))))];
    for (const team of teams) await turnOfTeam(trx, team);
    const [team = ''] = teams;
    await trx.updateTable('workspace').set({ team }).where('team', 'in', teams).execute();
    await mergeIdentities(trx, teams, team);
    await trx.deleteFrom('link_code').where('team', 'in', teams).execute();
    return team;
  });
}

/** Takes one workspace out of its team. Each keeps its own votes, which count separately again. Safe to repeat. */
export async function partTeam(store: Store, id: WorkspaceId): Promise<void> {
  await store.transaction().execute(async (trx) => {
    await serialised(trx, ROOM);
    await mustBeKnown(trx, id);
    const team = await teamOf(trx, id);
    await turnOfTeam(trx, team);
    const others = (await teammates(trx, id)).filter((other) => other !== id);
    const [rest] = others;
    if (rest === undefined) return;
    const identities = await trx
      .selectFrom('identity')
      .selectAll()
      .where('team', '=', team)
      .execute();
    await trx.updateTable('workspace').set({ team: rest }).where('id', 'in', others).execute();
    await trx.updateTable('workspace').set({ team: id }).where('id', '=', id).execute();
    await trx.deleteFrom('identity').where('team', '=', team).execute();
    await trx.deleteFrom('link_code').where('team', '=', team).execute();
    // Who was joined stays joined, on both sides: should the teams meet again, nobody has two votes.
    for (const own of [rest, id]) {
      const copies = identities.map((row) => ({ ...row, team: own }));
      if (copies.length > 0) await trx.insertInto('identity').values(copies).execute();
    }
  });
}

async function mustBeKnown(trx: StoreHandle, id: WorkspaceId): Promise<void> {
  const known = await trx
    .selectFrom('workspace')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (known !== undefined) return;
  const all = await trx.selectFrom('workspace').select('id').orderBy('id').execute();
  const list = all.map((row) => row.id).join(', ') || 'none yet';
  throw new CommandError(`Paperboy knows no workspace ${id}. It knows: ${list}.`);
}

/** An account that was joined on both sides makes one human of both. */
async function mergeIdentities(
  trx: StoreHandle,
  teams: readonly string[],
  team: string,
): Promise<void> {
  const rows = await trx
    .selectFrom('identity')
    .selectAll()
    .where('team', 'in', teams)
    .orderBy('at')
    .execute();
  await trx.deleteFrom('identity').where('team', 'in', teams).execute();
  const at = new Map(rows.map((row) => [row.person, row.at]));
  const merged = humansIn(rows).flatMap((people) => {
    const [human = ''] = people;
    return people.map((person) => ({ team, person, human, at: at.get(person) ?? 0 }));
  });
  if (merged.length > 0) await trx.insertInto('identity').values(merged).execute();
}

interface Known {
  readonly team: string;
  readonly person: PersonId;
  readonly human: string;
}

/** The accounts of each human, over all teams. */
function humansIn(rows: readonly Known[]): readonly (readonly PersonId[])[] {
  const joined = Map.groupBy(rows, ({ team, human }) => `${team}\n${human}`);
  let humans: readonly (readonly PersonId[])[] = [];
  for (const group of joined.values()) {
    const people = group.map(({ person }) => person);
    const isSame = (other: readonly PersonId[]) => other.some((one) => people.includes(one));
    const all = new Set([...humans.filter(isSame).flat(), ...people]);
    humans = [...humans.filter((other) => !isSame(other)), [...all]];
  }
  return humans;
}
