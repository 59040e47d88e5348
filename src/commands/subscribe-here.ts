import { type Message, type Part, type Span, sayPlainly, withCommands } from '#chat/message.ts';
import type { Obstacle, PlaceFacts, Reply, Speaker, Spot } from '#chat/platform.ts';
import { clockTime, many, momentWords, zoneCity } from '#chat/words.ts';
import { composeOverview } from '../digest/compose.ts';
import { EVERY_DAY } from '../digest/schedule.ts';
import { select } from '../digest/select.ts';
import { createSubscriptions, type Subscription } from '../digest/subscription.ts';
import type { TypedSubscription } from '../digest/wanted.ts';
import { addDays } from '../papers/feed-day.ts';
import type { StoreHandle } from '../store/open.ts';
import { platformAt, reply } from './command.ts';
import type { Services } from './services.ts';

/** Of a subscription of which nothing was said (product.md, Digest; messages.md, Subscribe form). */
export const DEFAULTS = { localMinute: 9 * 60, zone: 'UTC', top: 5 } as const;

export interface Asker {
  readonly spot: Spot;
  /** Absent for the operator, who types on the command line. */
  readonly person?: Speaker | undefined;
}

/** Asks the platform first: when something is missing, nothing is stored and the answer names the fix. */
export async function subscribeHere(
  { spot, person }: Asker,
  wanted: TypedSubscription,
  services: Services,
): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.channel };
  const facts = await platformAt(place, services).inspect(place, person?.id);
  const [obstacle] = facts.obstacles;
  if (obstacle !== undefined) return reply(obstacleMessage(obstacle));
  const stored = await services.store.transaction().execute(async (trx) => {
    const within = { ...services, subscriptions: createSubscriptions(trx) };
    const subscribed = await store({ spot, person }, { wanted, facts }, within);
    await announce(subscribed, person, { ...services, trx });
    return subscribed;
  });
  services.wakeDelivery();
  return reply(await confirmation({ ...stored, facts }, services));
}

function obstacleMessage({ problem, fix }: Obstacle): Message {
  return {
    summary: `${problem} ${fix}`,
    parts: [
      { kind: 'text', text: `Not subscribed. ${problem}` },
      { kind: 'facts', facts: [{ label: 'To fix it', value: withCommands(fix) }] },
    ],
  };
}

interface Wish {
  readonly wanted: TypedSubscription;
  readonly facts: PlaceFacts;
}

type Within = Pick<Services, 'subscriptions' | 'clock'>;

/** What was not said stays as it was, or is a good default. */
async function store({ spot, person }: Asker, { wanted, facts }: Wish, services: Within) {
  const place = { workspace: spot.workspace, channel: spot.channel };
  const known = await services.subscriptions.find(place);
  const zone = wanted.zone ?? known?.schedule.zone ?? facts.person?.zone ?? DEFAULTS.zone;
  const localMinute = wanted.localMinute ?? known?.schedule.localMinute ?? DEFAULTS.localMinute;
  return services.subscriptions.ensure(
    {
      place,
      schedule: { zone, localMinute, daysMask: EVERY_DAY },
      top: wanted.top ?? known?.top ?? DEFAULTS.top,
      details: facts.hasThreads ? 'thread' : 'none',
      ...(person !== undefined && { setUpBy: { person: person.id, name: person.name } }),
    },
    services.clock(),
  );
}

interface Stored {
  readonly subscription: Subscription;
  readonly isNew: boolean;
}

/** One line in the channel, so that everybody there knows who wanted it. */
async function announce(
  { subscription, isNew }: Stored,
  person: Speaker | undefined,
  { planner, clock, trx }: Services & { readonly trx: StoreHandle },
) {
  const now = clock();
  const verb = isNew ? 'set up' : 'changed';
  const words = ` ${verb} Daily Papers here: ${scheduleWords(subscription)}.`;
  const who: Span =
    person === undefined
      ? { kind: 'plain', text: 'The operator' }
      : { kind: 'person', person: person.id, name: person.name };
  const message = sayPlainly([who, { kind: 'plain', text: words }]);
  await planner.planNotice(subscription.place, { what: `${verb} ${now}`, message, trx }, now);
}

/** `weekdays, 09:00 Zurich time, 10 papers`. */
export function scheduleWords({ schedule, top }: Subscription): string {
  return `weekdays, ${timeWords(schedule.localMinute)} ${zoneWords(schedule.zone)}, ${many(top, 'paper')}`;
}

function zoneWords(zone: string): string {
  return zone === 'UTC' ? 'UTC' : `${zoneCity(zone)} time`;
}

export function timeWords(minute: number): string {
  return clockTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
}

async function confirmation(
  { subscription, isNew, facts }: Stored & { readonly facts: PlaceFacts },
  services: Services,
): Promise<Message> {
  const preview = await previewOf(subscription, services);
  const first = isNew ? 'The first digest comes' : 'The next digest comes';
  // A channel that has seen the newest list waits for the next one.
  const condition = isNew ? '' : ', when there is a new list';
  const done = `Done. ${first} ${whenWords(subscription, facts, services)}${condition}.`;
  const cards = facts.hasThreads ? '' : ' There are no threads here, so it comes without cards.';
  if (preview === undefined)
    return { summary: done, parts: [{ kind: 'text', text: done + cards }] };
  const text = `${done}${cards} It would look like this:`;
  return { summary: text, parts: [{ kind: 'text', text }, { kind: 'divider' }, ...preview] };
}

/** `Wed 11 Mar, 09:00 Zurich time (08:00 for you)`. */
function whenWords({ nextRunAt, schedule }: Subscription, facts: PlaceFacts, services: Services) {
  const here = `${momentWords(nextRunAt, schedule.zone, services.today())} ${zoneWords(schedule.zone)}`;
  const theirs = facts.person?.zone;
  if (theirs === undefined) return here;
  const instant = Temporal.Instant.fromEpochMilliseconds(nextRunAt);
  const forThem = clockTime(instant.toZonedDateTimeISO(theirs));
  return forThem === clockTime(instant.toZonedDateTimeISO(schedule.zone))
    ? here
    : `${here} (${forThem} for you)`;
}

/** Longer than any holiday without a list. */
const LOOK_BACK_DAYS = 10;

/** The overview of the newest closed list without its controls, which belong to posted messages. */
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
  const { parts } = composeOverview({
    content,
    papers: await services.archive.findMany(ids),
    tallies: await services.tallies.of(place.workspace, ids),
    key: 'preview',
    limits: platformAt(place, services).limits,
    today,
  });
  return parts.flatMap(withoutControls);
}

function withoutControls(part: Part): readonly Part[] {
  if (part.kind === 'actions' || part.kind === 'note' || part.kind === 'divider') return [];
  if (part.kind !== 'paper') return [part];
  const { vote: _, ...paper } = part;
  return [paper];
}
