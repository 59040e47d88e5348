import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import { type DigestContent, readDigestContent } from '../digest/digest.ts';
import { select } from '../digest/select.ts';
import { PLANNING, type Subscription } from '../digest/subscription.ts';
import { CommandError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Archive } from '../papers/archive.ts';
import { closesAt } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { insertDigests, type NewDigest, NOT_SEEN } from './digest-rows.ts';

export interface ByHandDeps {
  readonly store: Store;
  readonly archive: Archive;
  readonly today: (now: Instant) => Day;
  readonly laneOf: (workspace: WorkspaceId) => string;
  readonly log: Log;
}

export interface PlannedDigest {
  readonly id: string;
  readonly content: DigestContent;
  /** False when it was planned before. */
  readonly isNew: boolean;
}

interface WantedDigest {
  readonly subscription: Subscription;
  readonly day: Day | undefined;
}

/** The digest of a day, or of the newest closed list, planned now unless it was before. @throws CommandError */
export async function ensureDigest(
  deps: ByHandDeps,
  { subscription, day }: WantedDigest,
  now: Instant,
): Promise<PlannedDigest> {
  const list = await closedList(deps, day, now);
  return deps.store.transaction().execute(async (trx) => {
    await serialised(trx, PLANNING);
    const known = await findDigest(trx, subscription.id, list.day);
    if (known !== undefined) return { ...known, isNew: false };
    const shown = await shownIn(trx, subscription.place);
    const content = select({
      closed: [list],
      isShown: (paper) => shown.has(paper),
      top: subscription.top,
      isLate: false,
    });
    if (content === undefined) {
      throw new CommandError(`Every paper of ${list.day} was shown in this channel already.`);
    }
    const digest: NewDigest = { subscription, slot: closesAt(list.day), content };
    await insertDigests(trx, [digest], { ...deps, now });
    const planned = await findDigest(trx, subscription.id, list.day);
    if (planned === undefined) throw new Error(`digest of ${list.day} was not stored`);
    return { ...planned, isNew: true };
  });
}

async function closedList({ archive, today }: ByHandDeps, day: Day | undefined, now: Instant) {
  const newest = today(now);
  const list = day === undefined ? await newestClosed(archive, newest) : await archive.list(day);
  if (list === undefined || list.papers.length === 0) {
    throw new CommandError(`There is no list of papers for ${day ?? newest}.`);
  }
  if (list.state === 'open') {
    throw new CommandError(
      `The list of ${list.day} is still growing; it closes at 21:30 New York.`,
    );
  }
  return list;
}

async function newestClosed(archive: Archive, notAfter: Day) {
  const newest = await archive.newestList(notAfter);
  if (newest?.state !== 'open') return newest;
  const before = Temporal.PlainDate.from(newest.day).subtract({ days: 1 }).toString();
  return archive.newestList(before);
}

/** The one that was planned and may still be seen. */
async function findDigest(db: StoreHandle, subscription: string, day: Day) {
  const row = await db
    .selectFrom('digest')
    .innerJoin('delivery as overview', 'overview.digest', 'digest.id')
    .select(['digest.id', 'digest.content'])
    .where('overview.part', '=', 'overview')
    .where('overview.state', 'not in', NOT_SEEN)
    .where('digest.subscription', '=', subscription)
    .where('digest.day', '=', day)
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, content: readDigestContent(row.content) };
}

async function shownIn(
  db: StoreHandle,
  { workspace, channel }: Place,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('shown')
    .select('paper')
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .execute();
  return new Set(rows.map((row) => row.paper));
}
