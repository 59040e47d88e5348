import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { postsOnPapers } from '../votes/on-papers.ts';
import {
  type Asker,
  type ChannelDeps,
  type ChannelNames,
  PublicChannels,
} from './public-channels.ts';

/** Where a paper was posted, as far as it may be told to whoever asks (product.md, Private stays private). */
export type Posted =
  | { readonly in: 'this channel'; readonly at: Instant }
  | { readonly in: 'public channel'; readonly name: string; readonly at: Instant }
  | { readonly in: 'private channel' };

export interface PostedPapers {
  /**
   * Where these papers were first posted: in this channel, else in another of the workspace. Others are not in it, nor
   * are other channels for a guest, and where people of other workspaces read along.
   */
  of(asker: Asker, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Posted>>;
  /** Every paper that was posted in this channel, or in one that whoever asks and reads along here may read. */
  inSight(asker: Asker): Promise<ReadonlySet<PaperId>>;
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
      return new Map(
        [...byPaper].flatMap(([paper, own]) => {
          const telling = mostTelling(own, place, publics);
          return telling === undefined ? [] : [[paper, telling]];
        }),
      );
    },
    inSight: async (place) => {
      const posting = await channelsPostedIn(store, place.workspace);
      const publics = await channels.among(place, posting);
      return papersIn(store, place.workspace, [place.channel, ...(publics?.keys() ?? [])]);
    },
  };
}

interface Post {
  readonly paper: PaperId;
  readonly channel: string;
  readonly at: Instant;
}

/** Posts come oldest first. */
function mostTelling(
  posts: readonly Post[],
  { channel }: Place,
  publics: ChannelNames | undefined,
): Posted | undefined {
  const here = posts.find((post) => post.channel === channel);
  if (here !== undefined) return { in: 'this channel', at: here.at };
  if (publics === undefined) return undefined;
  for (const { channel, at } of posts) {
    const name = publics.get(channel);
    if (name !== undefined) return { in: 'public channel', name, at };
  }
  return { in: 'private channel' };
}

/** Messages to a single person are nobody else's. */
function posted(store: Store, workspace: WorkspaceId) {
  return postsOnPapers(store)
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
