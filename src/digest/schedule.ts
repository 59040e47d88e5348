import type { Instant } from '#chat/platform.ts';
import type { Day } from '../papers/paper.ts';

/** When a subscription is due, in its own wall-clock time. */
export interface Schedule {
  /** IANA. */
  readonly zone: string;
  /** Minutes after local midnight, 0 to 1,439. */
  readonly localMinute: number;
  /** Bit 0 is Monday, bit 6 Sunday. */
  readonly daysMask: number;
}

/**
 * Lists close in the evening of New York, so a morning digest has a new one Tuesday to Saturday; which slots have one is
 * seen at the slot. A slot without a new list is silent.
 */
export const EVERY_DAY = 0b111_1111;

/** The first slot after a moment. A wall-clock time in a gap moves forward by the gap; one that comes twice counts once, the first time. */
export function nextSlot(schedule: Schedule, after: Instant): Instant {
  const start = localDate(schedule, after).subtract({ days: 1 });
  return findSlot(schedule, { start, step: 1 }, (slot) => slot > after);
}

/** The last slot not after a moment. */
export function newestSlot(schedule: Schedule, notAfter: Instant): Instant {
  const start = localDate(schedule, notAfter).add({ days: 1 });
  return findSlot(schedule, { start, step: -1 }, (slot) => slot <= notAfter);
}

/** When it is due on a local day, whether or not that is one of its days. */
export function slotOn({ zone, localMinute }: Schedule, date: Temporal.PlainDate): Instant {
  const time = { hour: Math.floor(localMinute / 60), minute: localMinute % 60 };
  return date.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'compatible' })
    .epochMilliseconds;
}

interface Walk {
  readonly start: Temporal.PlainDate;
  readonly step: 1 | -1;
}

/** Within ten days there is always one: a week holds each weekday, and a zone that skips a day skips only one. */
function findSlot(
  schedule: Schedule,
  { start, step }: Walk,
  isWanted: (slot: Instant) => boolean,
): Instant {
  for (let days = 0; days < 10; days++) {
    const date = start.add({ days: days * step });
    const slot = slotOn(schedule, date);
    if (isOn(schedule, date) && isWanted(slot)) return slot;
  }
  throw new RangeError(`no slot of ${JSON.stringify(schedule)} within ten days`);
}

function isOn({ daysMask }: Schedule, date: Temporal.PlainDate): boolean {
  return (daysMask & (1 << (date.dayOfWeek - 1))) !== 0;
}

/** The day that it is then in its zone. */
export function localDay(schedule: Schedule, at: Instant): Day {
  return localDate(schedule, at).toString();
}

function localDate({ zone }: Schedule, at: Instant): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}
