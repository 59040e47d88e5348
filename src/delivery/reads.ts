import DataLoader from 'dataloader';
import type { Tally } from '#chat/message.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { type DigestContent, readDigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { Archive } from '../papers/archive.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { type Asked, createTallies } from '../votes/tally.ts';
import { samePapers } from './same-papers.ts';

/** What messages are made of. Those that are made at the same time read it together, in one query of each kind. */
export interface Reads {
  /** @throws Error when there is no such digest */
  content(digest: string): Promise<DigestContent>;
  /** The tally of the workspace's team on each paper, zeros included. */
  tallies(workspace: WorkspaceId, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Tally>>;
  readonly papers: Archive['findMany'];
  /** The last day on which it was listed. */
  listedOn(paper: PaperId): Promise<Day | undefined>;
  /** What others come after. @throws Error when there is no such delivery */
  overview(delivery: number): Promise<Overview>;
}

/** Where an overview is, if it is out, and where its subscription wants its cards; null when there is none any more. */
export type Overview = Pick<DeliveryRow, 'sent_channel' | 'sent_message' | 'digest'> & {
  readonly details: Subscription['details'] | null;
};

/** Nothing is kept: a vote may come between one message and the next. */
const TOGETHER = { cache: false, maxBatchSize: 100 };

export function createReads(store: Store, archive: Archive, clock: Clock): Reads {
  const contents = new DataLoader<string, DigestContent>(async (ids) => {
    const found = await contentsOf(store, ids);
    return ids.map((id) => found.get(id) ?? new Error(`there is no digest ${id}`));
  }, TOGETHER);
  const { ofEach } = createTallies(store);
  const tallies = new DataLoader<Asked, ReadonlyMap<PaperId, Tally>>(ofEach, TOGETHER);
  const listed = new DataLoader<PaperId, Day | undefined>(async (papers) => {
    const days = await archive.listedOnEach(papers);
    return papers.map((paper) => days.get(paper));
  }, TOGETHER);
  const overviews = new DataLoader<number, Overview>(async (ids) => {
    const found = await overviewsOf(store, ids);
    return ids.map((id) => found.get(id) ?? new Error(`there is no delivery ${id}`));
  }, TOGETHER);
  return {
    content: (digest) => contents.load(digest),
    tallies: (workspace, papers) => tallies.load({ workspace, papers }),
    papers: samePapers(archive, clock),
    listedOn: (paper) => listed.load(paper),
    overview: (delivery) => overviews.load(delivery),
  };
}

/** Of those digests that there are. */
export async function contentsOf(
  db: StoreHandle,
  digests: readonly string[],
): Promise<ReadonlyMap<string, DigestContent>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom('digest')
    .select(['id', 'content'])
    .where('id', 'in', digests)
    .execute();
  return new Map(rows.map(({ id, content }) => [id, readDigestContent(content)]));
}

async function overviewsOf(
  db: StoreHandle,
  deliveries: readonly number[],
): Promise<ReadonlyMap<number, Overview>> {
  const rows = await db
    .selectFrom('delivery')
    .leftJoin('subscription', 'subscription.id', 'delivery.subscription')
    .select(['delivery.id', 'sent_channel', 'sent_message', 'digest', 'subscription.details'])
    .where('delivery.id', 'in', deliveries)
    .execute();
  return new Map(rows.map(({ id, ...overview }) => [id, overview]));
}
