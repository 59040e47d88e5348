import { toPlace } from '#chat/platform.ts';
import { dayRange, dayWords, many } from '#chat/words.ts';
import type { Services } from '../commands/services.ts';
import type { PlannedDigest } from '../delivery/digest-by-hand.ts';
import type { Subscription } from '../digest/subscription.ts';
import { CommandError, UsageError } from '../errors.ts';
import { toDay } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';
import { readArgs, type Tool, tryThis } from './tool.ts';
import { mustBeWelcome } from './welcome.ts';

const USAGE = 'send <subscription> [--day 2026-03-10]';

export const send: Tool = {
  name: 'send',
  usage: USAGE,
  summary:
    'Delivers the digest of a subscription or a channel now, the newest or that of a day; twice is once',
  run: async (args, { engine, say }) => {
    const { word, options } = readArgs(args, { names: ['day'], usage: USAGE });
    const day = dayOf(options.day);
    const { services, deliverer } = engine;
    const subscription = await findSubscription(word, services);
    await mustBeWelcome(subscription.place, services);
    const now = services.clock();
    await services.puller.tick(now);
    if (day !== undefined) await services.puller.ensureListed(day);
    const planned = await services.planner.ensureDigest(subscription, day, now);
    const wasOver = isOver(await statesOf(planned.id, services));
    const stopping = new AbortController();
    const delivering = deliverer.run(stopping.signal);
    const states = await untilOver(planned.id, services).finally(() => stopping.abort());
    await delivering;
    report({ ...planned, wasOver }, states, say);
  },
};

function dayOf(typed: string | undefined): Day | undefined {
  if (typed === undefined) return undefined;
  const day = toDay(typed);
  if (day === undefined) throw new UsageError(`“${typed}” is no day. ${tryThis(USAGE)}`);
  return day;
}

/** By its id, or by its channel: `slack:T0001/C0001`. */
async function findSubscription(word: string, { subscriptions }: Services): Promise<Subscription> {
  const place = toPlace(word);
  const found =
    place === undefined ? await subscriptions.byId(word) : await subscriptions.find(place);
  if (found?.kind === 'picks') throw new CommandError('Picks come at their hour, not by hand.');
  if (found !== undefined) return found;
  throw new CommandError(`There is no subscription “${word}”. "subscribe" prints the id of one.`);
}

/** States of the digest's deliveries with the number of each. */
type States = ReadonlyMap<string, number>;

const LOOK_EVERY_MS = 50;
/** Eleven messages take as many seconds; the rest is room for a platform that asks to wait. */
const PATIENCE_MS = 10 * 60_000;

async function untilOver(digest: string, services: Services): Promise<States> {
  const giveUpAt = services.clock() + PATIENCE_MS;
  for (;;) {
    const states = await statesOf(digest, services);
    if (isOver(states) || services.clock() > giveUpAt) return states;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function isOver(states: States): boolean {
  return !states.has('pending') && !states.has('sending');
}

async function statesOf(digest: string, { store }: Services): Promise<States> {
  const rows = await store
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('rows')])
    .where('digest', '=', digest)
    .groupBy('state')
    .execute();
  return new Map(rows.map(({ state, rows }) => [state, rows]));
}

/** @throws CommandError when a message did not get there */
function report(
  { content, wasOver }: PlannedDigest & { readonly wasOver: boolean },
  states: States,
  say: (line: string) => void,
): void {
  const { from, to, papers, total } = content;
  const when = from === to ? dayWords(to, to) : dayRange(from, to, to);
  const sent = states.get('sent') ?? 0;
  const all = [...states.values()].reduce((sum, rows) => sum + rows, 0);
  const what = `Daily Papers, ${when}: ${papers.length} of ${many(total, 'paper')}`;
  if (sent < all) {
    const others = [...states].filter(([state]) => state !== 'sent');
    const words = others.map(([state, rows]) => `${rows} ${state}`).join(', ');
    throw new CommandError(`${what}: ${sent} of ${many(all, 'message')} posted, ${words}.`);
  }
  say(`${wasOver ? 'Sent before' : 'Sent'}: ${what}, ${many(all, 'message')}.`);
}
