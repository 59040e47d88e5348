import type { Instant } from '#chat/platform.ts';
import { createPlanner, type Planner } from '../../src/delivery/plan.ts';
import { type Schedule, slotOn } from '../../src/digest/schedule.ts';
import { createSubscriptions } from '../../src/digest/subscription.ts';
import { silentLog } from '../../src/log.ts';
import { createArchive } from '../../src/papers/archive.ts';
import { addDays, closesAt, feedDay } from '../../src/papers/feed-day.ts';
import { BUSY_TIMEOUT_MS, openStore, type Store } from '../../src/store/open.ts';
import { NO_BOOKS, naiveRow, rowOf } from './case.ts';
import { createDailySource } from './daily-source.ts';
import type { Row } from './report.ts';
import type { Theatre } from './scene.ts';
import type { Size } from './sizes.ts';
import { type Change, changes, type Late } from './zones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What happens to the machine's clock about the slot. */
const WALKS = {
  'runs on': { at: 0, by: 0 },
  'back an hour': { at: 10 * MINUTE, by: -HOUR },
  'on an hour': { at: -10 * MINUTE, by: HOUR },
  'on a day': { at: -10 * MINUTE, by: DAY },
} as const;
type Walk = keyof typeof WALKS;
const EVERY_WALK = Object.keys(WALKS) as readonly Walk[];

/**
 * On days on which zones change their clocks, with a digest due in the very hour that is left out or comes twice, while
 * the machine's own clock is set as well: one digest on that local day, at the moment that the rule names.
 */
export async function clocksMoved(
  theatre: Theatre,
  { days, walks }: Size['clocks'],
): Promise<readonly Row[]> {
  const all = changes(days);
  const store = await openStore(
    await theatre.databases.create(theatre.folder),
    BUSY_TIMEOUT_MS.tool,
  );
  const wrong: string[] = [];
  let slots = 0;
  try {
    for (const [at, change] of all.entries()) {
      for (const walk of walks === 'all' ? EVERY_WALK : turnOf(at)) {
        wrong.push(...(await oneDay(store, change, walk)));
        slots += change.zones.length;
      }
    }
  } finally {
    await store.destroy();
  }
  const late = all.flatMap(({ zones }) => zones);
  const note = `${slots} slots in ${new Set(late.map(({ zone }) => zone)).size} zones, ${wrong.length} not planned exactly once`;
  const fires = all.flatMap(({ at, zones }) => zones.map((zone) => firesOf(zone, at)));
  const harm = fires.filter((count) => count !== 1).length;
  const naive = `${fires.filter((count) => count === 0).length} left out, ${fires.filter((count) => count > 1).length} twice`;
  return [
    rowOf(theatre, { fault: 7, name: 'clocks set', note, problems: wrong }, NO_BOOKS),
    naiveRow(theatre, { fault: 7, name: 'wall clock compared', note: naive, harm }, NO_BOOKS),
  ];
}

function turnOf(at: number): readonly Walk[] {
  return EVERY_WALK.slice(at % EVERY_WALK.length).slice(0, 1);
}

/** Sentences about zones whose channel did not get exactly one digest on that day. */
async function oneDay(store: Store, { at, zones }: Change, walk: Walk): Promise<readonly string[]> {
  const archive = createArchive(store);
  const source = createDailySource();
  for (let days = -5; days <= 2; days += 1) {
    const day = addDays(feedDay(at), days);
    const now = closesAt(day) + MINUTE;
    await archive.saveList(day, await source.dailyList(day), { now });
  }
  const planner = createPlanner({
    ...{ store, archive, today: feedDay, laneOf: (workspace) => workspace, log: silentLog },
  });
  const workspace = `slack:${at} ${walk}`;
  const subscriptions = createSubscriptions(store);
  for (const { zone, localMinute } of zones) {
    const schedule = scheduleOf({ zone, localMinute });
    const wanted = {
      place: { workspace, channel: zone },
      schedule,
      top: 2,
      details: 'none',
    } as const;
    await subscriptions.ensure(wanted, at - 6 * HOUR);
  }
  await tickThrough({ store, planner }, at, WALKS[walk]);
  const planned = await store
    .selectFrom('digest')
    .select(['channel', 'slot'])
    .where('workspace', '=', workspace)
    .execute();
  await store.deleteFrom('subscription').where('workspace', '=', workspace).execute();
  return zones.flatMap((late) => {
    const slots = planned.filter(({ channel }) => channel === late.zone).map(({ slot }) => slot);
    const problem = problemOf(late, slots, walk);
    return problem === undefined ? [] : [`${late.zone} on ${late.date}, clock ${walk}: ${problem}`];
  });
}

async function tickThrough(
  { store, planner }: { readonly store: Store; readonly planner: Planner },
  at: Instant,
  step: { readonly at: number; readonly by: number },
): Promise<void> {
  const moments = [
    ...range(-120, 120, 10).map((minutes) => at + minutes * MINUTE),
    ...range(180, 26 * 60, 120).map((minutes) => at + minutes * MINUTE),
  ];
  const set = moments.findIndex((moment) => moment >= at + step.at);
  // From there on the machine shows something else, and goes on from it.
  const shown = moments.map((moment, index) => (index < set ? moment : moment + step.by));
  for (const now of shown) {
    await planner.tick(now);
    // A digest that does not come out is planned again for the next slot.
    const sent = { state: 'sent' as const, sent_at: now };
    await store.updateTable('delivery').set(sent).where('state', '=', 'pending').execute();
  }
}

function range(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
}

function scheduleOf({ zone, localMinute }: Pick<Late, 'zone' | 'localMinute'>): Schedule {
  return { zone, localMinute, daysMask: 127 };
}

function problemOf(late: Late, slots: readonly Instant[], walk: Walk): string | undefined {
  const days = slots.map((slot) => dateOf(slot, late.zone));
  if (new Set(days).size < days.length) return 'two digests on one local day';
  const expected = slotOn(scheduleOf(late), Temporal.PlainDate.from(late.date));
  // Where a day is skipped, its slot may have become one with the next.
  if (slots.includes(expected) || (walk === 'on a day' && slots.length > 0)) return undefined;
  return `none at ${new Date(expected).toISOString()}, but ${slots.length} at other times`;
}

function dateOf(at: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** How often a bot posts that looks every minute whether the wall clock shows the time: node-cron does much the same. */
function firesOf({ zone, localMinute, date }: Late, at: Instant): number {
  return range(-180, 180, 1).filter((minutes) => {
    const local = Temporal.Instant.fromEpochMilliseconds(
      Math.floor(at / MINUTE) * MINUTE + minutes * MINUTE,
    ).toZonedDateTimeISO(zone);
    const isDay = local.toPlainDate().toString() === date;
    return isDay && local.hour * 60 + local.minute === localMinute;
  }).length;
}
