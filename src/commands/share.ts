import type { Reply, Speaker, Spot } from '#chat/inbox.ts';
import { CommandError } from '../errors.ts';
import type { PaperId } from '../papers/paper.ts';
import { nameOf, platformAt, say } from './command.ts';
import type { Services } from './services.ts';

export interface Share {
  readonly paper: PaperId;
  readonly spot: Spot;
  readonly person: Speaker;
}

/**
 * Posts a paper's card into the channel, once per channel and paper; a later request links to it.
 * @throws CommandError when Paperboy cannot post there, with the fix
 */
export async function share({ paper, spot, person }: Share, services: Services): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.threadOf?.channel ?? spot.channel };
  const [obstacle] = (await platformAt(place, services).inspect(place)).obstacles;
  if (obstacle !== undefined) throw new CommandError(`${obstacle.problem} ${obstacle.fix}`);
  const opener = { person: person.id, name: person.name };
  const { key, isNew } = await services.planner.ensureShared(
    { place, paper, opener },
    services.clock(),
  );
  services.wakeDelivery();
  return isNew ? say('It is being posted here.') : sharedBefore(key, spot, services);
}

async function sharedBefore(key: string, { workspace }: Spot, services: Services): Promise<Reply> {
  const row = await services.store
    .selectFrom('delivery')
    .select(['state', 'sent_channel', 'sent_message'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const platform = platformAt({ workspace }, services);
  if (row.state === 'uncertain') {
    return say(`${nameOf(platform)} did not say whether it arrived. It will not be sent again.`);
  }
  if (!row.sent_channel || !row.sent_message) return say('It is being posted here.');
  const ref = { workspace, channel: row.sent_channel, message: row.sent_message };
  const link = await platform.linkTo(ref);
  if (link === undefined) return say('It is already posted here.');
  return say([
    { kind: 'plain', text: 'Already discussed here: ' },
    { kind: 'link', text: 'the card', url: link },
    { kind: 'plain', text: '.' },
  ]);
}
