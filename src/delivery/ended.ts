import type { Instant, Place } from '#chat/platform.ts';
import { readDigestContent } from '../digest/digest.ts';
import type { StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { isUnfinished } from '../store/unfinished.ts';

/** How a delivery ends without having been sent. `reason` is in words, for status and log. */
export interface Ended {
  readonly state: 'uncertain' | 'refused' | 'skipped' | 'dead';
  readonly reason: string;
}

/** Why a digest was left out that could not be posted within its hours. */
export const TOO_LATE: Ended = { state: 'skipped', reason: 'it was not out in time' };

/** What waits for a message that will not come ends with it. Papers that certainly nobody saw may be shown another day. */
export async function endWith(
  trx: StoreHandle,
  row: DeliveryRow,
  { state, reason }: Ended,
): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ state: 'skipped', reason: `what it follows is ${state}: ${reason}` })
    .where('after', '=', row.id)
    .where('state', '=', 'pending')
    .execute();
  if (row.part !== 'overview' || row.digest === null || state === 'uncertain') return;
  await forgetShown(trx, row.digest);
}

async function forgetShown(trx: StoreHandle, id: string): Promise<void> {
  const digest = await trx
    .selectFrom('digest')
    .select(['workspace', 'channel', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (digest === undefined) return;
  const papers = readDigestContent(digest.content).papers.map(({ paper }) => paper);
  await trx
    .deleteFrom('shown')
    // By its key: what was shown anywhere is the largest table of all.
    .where('paper', 'in', papers)
    .where('workspace', '=', digest.workspace)
    .where('channel', '=', digest.channel)
    .where('digest', '=', id)
    .execute();
}

/** Old news is ended before new digests are planned, so that they may show its papers. */
export async function endLate(trx: StoreHandle, now: Instant): Promise<void> {
  const late = await trx
    .updateTable('delivery')
    .set(TOO_LATE)
    .where(isUnfinished('delivery.state'))
    .where('state', '=', 'pending')
    .where('maybe_sent', '=', 0)
    // Only such have hours, and an index.
    .where('after', 'is', null)
    .where('deliver_by', '<', now)
    .returningAll()
    .execute();
  for (const row of late) await endWith(trx, row, TOO_LATE);
}

/** Who unsubscribes gets no digest any more; one whose overview is out keeps its cards. */
export async function endUnsent(trx: StoreHandle, subscription: string): Promise<void> {
  const ended: Ended = { state: 'skipped', reason: 'the channel was unsubscribed' };
  const unsent = await trx
    .updateTable('delivery')
    .set(ended)
    .where(isUnfinished('delivery.state'))
    .where('state', '=', 'pending')
    .where('maybe_sent', '=', 0)
    .where((eb) => eb.or([eb('part', '=', 'overview'), eb('purpose', '=', 'pick')]))
    .where('subscription', '=', subscription)
    .returningAll()
    .execute();
  for (const row of unsent) await endWith(trx, row, ended);
}

/** Where papers are no longer posted for their votes, none comes any more. */
export async function endPicked(trx: StoreHandle, { workspace, channel }: Place): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ state: 'skipped', reason: 'the threshold was taken away' })
    .where(isUnfinished('delivery.state'))
    .where('state', '=', 'pending')
    .where('maybe_sent', '=', 0)
    .where('purpose', '=', 'pick')
    .where('part', 'is not', null)
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .execute();
}
