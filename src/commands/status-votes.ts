import { type Fact, withCommands } from '#chat/message.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import { agoWords, many, momentWords } from '#chat/words.ts';
import { nameOf } from './command.ts';
import type { Services } from './services.ts';
import type { SetUp } from './set-up.ts';
import { reachWords } from './threshold.ts';

/** `papers that reach 5 votes are posted here, once each`, or why they are not. */
export function thresholdFact(
  { threshold, zone }: Pick<SetUp, 'threshold' | 'zone'>,
  { today }: Services,
): readonly Fact[] {
  if (threshold === undefined) return [];
  const words = `${reachWords(threshold.votes)} are posted here, once each`;
  const { paused } = threshold;
  if (paused === undefined) return [{ label: 'Threshold', value: words }];
  const since = `paused since ${momentWords(paused.at, zone, today())}`;
  const value = withCommands(`${words}; ${since}: ${paused.reason} ${paused.fix}`);
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
