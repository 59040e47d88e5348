import type { Button, Fact, Message, Part } from '#chat/message.ts';
import type { CommandCall, Reply, Speaker, Spot } from '#chat/platform.ts';
import { agoWords, dayWords, many, momentWords } from '#chat/words.ts';
import { readDigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import { EXAMPLE } from '../digest/wanted.ts';
import { type Command, mustBeAdmin, platformAt, reply } from './command.ts';
import type { Services } from './services.ts';
import { scheduleWords } from './subscribe-here.ts';
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
  if (subscription?.paused !== undefined) {
    const { obstacles } = await platformAt(spot, services).inspect(spot);
    if (obstacles.length === 0) {
      await services.subscriptions.resume(subscription.id, services.clock());
    }
  }
  return reply(await statusOf({ spot, person }, services));
}

async function statusOf(
  { spot, person }: { readonly spot: Spot; readonly person: Speaker },
  services: Services,
): Promise<Message> {
  const subscription = await services.subscriptions.find(spot);
  const facts = [...(await factsOf(spot, subscription, services)), await sourceFact(services)];
  const headline = headlineOf(subscription, services);
  const fix = subscription?.paused === undefined ? [] : fixOf(subscription.paused.fix);
  const buttons = await buttonsOf(subscription, { spot, person }, services);
  return {
    summary: [headline.text, ...(headline.below === undefined ? [] : [headline.below])].join('. '),
    parts: [
      { kind: 'heading', size: 'small', ...headline },
      ...fix,
      { kind: 'facts', facts },
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
    ],
    ...(subscription?.paused !== undefined && { tone: 'warning' as const }),
  };
}

interface Headline {
  readonly text: string;
  readonly below?: string;
}

/** A headline that is a state. */
function headlineOf(subscription: Subscription | undefined, services: Services): Headline {
  const { failingSince } = services.puller.status();
  if (subscription === undefined) {
    return { text: 'Nothing is subscribed here', below: `To start: ${EXAMPLE}` };
  }
  const { paused, schedule } = subscription;
  if (paused !== undefined) {
    const since = momentWords(paused.at, schedule.zone, services.today());
    return { text: `Paused since ${since}`, below: paused.reason };
  }
  if (failingSince === undefined) return { text: 'All is well' };
  const since = momentWords(failingSince, schedule.zone, services.today());
  return {
    text: 'Working, with one problem',
    below: `Hugging Face has not answered since ${since}. The digest waits for it.`,
  };
}

function fixOf(fix: string): readonly Part[] {
  const then = 'The digest then resumes by itself, with the best of what was missed.';
  return [
    {
      kind: 'text',
      text: [
        { kind: 'strong', text: 'To fix it' },
        { kind: 'plain', text: `\n${fix} ${then}` },
      ],
    },
  ];
}

async function factsOf(
  spot: Spot,
  subscription: Subscription | undefined,
  services: Services,
): Promise<readonly Fact[]> {
  if (subscription === undefined) return [];
  const { schedule, nextRunAt, paused } = subscription;
  const next = momentWords(nextRunAt, schedule.zone, services.today());
  const last = await lastDigest(subscription, services);
  const open = await openDeliveries(spot, services);
  return [
    { label: 'Digest', value: scheduleWords(subscription) },
    ...(paused === undefined
      ? [{ label: 'Next', value: `${next}, when there is a new list` }]
      : []),
    ...(last === undefined ? [] : [{ label: 'Last digest', value: last }]),
    ...open,
  ];
}

/** `Fri 6 Mar, 09:00: 10 of 17 papers, everything posted`. */
async function lastDigest({ id, schedule }: Subscription, { store, today }: Services) {
  const row = await store
    .selectFrom('digest')
    .selectAll()
    .where('subscription', '=', id)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { papers, total } = readDigestContent(row.content);
  const states = await store
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('rows')])
    .where('digest', '=', row.id)
    .groupBy('state')
    .execute();
  const all = states.reduce((sum, { rows }) => sum + rows, 0);
  const sent = states.find(({ state }) => state === 'sent')?.rows ?? 0;
  const when = momentWords(row.created_at, schedule.zone, today());
  const posted = sent === all ? 'everything posted' : `${sent} of ${many(all, 'message')} posted`;
  return `${when}: ${papers.length} of ${many(total, 'paper')}, ${posted}`;
}

/** What is under way or went wrong in this channel. */
async function openDeliveries(
  { workspace, channel }: Spot,
  { store, platformOf }: Services,
): Promise<readonly Fact[]> {
  const rows = await store
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('rows')])
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .groupBy('state')
    .execute();
  const count = (...states: readonly string[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.rows, 0);
  const waiting = count('pending', 'sending');
  const uncertain = count('uncertain');
  const refused = count('refused', 'dead');
  const name = platformOf(workspace)?.name ?? 'The platform';
  return [
    ...(waiting > 0 ? [{ label: 'Waiting', value: many(waiting, 'message') }] : []),
    ...(uncertain > 0
      ? [
          {
            label: 'Uncertain',
            value: `${many(uncertain, 'message')}: ${name} did not say whether it arrived. It will not be sent again.`,
          },
        ]
      : []),
    ...(refused > 0 ? [{ label: 'Refused', value: many(refused, 'message') }] : []),
  ];
}

/** `answered 4 minutes ago; newest list Tue 10 Mar, closed`. */
async function sourceFact({ puller, archive, clock, today }: Services): Promise<Fact> {
  const { lastAnswerAt } = puller.status();
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
