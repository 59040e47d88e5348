import { type Message, type Part, plain, type Span, withCommands } from '#chat/message.ts';
import type { Obstacle, PlaceFacts } from '#chat/platform.ts';
import { clockTime, many, momentWords, zoneCity } from '#chat/words.ts';
import { composePreview } from '../digest/preview.ts';
import { select } from '../digest/select.ts';
import type { Subscription } from '../digest/subscription.ts';
import { addDays } from '../papers/feed-day.ts';
import { platformAt } from './command.ts';
import type { Services } from './services.ts';

/** Why nothing was stored, and the words to type or the setting to change. */
export function obstacleMessage({ problem, fix }: Obstacle): Message {
  return {
    summary: `${problem} ${fix}`,
    parts: [
      { kind: 'text', text: `Not subscribed. ${problem}` },
      { kind: 'facts', facts: [{ label: 'To fix it', value: withCommands(fix) }] },
    ],
  };
}

export interface Stored {
  readonly subscription: Subscription;
  /** As it was; undefined when it is new. */
  readonly before: Subscription | undefined;
}

/** When the first digest comes, and how it would look (messages.md, Subscribe form). */
export async function confirmation(
  { subscription, facts }: Stored & { readonly facts: PlaceFacts },
  services: Services,
): Promise<Message> {
  const preview = await previewOf(subscription, services);
  const hadOne = await hasHadDigest(subscription, services);
  // A channel that has seen the newest list waits for the next one.
  const condition = hadOne ? ', when there is a new list' : '';
  const cards = facts.hasThreads ? '' : ' There are no threads here, so it comes without cards.';
  const which = hadOne ? 'next' : 'first';
  return confirmationWith({
    start: `Done. The ${which} digest comes ${whenWords(subscription, services)}`,
    yours: forYou(subscription, facts),
    end: `${condition}.${cards}`,
    preview,
    intro: 'It would look like this:',
  });
}

/** Whatever became of the subscription: what a channel has seen does not come again. */
async function hasHadDigest({ place }: Subscription, { store }: Services): Promise<boolean> {
  const shown = await store
    .selectFrom('shown')
    .select('digest')
    .where('workspace', '=', place.workspace)
    .where('channel', '=', place.channel)
    .limit(1)
    .executeTakeFirst();
  return shown !== undefined;
}

interface Sentences {
  readonly start: string;
  readonly yours: readonly Span[];
  readonly end: string;
  readonly preview: readonly Part[] | undefined;
  /** What stands before the preview. */
  readonly intro: string;
}

/**
 * Where only text is read there is no preview, so nothing introduces one; and no hour that the platform would have to
 * write in the person's own zone.
 */
export function confirmationWith({ start, yours, end, preview, intro }: Sentences): Message {
  const spoken = yours.some(({ kind }) => kind === 'time') ? '' : plain(yours);
  const summary = `${start}${spoken}${end}`;
  const text = (last: string) => [words(start), ...yours, words(last)];
  if (preview === undefined) return { summary, parts: [{ kind: 'text', text: text(end) }] };
  return {
    summary,
    parts: [{ kind: 'text', text: text(`${end} ${intro}`) }, { kind: 'divider' }, ...preview],
  };
}

function words(text: string): Span {
  return { kind: 'plain', text };
}

/** `Wed 11 Mar, 09:00 Zurich time`. */
export function whenWords(
  { nextRunAt, schedule: { zone } }: Subscription,
  services: Services,
): string {
  return `${momentWords(nextRunAt, zone, services.today())} ${zoneWords(zone)}`;
}

/** ` (08:00 for you)`, where that is another hour; a platform that does not tell people's zones shows it itself. */
export function forYou(
  { nextRunAt, schedule }: Subscription,
  { person }: PlaceFacts,
): readonly Span[] {
  const hourIn = (zone: string) =>
    clockTime(Temporal.Instant.fromEpochMilliseconds(nextRunAt).toZonedDateTimeISO(zone));
  const here = hourIn(schedule.zone);
  if (person === undefined) return [];
  if (person.zone === undefined) {
    const theirs: Span = { kind: 'time', at: nextRunAt, show: 'time', fallback: here };
    return [words(' ('), theirs, words(' for you)')];
  }
  const theirs = hourIn(person.zone);
  return theirs === here ? [] : [words(` (${theirs} for you)`)];
}

/** Longer than any holiday without a list. */
const LOOK_BACK_DAYS = 10;

/** The overview of the newest closed list. */
async function previewOf(
  { place, top }: Subscription,
  services: Services,
): Promise<readonly Part[] | undefined> {
  const today = services.today();
  const lists = await services.archive.lists(addDays(today, -LOOK_BACK_DAYS), today);
  const closed = lists.filter(({ state }) => state === 'closed');
  const content = select({ closed, isShown: () => false, top, isLate: false });
  if (content === undefined) return undefined;
  const ids = content.papers.map(({ paper }) => paper);
  const { parts } = composePreview({
    content,
    papers: await services.archive.findMany(ids),
    tallies: await services.tallies.of(place.workspace, ids),
    limits: platformAt(place, services).limits,
    today,
  });
  return parts;
}

/** `weekdays, 09:00 Zurich time, 10 papers`. */
export function scheduleWords({ schedule, top }: Subscription): string {
  return `weekdays, ${timeWords(schedule.localMinute)} ${zoneWords(schedule.zone)}, ${many(top, 'paper')}`;
}

export function zoneWords(zone: string): string {
  return zone === 'UTC' ? 'UTC' : `${zoneCity(zone)} time`;
}

export function timeWords(minute: number): string {
  return clockTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
}
