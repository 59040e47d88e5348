import type { CommandCall, Reply, Speaker, Spot } from '#chat/inbox.ts';
import { type Button, type Fact, type Message, plain, withCommands } from '#chat/message.ts';
import { agoWords, dateWords, dayWords, momentWords, NBSP } from '#chat/words.ts';
import { pausablesIn } from '../delivery/pausable.ts';
import { pauseObstructed } from '../delivery/paused.ts';
import { ensureResumed } from '../delivery/resumed.ts';
import type { Subscription } from '../digest/subscription.ts';
import { type Command, mustBeAdmin, reply } from './command.ts';
import type { Services } from './services.ts';
import { isEmpty, mainOf, type SetUp, setUpAt } from './set-up.ts';
import { openDeliveries } from './status-deliveries.ts';
import { lastDigest } from './status-digest.ts';
import { fixOf, headlineOf } from './status-headline.ts';
import { standingFact } from './status-search.ts';
import { healingFact, thresholdFact } from './status-votes.ts';
import { picksWords } from './subscribe-picks.ts';
import { scheduleWords } from './subscribe-words.ts';
import { keepView } from './view.ts';

export const status: Command = {
  name: 'status',
  summary: 'Whether the next digest will come, and what is in its way',
  options: [],
  access: 'admins',
  opens: 'reply',
  run: async (call, services) => {
    const { spot, person } = call;
    await mustBeAdmin(spot, person, services);
    const place = { workspace: spot.workspace, channel: spot.channel };
    const all = await pausablesIn(services.store, spot.workspace, spot.channel);
    await pauseObstructed(place, all, services);
    return reply(await statusOf(call, services));
  },
};

/** The pressed *Check again*: asks the platform, and resumes when nothing is in the way any more. */
export async function recheck(
  { spot, person }: Pick<CommandCall, 'spot' | 'person'>,
  services: Services,
): Promise<Reply> {
  await mustBeAdmin(spot, person, services);
  const all = await pausablesIn(services.store, spot.workspace, spot.channel);
  for (const one of all) {
    await ensureResumed(one, { from: services.clock(), isTold: true }, services);
  }
  return reply(await statusOf({ spot, person }, services));
}

interface Asked {
  readonly spot: Spot;
  readonly person: Speaker;
}

async function statusOf({ spot, person }: Asked, services: Services): Promise<Message> {
  const setUp = await setUpAt(spot, services);
  const { zone } = setUp;
  const open = isEmpty(setUp) ? NONE : await openDeliveries({ place: spot, setUp }, services);
  const standing = standingFact(zone, services);
  const facts = [
    ...(await factsOf(setUp.daily, services)),
    ...picksFact(setUp, services),
    ...thresholdFact(setUp, services),
    ...open.facts,
    ...(await healingFact(spot.workspace, services)),
    await sourceFact(services),
    ...standing,
  ];
  const headline = headlineOf(setUp, open.problems + standing.length, services);
  const buttons = await buttonsOf(setUp, { spot, person }, services);
  return {
    summary: [headline.text, plain(headline.below ?? '')].filter(Boolean).join('. '),
    parts: [
      { kind: 'heading', size: 'small', ...headline },
      ...fixOf(mainOf(setUp)),
      { kind: 'facts', facts },
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
    ],
    ...(mainOf(setUp)?.paused !== undefined && { tone: 'warning' as const }),
  };
}

const NONE = { facts: [], problems: 0 } as const;

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

/** `Fridays, 16:00 Berlin time; next Fri 13 Mar, 16:00`. */
function picksFact(setUp: SetUp, { today }: Services): readonly Fact[] {
  const { picks } = setUp;
  if (picks === undefined) return [];
  const { paused, nextRunAt, schedule } = picks;
  const moment = (at: number) => momentWords(at, schedule.zone, today());
  const isHeadline = mainOf(setUp) === picks;
  const why = paused && !isHeadline ? `: ${paused.reason} ${paused.fix}` : '';
  const state = paused ? `paused since ${moment(paused.at)}${why}` : `next ${moment(nextRunAt)}`;
  return [{ label: 'Team picks', value: withCommands(`${picksWords(picks)}; ${state}`) }];
}

const STOOD_IN_FOR = 'could not be reached; the bundled sample week stands in for it';

/** `answered 4 minutes ago; newest list Tue 10 Mar, closed; archive back to 3 Mar 2024, 61 %`. */
async function sourceFact(services: Services): Promise<Fact> {
  const { puller, archive, clock, today } = services;
  const { lastAnswerAt, isSample } = puller.status();
  if (isSample === true) return { label: 'Hugging Face', value: STOOD_IN_FOR };
  const newest = await archive.newestList(today());
  const answered =
    lastAnswerAt === undefined ? 'not asked yet' : `answered ${agoWords(clock() - lastAnswerAt)}`;
  const list =
    newest === undefined
      ? 'no list yet'
      : `newest list ${dayWords(newest.day, today())}, ${newest.state}`;
  const filling = await fillingWords(services);
  return { label: 'Hugging Face', value: [answered, list, ...filling].join('; ') };
}

/** How far the archive has filled itself; nothing once it is whole. */
async function fillingWords({ backfill }: Services): Promise<readonly string[]> {
  const coverage = await backfill.coverage();
  if (coverage?.backTo === undefined || coverage.share === 1) return [];
  const percent = `${Math.floor(coverage.share * 100)}${NBSP}%`;
  return [`archive back to ${dateWords(coverage.backTo)}, ${percent}`];
}

async function buttonsOf(
  setUp: SetUp,
  { spot, person }: { readonly spot: Spot; readonly person: Speaker },
  services: Services,
): Promise<readonly Button[]> {
  const paused = [setUp.daily, setUp.picks].find((one) => one?.paused !== undefined);
  if (paused === undefined && setUp.threshold?.paused === undefined) return [];
  const viewer = { workspace: spot.workspace, person, now: services.clock() };
  const key = await keepView(services.store, { kind: 'status' }, viewer);
  const check: Button = {
    kind: 'button',
    label: 'Check again',
    does: { key, verb: 'recheck' },
  };
  if (paused === undefined) return [check];
  const unsubscribe = { key, verb: 'unsubscribe', argument: paused.kind };
  return [check, { kind: 'button', label: 'Unsubscribe', does: unsubscribe }];
}
