import { platformOf } from '#chat/platform.ts';
import type { DeliveryEvent, Observe } from '../delivery/observed.ts';
import type { Outcome } from '../delivery/settle.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Numbers } from './numbers.ts';

/** What happens to deliveries, as numbers. Open breakers are kept by lane and shown by platform. */
export function counting(numbers: Numbers): Observe {
  const open = new Set<string>();
  const everOpen = new Set<string>();
  return (event) => {
    if (event.kind === 'breaker') {
      open[event.isOpen ? 'add' : 'delete'](event.lane);
      everOpen.add(platformOfLane(event.lane));
      numbers.show('breaker_state', byPlatform(open, everOpen));
    } else count(event, numbers);
  };
}

function count(event: Exclude<DeliveryEvent, { kind: 'breaker' }>, numbers: Numbers): void {
  switch (event.kind) {
    case 'settled':
      settled(event.row, event.outcome, numbers);
      return;
    case 'looked':
      numbers.count('reconciles_total', { result: event.result });
      return;
    case 'bound':
      numbers.count('reconciles_total', { result: 'bound' });
      return;
    case 'duplicate':
      numbers.count('duplicates_detected_total');
      return;
    case 'rejected':
      numbers.count('rejected_total', { platform: platformOf(event.row.workspace) });
      return;
    case 'paused':
      numbers.count('disabled_total', { reason: reasonKind(event.reason) });
      return;
    case 'resumed':
    case 'refused':
      return;
  }
}

function settled(row: DeliveryRow, outcome: Outcome, numbers: Numbers): void {
  const platform = platformOf(row.workspace);
  const word = outcome.state === 'pending' ? 'retried' : outcome.state;
  numbers.count('deliveries_total', { platform, outcome: word });
  if (outcome.state === 'uncertain') numbers.count('uncertain_total', { platform });
  if (outcome.state !== 'sent' || row.slot === null) return;
  const part = row.part === 'overview' ? 'overview' : 'card';
  numbers.measure('delivery_lateness_seconds', (outcome.at - row.slot) / 1_000, { part });
}

/** A platform without an open breaker shows 0, once it had one. */
function byPlatform(open: ReadonlySet<string>, platforms: ReadonlySet<string>) {
  const lanes = Map.groupBy(open, platformOfLane);
  return [...platforms].map((platform) => ({
    labels: { platform },
    value: lanes.get(platform)?.length ?? 0,
  }));
}

/** `slack` of the lane `slack:T0001`, and of `slack`. */
export function platformOfLane(lane: string): string {
  return lane.split(':', 1)[0] ?? lane;
}

/** Reasons are words for people; a label may have few values. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/not a member|no longer a member|not_in_channel/i, 'membership'],
  [/archived/i, 'archived'],
  [/only some people|closed|locked|restricted/i, 'closed'],
  [/removed|uninstalled|revoked/i, 'removed'],
  [/no longer (?:there|exists)|not exist|deleted|gone|not[ _]found|unknown channel/i, 'gone'],
  [/may (?:no longer|not)|permission|missing access|can no longer post/i, 'permission'],
];

/** One of few words for why a subscription was paused. */
export function reasonKind(words: string): string {
  return REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}
