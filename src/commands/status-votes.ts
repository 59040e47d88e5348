import type { Fact } from '#chat/message.ts';
import type { Place, WorkspaceId } from '#chat/platform.ts';
import { agoWords, many } from '#chat/words.ts';
import { findThreshold } from '../votes/thresholds.ts';
import { nameOf } from './command.ts';
import type { Services } from './services.ts';
import { reachWords } from './threshold.ts';

/** `papers that reach 5 votes are posted here, once each`. */
export async function thresholdFact(place: Place, { store }: Services): Promise<readonly Fact[]> {
  const threshold = await findThreshold(store, place);
  if (threshold === undefined) return [];
  const value = `${reachWords(threshold.votes)} are posted here, once each`;
  return [{ label: 'Threshold', value }];
}

/**
 * `14 messages checked against Slack 2 minutes ago, 3 votes changed: 2 added, 1 removed`. Of the whole workspace: it
 * names no channel. Nothing before something was checked.
 */
export async function healingFact(
  workspace: WorkspaceId,
  { store, clock, platformOf }: Services,
): Promise<readonly Fact[]> {
  const round = await store
    .selectFrom('healing')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('checked', '>', 0)
    .executeTakeFirst();
  if (round === undefined) return [];
  const against = nameOf(platformOf(workspace));
  const ago = agoWords(clock() - round.checked_at);
  const checked = `${many(round.checked, 'message')} checked against ${against} ${ago}`;
  return [{ label: 'Votes', value: `${checked}, ${changedWords(round)}` }];
}

function changedWords({ added, removed }: { readonly added: number; readonly removed: number }) {
  if (added + removed === 0) return 'no votes changed';
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return `${many(added + removed, 'vote')} changed: ${parts.join(', ')}`;
}
