import type { Services } from '../commands/services.ts';
import { CommandError, UsageError } from '../errors.ts';
import { papersShown } from '../votes/sayings.ts';
import { joinTeam, partTeam } from '../votes/teams.ts';
import { teammates } from '../votes/workspaces.ts';
import type { Tool } from './tool.ts';

const USAGE = 'team join slack:T0001 discord:81384788765712384';

export const team: Tool = {
  name: 'team',
  usage: USAGE,
  summary:
    'Lets workspaces share one tally; "team part <workspace>" takes one out again, "team" shows them',
  run: async (args, { engine: { services }, say }) => {
    const [act, ...ids] = args;
    if (act === undefined) return show(services, say);
    const [first] = ids;
    if (act === 'join' && first !== undefined && ids.length > 1) {
      await joinTeam(services.store, ids);
      await retally([first], services);
      return say(`Joined: ${(await teammates(services.store, first)).toSorted().join(', ')}.`);
    }
    if (act === 'part' && first !== undefined && ids.length === 1) {
      const before = await teammates(services.store, first);
      await partTeam(services.store, first);
      await retally(before, services);
      return say(`${first} counts its votes alone.`);
    }
    throw new UsageError(`Try: ${USAGE}, or: team part slack:T0001`);
  },
};

async function show({ store }: Services, say: (line: string) => void): Promise<void> {
  const rows = await store.selectFrom('workspace').selectAll().orderBy('id').execute();
  if (rows.length === 0) throw new CommandError('Paperboy knows no workspace yet.');
  for (const members of Map.groupBy(rows, (row) => row.team).values()) {
    say(members.map(({ id, name }) => `${id} (${name})`).join(' + '));
  }
}

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** Messages of the last week show the new tallies: the running service edits them. */
async function retally(workspaces: readonly string[], services: Services): Promise<void> {
  const { store, clock, votesChanged } = services;
  for (const workspace of workspaces) {
    const papers = await papersShown(store, workspace, clock() - WEEK_MS);
    await votesChanged({ workspace, papers });
  }
}
