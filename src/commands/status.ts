import {
  type Button,
  type Fact,
  type Message,
  type Part,
  plain,
  type Text,
  withCommands,
} from '#chat/message.ts';
import type { CommandCall, Instant, Obstacle, Reply, Speaker, Spot } from '#chat/platform.ts';
import { agoWords, clockTime, dayWords, momentWords } from '#chat/words.ts';
import type { Subscription } from '../digest/subscription.ts';
import { EXAMPLE } from '../digest/wanted.ts';
import { type Command, mustBeAdmin, platformAt, reply } from './command.ts';
import type { Services } from './services.ts';
import { lastDigest, openDeliveries } from './status-deliveries.ts';
import { scheduleWords } from './subscribe-words.ts';
import { keepView } from './view.ts';

export const status: Command = {
  name: 'status',
  summary: 'Whether the next digest will come, and what is in its way',
  options: [],
  access: 'admins',
  opens: 'reply',
  run: async (call, services) => {
    await mustBeAdmin(call.spot, call.person, services);
    return reply(await statusOf(call, services));
  },
};

/** The pressed *Check again*: asks the platform, and resumes when nothing is in the way any more. */
export async function recheck(
  { spot, person }: Pick<CommandCall, 'spot' | 'person'>,
  services: Services,
): Promise<Reply> {
  await mustBeAdmin(spot, person, services);
  const subscription = await services.subscriptions.find(spot);
  if (subscription?.paused === undefined) return reply(await statusOf({ spot, person }, services));
  const [obstacle] = (await platformAt(spot, services).inspect(spot)).obstacles;
  if (obstacle === undefined) {
    await services.subscriptions.resume(subscription.id, services.clock());
  }
  return reply(
    await statusOf({ spot, person, ...(obstacle !== undefined && { obstacle }) }, services),
  );
}

interface Asked {
  readonly spot: Spot;
  readonly person: Speaker;
  /** What is in the way now, which need not be what it was when the pause began. */
  readonly obstacle?: Obstacle;
}

async function statusOf({ spot, person, obstacle }: Asked, services: Services): Promise<Message> {
  const known = await services.subscriptions.find(spot);
  const subscription = known && withObstacle(known, obstacle);
  const open = subscription === undefined ? NONE : await openDeliveries(subscription, services);
  const facts = [
    ...(await factsOf(subscription, services)),
    ...open.facts,
    await sourceFact(services),
  ];
  const headline = headlineOf(subscription, open.problems, services);
  const fix = subscription?.paused === undefined ? [] : fixOf(subscription.paused.fix);
  const buttons = await buttonsOf(subscription, { spot, person }, services);
  return {
    summary: [headline.text, plain(headline.below ?? '')].filter(Boolean).join('. '),
    parts: [
      { kind: 'heading', size: 'small', ...headline },
      ...fix,
      { kind: 'facts', facts },
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
    ],
    ...(subscription?.paused !== undefined && { tone: 'warning' as const }),
  };
}

const NONE = { facts: [], problems: 0 } as const;

function withObstacle(subscription: Subscription, obstacle: Obstacle | undefined): Subscription {
  const { paused } = subscription;
  if (paused === undefined || obstacle === undefined) return subscription;
  return { ...subscription, paused: { ...paused, reason: obstacle.problem, fix: obstacle.fix } };
}

interface Headline {
  readonly text: string;
  readonly below?: Text;
}

/** A headline that is a state. */
function headlineOf(
  subscription: Subscription | undefined,
  problems: number,
  services: Services,
): Headline {
  const { failingSince } = services.puller.status();
  if (subscription === undefined) {
    return { text: 'Nothing is subscribed here', below: withCommands(`To start: ${EXAMPLE}`) };
  }
  const { paused, schedule } = subscription;
  if (paused !== undefined) {
    const since = momentWords(paused.at, schedule.zone, services.today());
    return { text: `Paused since ${since}`, below: paused.reason };
  }
  const count = problems + (failingSince === undefined ? 0 : 1);
  if (count === 0) return { text: 'All is well' };
  const text = `Working, with ${count === 1 ? 'one problem' : `${count} problems`}`;
  if (failingSince === undefined) return { text };
  const since = sinceWords(failingSince, schedule.zone, services);
  return {
    text,
    below: `Hugging Face has not answered since ${since}. The digest waits for it.`,
  };
}

/** `07:40`, with its day when that is another one. */
function sinceWords(at: Instant, zone: string, { clock, today }: Services): string {
  const local = (moment: Instant) =>
    Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  const isToday = local(at).toPlainDate().equals(local(clock()).toPlainDate());
  return isToday ? clockTime(local(at)) : momentWords(at, zone, today());
}

function fixOf(fix: string): readonly Part[] {
  const then = 'The digest then resumes by itself, with the best of what was missed.';
  return [
    {
      kind: 'text',
      text: [
        { kind: 'strong', text: 'To fix it' },
        { kind: 'plain', text: '\n' },
        ...withCommands(`${fix} ${then}`),
      ],
    },
  ];
}

async function factsOf(
  subscription: Subscription | undefined,
  services: Services,
): Promise<readonly Fact[]> {
  if (subscription === undefined) return [];
  const { schedule, nextRunAt, paused } = subscription;
  const next = momentWords(nextRunAt, schedule.zone, services.today());
  const last = await lastDigest(subscription, services);
  return [
    { label: 'Digest', value: scheduleWords(subscription) },
    ...(paused === undefined
      ? [{ label: 'Next', value: `${next}, when there is a new list` }]
      : []),
    ...(last === undefined ? [] : [{ label: 'Last digest', value: last }]),
  ];
}

const STOOD_IN_FOR = 'could not be reached; the bundled sample week stands in for it';

/** `answered 4 minutes ago; newest list Tue 10 Mar, closed`. */
async function sourceFact({ puller, archive, clock, today }: Services): Promise<Fact> {
  const { lastAnswerAt, isSample } = puller.status();
  if (isSample === true) return { label: 'Hugging Face', value: STOOD_IN_FOR };
  const newest = await archive.newestList(today());
  const answered =
    lastAnswerAt === undefined ? 'not asked yet' : `answered ${agoWords(clock() - lastAnswerAt)}`;
  const list =
    newest === undefined
      ? 'no list yet'
      : `newest list ${dayWords(newest.day, today())}, ${newest.state}`;
  return { label: 'Hugging Face', value: `${answered}; ${list}` };
}

async function buttonsOf(
  subscription: Subscription | undefined,
  { spot, person }: { readonly spot: Spot; readonly person: Speaker },
  services: Services,
): Promise<readonly Button[]> {
  if (subscription?.paused === undefined) return [];
  const viewer = { workspace: spot.workspace, person, now: services.clock() };
  const key = await keepView(services.store, { kind: 'status' }, viewer);
  return [
    { kind: 'button', label: 'Check again', does: { key, verb: 'recheck' } },
    { kind: 'button', label: 'Unsubscribe', does: { key, verb: 'unsubscribe' } },
  ];
}
