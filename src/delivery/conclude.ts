import type { Failure, Instant } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Attempted, Consequence } from './after-failure.ts';
import { channelOf } from './lane.ts';
import { delayChannel, type Lanes } from './lanes.ts';
import type { Observe } from './observed.ts';
import { type PausedDeps, pauseSubscription } from './paused.ts';

export interface ConcludeDeps extends PausedDeps {
  readonly lanes: Lanes;
  readonly observe: Observe;
  readonly clock: Clock;
  readonly log: Log;
}

/** How an attempt went, with what the platform said on the way. */
export interface Tried extends Attempted {
  readonly failures: readonly Failure[];
}

/** What an attempt means for others: for its lane, its channel and its subscription. */
export async function conclude(row: DeliveryRow, tried: Tried, deps: ConcludeDeps): Promise<void> {
  const { outcome, consequence, failures } = tried;
  const { log, lanes, clock } = deps;
  const { key: delivery, workspace, channel, lane } = row;
  const facts = { delivery, workspace, channel };
  for (const { kind } of failures) if (isRefusal(kind)) await lanes.refused(lane, clock());
  await noteAnswer(row, tried, deps);
  if (outcome.state === 'sent') await lanes.wentWell(lane);
  switch (consequence.kind) {
    case 'none':
      return;
    case 'trouble':
      return log.warn({ ...facts, reason: consequence.reason }, 'platform did not answer');
    case 'rest-channel':
    case 'pause-lane':
      log.warn({ ...facts, reason: consequence.reason }, 'platform asks to wait');
      return slowDown(row, consequence, deps);
    case 'stop-lane':
      log.error({ ...facts, reason: consequence.reason }, 'platform refuses the token');
      return stop(row, consequence, deps);
    case 'pause-subscription':
      return pauseSubscription(row, consequence.reason, deps);
    case 'alert':
      return log.error({ ...facts, state: outcome.state, reason: consequence.reason }, 'bad post');
  }
}

type Rest = Extract<Consequence, { readonly ms: number }>;

/** 401, 403 and 429: too many of them get a bot banned. */
function isRefusal(kind: Failure['kind']): boolean {
  return kind === 'unauthorized' || kind === 'forbidden' || kind === 'rate-limited';
}

/** Whether the platform was there; of what was put off, left out or given up before it was asked it knows nothing. */
function presenceOf({ outcome: { state }, failures }: Tried): 'there' | 'silent' | 'not asked' {
  const last = failures.at(-1)?.kind;
  if (last === 'unavailable' || last === 'unknown-outcome') return 'silent';
  return last !== undefined || state === 'sent' || state === 'uncertain' ? 'there' : 'not asked';
}

/** Whoever says anything is there. What the breaker makes of it is stored for `status`. */
async function noteAnswer(
  row: DeliveryRow,
  tried: Tried,
  { lanes, clock, observe, log }: ConcludeDeps,
): Promise<void> {
  const { lane: name } = row;
  const breaker = lanes.find(name)?.breaker;
  const presence = presenceOf(tried);
  if (breaker === undefined || presence === 'not asked') return;
  if (presence === 'there') {
    if (!breaker.answered()) return;
    observe({ kind: 'breaker', lane: name, isOpen: false });
    log.info({ lane: name }, 'platform answers again');
    return lanes.answered(name);
  }
  const before = breaker.restsUntil;
  if (breaker.troubled(channelOf(row), clock())) {
    observe({ kind: 'breaker', lane: name, isOpen: true });
    log.error({ lane: name }, 'platform does not answer in many channels');
  }
  const { restsUntil: until } = breaker;
  if (until === before) return;
  const { consequence } = tried;
  const reason = 'reason' in consequence ? consequence.reason : `${name} does not answer`;
  await lanes.rest(name, { until, why: 'trouble', reason });
}

async function slowDown(
  row: DeliveryRow,
  { kind, ms, reason }: Rest,
  { lanes, clock, store }: ConcludeDeps,
): Promise<void> {
  const now = clock();
  await lanes.slowDown(row.lane, now);
  const until: Instant = now + ms;
  if (kind === 'pause-lane') return lanes.rest(row.lane, { until, why: 'asked', reason });
  lanes.find(row.lane)?.restChannel(row, until);
  await delayChannel(store, row, until);
}

async function stop(
  { lane }: DeliveryRow,
  { ms, reason }: Rest,
  { lanes, clock, observe }: ConcludeDeps,
): Promise<void> {
  await lanes.rest(lane, { until: clock() + ms, why: 'refused', reason });
  observe({ kind: 'refused', lane, reason });
}
