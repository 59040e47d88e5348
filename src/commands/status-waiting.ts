import type { Instant } from '#chat/platform.ts';
import { clockTime, many } from '#chat/words.ts';
import { lastDigests } from '../delivery/history.ts';
import { NOT_YET } from '../delivery/turns.ts';
import { nextSlot } from '../digest/schedule.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { Services } from './services.ts';
import type { SetUp } from './set-up.ts';
import type { Counts } from './status-counts.ts';

/** `2 digests, folded into one when posting works again`; `3 messages; next try 09:04`. */
export async function waitingWords(
  count: Counts,
  { daily, zone }: SetUp,
  services: Services,
): Promise<string | undefined> {
  const missed = daily?.paused === undefined ? 0 : await missedSlots(daily, services);
  if (missed > 0) return `${many(missed, 'digest')}, folded into one when posting works again`;
  const waiting = count.of('pending', 'sending');
  if (waiting === 0) return undefined;
  const isLater = count.nextTry - services.clock() > SOON_MS && count.nextTry < NOT_YET;
  const next = isLater ? `; next try ${clockAt(count.nextTry, zone)}` : '';
  return `${many(waiting, 'message')}${next}`;
}

/** Nobody reads a time that has come before they have read it. */
const SOON_MS = 60_000;
/** More slots than that are many. */
const MOST_SLOTS = 99;

/** Slots of a paused digest since the last one that came. */
async function missedSlots(
  { id, schedule, createdAt }: Subscription,
  { store, clock }: Services,
): Promise<number> {
  const last = (await lastDigests(store, [id])).get(id);
  const now = clock();
  let missed = 0;
  let slot = nextSlot(schedule, Math.max(createdAt, last?.at ?? 0));
  while (slot <= now && missed < MOST_SLOTS) {
    missed += 1;
    slot = nextSlot(schedule, slot);
  }
  return missed;
}

/** `09:04` there. */
export function clockAt(at: Instant, zone: string): string {
  return clockTime(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone));
}
