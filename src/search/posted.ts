import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { type ChannelDeps, type ChannelNames, PublicChannels } from './public-channels.ts';

/** Where a paper was posted, as far as it may be told to whoever asks (product.md, Private stays private). */
export type Posted =
  | { readonly in: 'here'; readonly at: Instant }
  | { readonly in: 'channel'; readonly name: string; readonly at: Instant }
  | { readonly in: 'private channel' };

export interface PostedPapers {
  /** Where these papers were first posted: here, else in another channel of the workspace. Others are not in it. */
  of(place: Place, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Posted>>;
  /** Every paper that was posted here, or in a channel that is public to the whole workspace. */
  inSight(place: Place): Promise<ReadonlySet<PaperId>>;
}

export interface PostedDeps extends ChannelDeps {
  readonly store: Store;
}

export function createPosted({ store, ...deps }: PostedDeps): PostedPapers {
  const channels = new PublicChannels(deps);
  return {
    of: async (place, papers) => {
      const posts = await postsOf(store, place.workspace, papers);
      const publics = await channels.among(
        place,
        posts.map(({ channel }) => channel),
      );
      const byPaper = Map.groupBy(posts, ({ paper }) => paper);
      return new Map([...byPaper].map(([paper, own]) => [paper, mostTelling(own, place, publics)]));
    },
    inSight: async (place) => {
      const posting = await channelsPostedIn(store, place.workspace);
      const publics = await channels.among(place, posting);
      return papersIn(store, place.workspace, [place.channel, ...publics.keys()]);
    },
  };
}

interface Post {
  readonly paper: PaperId;
  readonly channel: string;
  readonly at: Instant;
}

/** Posts come oldest first. */
function mostTelling(posts: readonly Post[], { channel }: Place, publics: ChannelNames): Posted {
  const here = posts.find((post) => post.channel === channel);
  if (here !== undefined) return { in: 'here', at: here.at };
  for (const { channel, at } of posts) {
    const name = publics.get(channel);
    if (name !== undefined) return { in: 'channel', name, at };
  }
  return { in: 'private channel' };
}

/** Messages to a single person are nobody else's. */
function posted(store: Store, workspace: WorkspaceId) {
  return store
    .selectFrom('votable')
    .innerJoin('delivery', (join) =>
      join
        .onRef('delivery.workspace', '=', 'votable.workspace')
        .onRef('delivery.sent_channel', '=', 'votable.channel')
        .onRef('delivery.sent_message', '=', 'votable.message'),
    )
    .where('votable.workspace', '=', workspace)
    .where('delivery.state', '=', 'sent')
    .where('delivery.channel', 'is not', null);
}

async function postsOf(
  store: Store,
  workspace: WorkspaceId,
  papers: readonly PaperId[],
): Promise<readonly Post[]> {
  if (papers.length === 0) return [];
  const rows = await posted(store, workspace)
    .select(['votable.paper', 'delivery.channel'])
    .select((eb) => eb.fn.min('delivery.sent_at').as('at'))
    .where('votable.paper', 'in', papers)
    .groupBy(['votable.paper', 'delivery.channel'])
    .orderBy('at')
    .execute();
  return rows.map(({ paper, channel, at }) => ({ paper, channel: channel ?? '', at: at ?? 0 }));
}

/** Those in which most is posted first. */
async function channelsPostedIn(store: Store, workspace: WorkspaceId): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('delivery')
    .select('channel')
    .where('workspace', '=', workspace)
    .where('sent_message', 'is not', null)
    .where('purpose', 'in', ['digest', 'share', 'pick'])
    .where('channel', 'is not', null)
    .groupBy('channel')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .execute();
  return rows.flatMap(({ channel }) => channel ?? []);
}

async function papersIn(
  store: Store,
  workspace: WorkspaceId,
  channels: readonly string[],
): Promise<ReadonlySet<PaperId>> {
  const rows = await posted(store, workspace)
    .select('votable.paper')
    .distinct()
    .where('delivery.channel', 'in', channels)
    .execute();
  return new Set(rows.map(({ paper }) => paper));
}
