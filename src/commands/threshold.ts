import type { Reply } from '#chat/inbox.ts';
import type { Place } from '#chat/platform.ts';
import { quoted } from '#chat/quoted.ts';
import { many } from '#chat/words.ts';
import { endPicked } from '../delivery/ended.ts';
import { CommandError } from '../errors.ts';
import { endThreshold, setThreshold } from '../votes/thresholds.ts';
import { type Command, mustBeAdmin, platformAt, say } from './command.ts';
import type { Services } from './services.ts';

const MOST_VOTES = 1_000;

export const threshold: Command = {
  name: 'threshold',
  summary: 'Posts papers that reach so many votes in this channel, once each',
  options: [{ name: 'votes', summary: 'How many, or off', kind: 'text', isRequired: true }],
  access: 'admins',
  opens: 'reply',
  usage: 'threshold 5',
  run: async ({ options, spot, person }, services) => {
    await mustBeAdmin(spot, person, services);
    const place = { workspace: spot.workspace, channel: spot.channel };
    const typed = options.votes?.trim() ?? '';
    if (/^off$/i.test(typed)) return end(place, services);
    const votes = readVotes(typed);
    const { obstacles, name } = await platformAt(place, services).inspect(place);
    const [obstacle] = obstacles;
    if (obstacle !== undefined) throw new CommandError(`${obstacle.problem} ${obstacle.fix}`);
    const setUpBy = { person: person.id, name: person.name };
    await setThreshold(services.store, { place, votes, setUpBy }, services.clock());
    return say([
      { kind: 'plain', text: `Done. From now on, ${reachWords(votes)} are posted in ` },
      { kind: 'channel', channel: place.channel, name },
      { kind: 'plain', text: ', once each.' },
    ]);
  },
};

/** `papers that reach 5 votes`. */
export function reachWords(votes: number): string {
  return `papers that reach ${many(votes, 'vote')}`;
}

async function end(place: Place, { store }: Services): Promise<Reply> {
  const hadOne = await store.transaction().execute(async (trx) => {
    await endPicked(trx, place);
    return endThreshold(trx, place);
  });
  if (hadOne) return say('Done. Papers are no longer posted here for their votes.');
  throw new CommandError('There is no threshold here. To set one: /papers threshold 5');
}

function readVotes(typed: string): number {
  const votes = Number(typed);
  if (/^\d+$/.test(typed) && votes >= 1 && votes <= MOST_VOTES) return votes;
  throw new CommandError(
    `${quoted(typed)} is no number of votes from 1 to ${shown(MOST_VOTES)}. Try: /papers threshold 5`,
  );
}

function shown(number: number): string {
  return number.toLocaleString('en-US');
}
