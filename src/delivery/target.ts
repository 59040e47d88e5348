import type { Target } from '#chat/platform.ts';
import { headingOf } from '../digest/compose.ts';
import type { Day } from '../papers/paper.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Overview, Reads } from './reads.ts';

export interface TargetDeps {
  readonly reads: Pick<Reads, 'overview' | 'content'>;
  readonly today: () => Day;
}

/** Where a delivery goes. A card goes into the thread of the overview it comes after. */
export async function targetOf(row: DeliveryRow, deps: TargetDeps): Promise<Target> {
  const { workspace } = row;
  if (row.person !== null) return { workspace, person: row.person };
  const channel = row.channel ?? '';
  if (row.after === null) return { workspace, channel };
  const overview = await deps.reads.overview(row.after);
  const { details, sent_channel, sent_message } = overview;
  if (details === 'channel' || sent_channel === null || sent_message === null) {
    return { workspace, channel };
  }
  const threadOf = { workspace, channel: sent_channel, message: sent_message };
  return { workspace, threadOf, name: await nameOf(overview, deps) };
}

/** A thread is called what its overview is. */
async function nameOf({ digest }: Overview, { reads, today }: TargetDeps): Promise<string> {
  if (digest === null) return 'Daily Papers';
  return headingOf(await reads.content(digest), today());
}
