import type { Reply, Speaker, Spot } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import { platformAt, say } from './command.ts';
import type { Services } from './services.ts';

export interface Share {
  readonly paper: PaperId;
  readonly spot: Spot;
  readonly person: Speaker;
}

/** Posts a paper's card into the channel, once per channel and paper; a later request links to it. */
export async function share({ paper, spot, person }: Share, services: Services): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.threadOf?.channel ?? spot.channel };
  const opener = { person: person.id, name: person.name };
  const { key, isNew } = await services.planner.ensureShared(
    { place, paper, opener },
    services.clock(),
  );
  services.wakeDelivery();
  const link = isNew ? undefined : await linkTo(key, spot, services);
  if (link === undefined)
    return say(isNew ? 'It is being posted here.' : 'It is already posted here.');
  return say([
    { kind: 'plain', text: 'Already discussed here: ' },
    { kind: 'link', text: 'the card', url: link },
    { kind: 'plain', text: '.' },
  ]);
}

async function linkTo(key: string, { workspace }: Spot, services: Services) {
  const row = await services.store
    .selectFrom('delivery')
    .select(['sent_channel', 'sent_message'])
    .where('key', '=', key)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  if (!row?.sent_channel || !row.sent_message) return undefined;
  const ref = { workspace, channel: row.sent_channel, message: row.sent_message };
  return platformAt({ workspace }, services).linkTo(ref);
}
