import type { MessageRef } from '#chat/platform.ts';
import { readDigestContent } from '../digest/digest.ts';
import { numbered } from '../digest/shared-list.ts';
import type { StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { papersOf } from '../votes/picks.ts';
import { payloadOf } from './content.ts';

/**
 * From here on reactions to the message are votes: on an overview or a shared list by keycap, on a card by any emoji with a meaning; on
 * picks only the buttons are, as places are no numbers: two papers may share one.
 */
export async function makeVotable(
  trx: StoreHandle,
  row: DeliveryRow,
  ref: MessageRef,
): Promise<void> {
  const papers = await votablesOf(trx, row);
  const place = { workspace: row.workspace, channel: ref.channel, message: ref.message };
  if (papers.length === 0) return;
  await trx
    .insertInto('votable')
    .values(papers.map((votable) => ({ ...place, ...votable })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function votablesOf(trx: StoreHandle, row: DeliveryRow) {
  if (row.purpose === 'pick' && row.part === null) return pickedIn(row);
  if (row.part === null) return [];
  if (row.part === 'list') return sharedIn(row);
  if (row.part !== 'overview') return [{ paper: row.part, number: 0 }];
  const digest = await trx
    .selectFrom('digest')
    .select('content')
    .where('id', '=', row.digest)
    .executeTakeFirstOrThrow();
  const { papers } = readDigestContent(digest.content);
  return papers.map(({ paper }, index) => ({ paper, number: index + 1 }));
}

function pickedIn(row: DeliveryRow) {
  const payload = payloadOf(row);
  if (payload.kind !== 'picks') return [];
  return papersOf(payload.picks).map((paper, index) => ({ paper, number: -1 - index }));
}

function sharedIn(row: DeliveryRow) {
  const payload = payloadOf(row);
  return payload.kind === 'list' ? numbered(payload.list) : [];
}
