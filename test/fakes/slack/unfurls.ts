import { blockProblems } from './blocks.ts';
import type { Method } from './methods.ts';
import { type FakePart, Refusal, type SharedLinks, type World } from './model.ts';
import type { Args } from './spec.ts';

/** Links of the app's domains in what somebody wrote: Slack tells of them, and keeps what the app puts under them. */
export function shareLinks(
  world: World,
  written: Pick<SharedLinks, 'channel' | 'ts' | 'source'> & {
    readonly user: string;
    readonly text: string;
    readonly thread?: string | undefined;
  },
): void {
  const { channel, ts, source, user, text, thread } = written;
  const links = (text.match(/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)]/g) ?? []).flatMap((url) => {
    const domain = world.domains.find((one) => `.${new URL(url).hostname}`.endsWith(`.${one}`));
    return domain === undefined ? [] : [{ domain, url }];
  });
  if (links.length === 0) return;
  const unfurl_id = source === 'composer' ? ts : `${channel}.${ts}.${world.newId('unfurl')}`;
  const urls = links.map(({ url }) => url);
  world.shared.set(unfurl_id, { channel, ts, source, urls, cards: new Map() });
  world.tell('link_shared', {
    ...{ channel, message_ts: ts, user, unfurl_id, source, links },
    ...(thread !== undefined && { thread_ts: thread }),
    is_bot_user_member: world.channels.get(channel)?.members.has(world.self) ?? true,
  });
}

export const unfurl: Method = ({ world, needScope }, args) => {
  needScope();
  const shared = sharedBy(world, args);
  if (args.unfurls === undefined) throw new Refusal('missing_unfurls');
  for (const [url, card] of Object.entries(readUnfurls(args.unfurls))) {
    if (!shared.urls.includes(url)) throw new Refusal('cannot_unfurl_message');
    shared.cards.set(url, readCard(card));
  }
  world.changed();
  return {};
};

/** @throws Refusal as Slack does */
function sharedBy(world: World, args: Args): SharedLinks {
  const hasId = args.unfurl_id !== undefined || args.source !== undefined;
  return hasId ? sharedById(world, args) : sharedIn(world, args);
}

function sharedById(world: World, { unfurl_id, source }: Args): SharedLinks {
  if (unfurl_id === undefined) throw new Refusal('missing_unfurl_id');
  if (source === undefined) throw new Refusal('missing_source');
  const known = world.shared.get(String(unfurl_id));
  if (known === undefined) throw new Refusal('invalid_unfurl_id');
  if (known.source !== source) throw new Refusal('invalid_source');
  return known;
}

function sharedIn(world: World, { channel, ts }: Args): SharedLinks {
  if (channel === undefined) throw new Refusal('missing_channel');
  if (ts === undefined) throw new Refusal('missing_ts');
  const isMember = world.channels.get(String(channel))?.members.has(world.self) === true;
  if (channel !== 'COMPOSER' && !isMember) throw new Refusal('cannot_find_channel');
  const known = [...world.shared.values()].find((one) => one.ts === ts && one.channel === channel);
  if (known !== undefined) return known;
  throw new Refusal(world.messages.has(String(ts)) ? 'cannot_unfurl_url' : 'cannot_find_message');
}

function readUnfurls(unfurls: unknown): Readonly<Record<string, unknown>> {
  if (typeof unfurls === 'object' && unfurls !== null && !Array.isArray(unfurls))
    return { ...unfurls };
  throw new Refusal('invalid_unfurls_format');
}

/** Attachments may be older things than blocks, which nobody here sends. */
function readCard(card: unknown): readonly FakePart[] {
  if (typeof card !== 'object' || card === null || Object.keys(card).join() !== 'blocks')
    throw new Refusal('cannot_parse_attachment');
  const { blocks } = card as { readonly blocks: readonly FakePart[] };
  const [problem] = blockProblems(blocks, 'message');
  if (problem !== undefined) throw new Refusal('cannot_parse_attachment', { errors: [problem] });
  return blocks;
}
