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

/**
 * Posts a paper's card into the channel, once per channel and paper, and links to it; so does a later request.
 * @throws CommandError when Paperboy cannot post there, with the fix
 */
export async function share({ paper, spot, person }: Share, services: Services): Promise<Reply> {
  const place = await postablePlace(spot, services);
  const opener = { person: person.id, name: person.name };
  const { key, isNew } = await services.planner.ensureShared(
    { place, paper, opener },
    services.clock(),
  );
  return whenPosted({ key, isNew, what: 'card', spot }, services);
}

/** The channel in which somebody speaks. @throws CommandError when Paperboy cannot post there, with the fix */
export async function postablePlace(spot: Spot, services: Services): Promise<Place> {
  const place = { workspace: spot.workspace, channel: spot.threadOf?.channel ?? spot.channel };
  const [obstacle] = (await platformAt(place, services).inspect(place)).obstacles;
  if (obstacle !== undefined) throw new CommandError(`${obstacle.problem} ${obstacle.fix}`);
  return place;
}

interface Shared {
  /** Of its delivery. */
  readonly key: string;
  /** False when it was planned before. */
  readonly isNew: boolean;
  readonly what: 'card' | 'list';
  readonly spot: Spot;
}

/** Mostly it is out sooner. Who waits longer than the 3 s that the services allow for an answer believes that nothing happened. */
const PATIENCE_MS = 2_500;

/** Waits for what was planned, and says where it is, as far as the platform said. @throws CommandError as above */
export async function whenPosted(
  { key, isNew, what, spot }: Shared,
  services: Services,
): Promise<Reply> {
  services.wakeDelivery();
  await services.settled(key, PATIENCE_MS);
  const row = await services.store
    .selectFrom('delivery')
    .select(['state', 'sent_channel', 'sent_message'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const platform = platformAt(spot, services);
  switch (row.state) {
    case 'pending':
    case 'sending':
      return say('It is being posted here.');
    case 'uncertain':
      return say(`${nameOf(platform)} did not say whether it arrived. It will not be sent again.`);
    case 'refused':
    case 'skipped':
    case 'dead':
      await postablePlace(spot, services);
      return say('It could not be posted here. Please try again later.');
    case 'sent': {
      const at = { channel: row.sent_channel ?? '', message: row.sent_message ?? '' };
      const link = await platform.linkTo({ workspace: spot.workspace, ...at });
      return sentWords({ isNew, what }, link);
    }
  }
}

const AGAIN = { card: 'Already discussed here: ', list: 'Already posted here: ' } as const;

function sentWords({ isNew, what }: Pick<Shared, 'isNew' | 'what'>, link: string | undefined) {
  if (link === undefined) return say(`It is ${isNew ? '' : 'already '}posted here.`);
  return say([
    { kind: 'plain', text: isNew ? 'Posted here: ' : AGAIN[what] },
    { kind: 'link', text: `the ${what}`, url: link },
    { kind: 'plain', text: '.' },
  ]);
}
