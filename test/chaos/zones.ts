import type { Instant } from '#chat/platform.ts';

/** A digest that is due in the middle of what a zone leaves out or repeats on a day. */
export interface Late {
  readonly zone: string;
  readonly localMinute: number;
  /** Of that day, there. */
  readonly date: string;
}

/** A moment in which zones change their clocks. */
export interface Change {
  readonly at: Instant;
  readonly zones: readonly Late[];
}

/** Late enough that the lists of papers before it are no matter. */
const FROM = Temporal.Instant.from('2024-01-10T00:00Z');
const MINUTE_NS = 60_000_000_000;

/** The next so many changes of every zone there is, zones that change together in one. */
export function changes(each: number): readonly Change[] {
  const late = Intl.supportedValuesOf('timeZone').flatMap((zone) => changesOf(zone, each));
  const groups = Map.groupBy(late, ({ at }) => at);
  return [...groups].map(([at, zones]) => ({ at, zones })).toSorted((a, b) => a.at - b.at);
}

function changesOf(zone: string, most: number): readonly (Late & { readonly at: Instant })[] {
  const found: (Late & { readonly at: Instant })[] = [];
  let next = FROM.toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  while (next !== null && found.length < most) {
    const before = next.subtract({ nanoseconds: 1 });
    const shiftNs = next.offsetNanoseconds - before.offsetNanoseconds;
    // The gap begins at the old time; what comes twice begins at the new.
    const from = (shiftNs > 0 ? before : next).toPlainDateTime().round('minute');
    const middle = from.add({ minutes: Math.round(Math.abs(shiftNs) / MINUTE_NS / 2) });
    if (shiftNs !== 0) {
      found.push({
        ...{ zone, at: next.epochMilliseconds, date: middle.toPlainDate().toString() },
        localMinute: middle.hour * 60 + middle.minute,
      });
    }
    next = next.getTimeZoneTransition('next');
  }
  return found;
}
