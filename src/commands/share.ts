import type { Reply, Speaker, Spot } from '#chat/inbox.ts';
import type { Place } from '#chat/platform.ts';
import { CommandError } from '../errors.ts';
import type { PaperId } from '../papers/paper.ts';
import { nameOf, platformAt, say } from './command.ts';
import type { Services } from './services.ts';

export interface Share {
  readonly paper: PaperId;
  readonly spot: Spot;
  readonly person: Speaker;
}

/** Mostly it is out sooner. Who waits longer than the 3 s that the services allow for an answer believes that nothing happened. */
const PATIENCE_MS = 2_500;

/**
 * Posts a paper's card into the channel, once per channel and paper, and links to it; so does a later request.
 * @throws CommandError when Paperboy cannot post there, with the fix
 */
export async function share({ paper, spot, person }: Share, services: Services): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.threadOf?.channel ?? spot.channel };
  await mustBeOpen(place, services);
  const opener = { person: person.id, name: person.name };
  const { key, isNew } = await services.planner.ensureShared(
    { place, paper, opener },
    services.clock(),
  );
  services.wakeDelivery();
  await services.settled(key, PATIENCE_MS);
  return outcome({ key, isNew, place }, services);
}

async function mustBeOpen(place: Place, services: Services): Promise<void> {
  const [obstacle] = (await platformAt(place, services).inspect(place)).obstacles;
  if (obstacle !== undefined) throw new CommandError(`${obstacle.problem} ${obstacle.fix}`);
}

interface Shared {
  readonly key: string;
  readonly isNew: boolean;
  readonly place: Place;
}

async function outcome({ key, isNew, place }: Shared, services: Services): Promise<Reply> {
  const row = await services.store
    .selectFrom('delivery')
    .select(['state', 'sent_channel', 'sent_message'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const platform = platformAt(place, services);
  switch (row.state) {
    case 'pending':
    case 'sending':
      return say('It is being posted here.');
    case 'uncertain':
      return say(`${nameOf(platform)} did not say whether it arrived. It will not be sent again.`);
    case 'refused':
    case 'skipped':
    case 'dead':
      await mustBeOpen(place, services);
      return say('It could not be posted here. Please try again later.');
    case 'sent': {
      const at = { channel: row.sent_channel ?? '', message: row.sent_message ?? '' };
      return sentWords(isNew, await platform.linkTo({ workspace: place.workspace, ...at }));
    }
  }
}

function sentWords(isNew: boolean, link: string | undefined): Reply {
  if (link === undefined) return say(`It is ${isNew ? '' : 'already '}posted here.`);
  return say([
    { kind: 'plain', text: isNew ? 'Posted here: ' : 'Already discussed here: ' },
    { kind: 'link', text: 'the card', url: link },
    { kind: 'plain', text: '.' },
  ]);
}
