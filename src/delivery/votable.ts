import type { MessageRef } from '#chat/platform.ts';
import type { DigestContent } from '../digest/digest.ts';
import { numbered } from '../digest/shared-list.ts';
import { insertMany } from '../store/insert-many.ts';
import type { StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { papersOf } from '../votes/picks.ts';
import { payloadOf } from './content.ts';
import { contentsOf } from './reads.ts';

/**
 * From here on reactions to the message are votes: on an overview or a shared list by keycap, on a card by any emoji with a meaning; on
 * picks only the buttons are, as places are no numbers: two papers may share one.
 */
export async function makeVotable(trx: StoreHandle, posted: readonly Posted[]): Promise<void> {
  const contents = await contentsOf(trx, digestsOf(posted));
  const rows = posted.flatMap(({ row, ref }) => {
    const place = { workspace: row.workspace, channel: ref.channel, message: ref.message };
    return votablesOf(row, contents).map(({ number, paper }) => ({ ...place, number, paper }));
  });
  await insertMany(trx, rows, (some) =>
    trx
      .insertInto('votable')
      .values(some)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** A delivery and where it is. */
export interface Posted {
  readonly row: DeliveryRow;
  readonly ref: MessageRef;
}

/** Those whose overviews are among them. */
function digestsOf(posted: readonly Posted[]): readonly string[] {
  return posted.flatMap(({ row: { part, digest } }) =>
    part === 'overview' && digest !== null ? [digest] : [],
  );
}

function votablesOf(row: DeliveryRow, contents: ReadonlyMap<string, DigestContent>) {
  if (row.purpose === 'pick' && row.part === null) return pickedIn(row);
  if (row.part === null) return [];
  if (row.part === 'list') return sharedIn(row);
  if (row.part !== 'overview') return [{ paper: row.part, number: 0 }];
  const papers = contents.get(row.digest ?? '')?.papers;
  if (papers === undefined) throw new Error(`delivery ${row.id}: no digest ${row.digest}`);
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
