import { naiveRow, rowOf } from './case.ts';
import { createDice } from './dice.ts';
import { outage } from './mischief.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { type Answered, type Decide, LONG_LIMIT_MS, type Trouble } from './stage.ts';
import type { VictimEnd } from './victims.ts';
import { pause } from './watch.ts';

/** In the product's time. */
const STORM_MS = 60_000;
const OUTAGE_MS = 120_000;
const SHARE_LIMITED = 0.8;
const MOST_ATTEMPTS = 12;

type Limit = Extract<Trouble, 'limited long' | 'limited globally'>;

/** For a minute four posts of five are answered with 429: nothing comes before its time, and everything comes. */
export async function limited(
  theatre: Theatre,
  { channels, part }: { readonly channels: number; readonly part: number },
): Promise<Row> {
  // Slack has no limit for everything that a bot does.
  const isGlobal = part % 2 === 1 && theatre.platform === 'discord';
  const how: Limit = isGlobal ? 'limited globally' : 'limited long';
  const name = `429 storm ${part}, ${isGlobal ? 'global' : 'per channel'}`;
  await using scene = await openScene(theatre, { name, channels, fate: { limits: UNPACED } });
  const dice = createDice(theatre.seed + part + 5_000);
  const decide: Decide = ({ kind }) =>
    kind === 'post' && dice() < SHARE_LIMITED ? how : undefined;
  await storm(scene, decide, { ms: STORM_MS, least: channels });
  const posts = scene.stage.requests().filter(({ kind }) => kind === 'post');
  const early = isGlobal ? tooEarlyAnywhere(posts, scene) : tooEarly(posts, scene);
  const refused = posts.filter(({ status }) => status === 429).length;
  const problems = [
    ...(early === 0 ? [] : [`${early} posts before their Retry-After`]),
    ...(refused > 0 ? [] : ['nothing was limited']),
  ];
  const note = `${refused} answers of 429, ${early} posts too early`;
  return rowOf(theatre, { fault: 4, name, note, problems }, await scene.books());
}

/** Takes a 429 for any error, and tries again when it likes. */
export async function limitedImpatiently(theatre: Theatre): Promise<Row> {
  const name = 'Retry-After ignored';
  const fate = { limits: UNPACED, sender: 'impatient' as const };
  await using scene = await openScene(theatre, { name, channels: 20, hasCards: false, fate });
  const dice = createDice(theatre.seed + 5_000);
  const decide: Decide = () => (dice() < SHARE_LIMITED ? 'limited long' : undefined);
  await storm(scene, decide, { ms: STORM_MS, least: 20 });
  const early = tooEarly(scene.stage.requests(), scene);
  const note = `${early} posts too early`;
  return naiveRow(theatre, { fault: 4, name, note, harm: early }, await scene.books('any'));
}

/** For two minutes half of all requests fail: the lane rests between probes, and everything comes. */
export async function failing(
  theatre: Theatre,
  {
    channels,
    hanging,
    part,
  }: { readonly channels: number; readonly hanging: number; readonly part: number },
): Promise<Row> {
  const name = `5xx, half answers, none at all ${part}`;
  const fate = { limits: UNPACED, hasFastLimits: true };
  const dice = createDice(theatre.seed + part + 6_000);
  await using scene = await openScene(theatre, { name, channels, fate });
  const { log } = await storm(scene, atFirstAll(outage(dice, hanging)), {
    ms: OUTAGE_MS,
    least: FIRST_POSTS,
  });
  const opened = log.split('"isOpen":true').length - 1;
  const most = await scene.look((store) =>
    store
      .selectFrom('delivery')
      .select((eb) => eb.fn.max('attempts').as('attempts'))
      .executeTakeFirstOrThrow(),
  );
  const problems = [
    ...(most.attempts <= MOST_ATTEMPTS ? [] : [`${most.attempts} attempts at one message`]),
    ...(opened > 0 ? [] : ['the breaker did not open']),
  ];
  const note = `at most ${most.attempts} attempts, the breaker opened ${opened} times`;
  return rowOf(theatre, { fault: 5, name, note, problems }, await scene.books());
}

/** More than open the breaker: then there is one probe at a time, later and later. */
const FIRST_POSTS = 6;

/** Nothing works at the beginning. */
function atFirstAll(decide: Decide): Decide {
  let posts = 0;
  return (asked) => {
    if (asked.kind !== 'post') return decide(asked);
    posts += 1;
    return posts <= FIRST_POSTS ? 'error before' : decide(asked);
  };
}

/** Gives up what did not go out at once. */
export async function failingForgetfully(theatre: Theatre): Promise<Row> {
  const name = 'no second attempt';
  const fate = { limits: UNPACED, hasFastLimits: true, sender: 'forgetful' as const };
  await using scene = await openScene(theatre, { name, channels: 20, hasCards: false, fate });
  await storm(scene, outage(createDice(theatre.seed + 6_000), 0), { ms: OUTAGE_MS, least: 1 });
  const books = await scene.books('any');
  return naiveRow(theatre, { fault: 5, name, harm: books.absent }, books);
}

interface Storm {
  /** In the product's time, from its beginning. */
  readonly ms: number;
  /** It goes on until so many posts went wrong: a busy machine is slow to post. */
  readonly least: number;
}

async function storm(scene: Scene, decide: Decide, { ms, least }: Storm): Promise<VictimEnd> {
  const enough = Promise.withResolvers<void>();
  let wrong = 0;
  scene.stage.misbehave((asked) => {
    const trouble = decide(asked);
    if (asked.kind === 'post' && trouble !== undefined) wrong += 1;
    if (wrong >= least) enough.resolve();
    return trouble;
  });
  const { ended } = await scene.start();
  const over = Promise.all([enough.promise, pause(ms / scene.time.speed)]);
  await Promise.race([over, ended]);
  scene.stage.misbehave(() => undefined);
  return ended;
}

/** Both clocks are this machine's: what is measured of a wait differs by a few milliseconds. */
const INEXACT_MS = 5;

/** Posts into a channel that came before the time which its last refusal named. */
function tooEarly(posts: readonly Answered[], { time }: Scene): number {
  const waitMs = LONG_LIMIT_MS / time.speed - INEXACT_MS;
  const until = new Map<string, number>();
  let early = 0;
  for (const { channel, at, status, kind } of posts) {
    if (kind !== 'post') continue;
    if (at < (until.get(channel) ?? 0)) early += 1;
    if (status === 429) until.set(channel, at + waitMs);
  }
  return early;
}

/** What was under way when the refusal came is nobody's fault: half of the wait is more than that takes. */
function tooEarlyAnywhere(posts: readonly Answered[], { time }: Scene): number {
  const waitMs = LONG_LIMIT_MS / time.speed - INEXACT_MS;
  const refusals = posts.filter(({ status }) => status === 429);
  return posts.filter(({ at }) =>
    refusals.some((refusal) => at > refusal.at + waitMs / 2 && at < refusal.at + waitMs),
  ).length;
}
