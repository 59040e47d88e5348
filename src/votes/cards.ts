import type { MessageRef } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';

/** Makes a message the card of a paper, on which reactions are votes. Safe to repeat; answers where it is. */
export async function ensureCard(
  db: StoreHandle,
  { workspace, channel, message }: MessageRef,
  paper: PaperId,
): Promise<MessageRef> {
  await db
    .insertInto('votable')
    .values({ workspace, channel, message, paper, number: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { workspace, channel, message };
}
