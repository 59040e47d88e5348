import { naiveRow, rowOf } from './case.ts';
import { UNPACED } from './orders.ts';
import { wronglyPaused } from './paused.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';
import { pause, until, watch } from './watch.ts';

/** Of ten channels one is closed to the bot. */
const ONE_IN = 10;
/** Refusals that the bot allows itself in ten minutes (delivery.md, section 7). */
const MOST_REFUSALS = 2_000;

/** Each of the dead is asked once and paused, who set it up is told once, and the others get theirs. */
export async function deadTenth(theatre: Theatre, channels: number): Promise<Row> {
  const name = 'every tenth channel is dead';
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels, fate });
  const dead = closeSome(scene);
  await scene.run();
  const living = channels - dead.length;
  const books = await scene.books({
    sent: living * MESSAGES + dead.length,
    refused: dead.length,
    skipped: dead.length * (MESSAGES - 1),
  });
  const refusals = refusedPosts(scene);
  const problems = [
    ...(refusals === dead.length ? [] : [`${refusals} refused posts, not ${dead.length}`]),
    ...(refusals <= MOST_REFUSALS ? [] : [`${refusals} refusals in ten minutes`]),
    ...(await wronglyPaused(scene, dead)),
  ];
  const note = `${dead.length} paused after ${refusals} refused posts`;
  return rowOf(theatre, { fault: 12, name, note, problems }, books);
}

/** It would go on. */
const STUBBORN_POSTS = 4;

/** Asks the dead again and again. */
export async function deadTenthStubbornly(theatre: Theatre): Promise<Row> {
  const name = 'dead channels are asked again';
  const fate = { limits: UNPACED, sender: 'stubborn' as const };
  await using scene = await openScene(theatre, { name, channels: ONE_IN, hasCards: false, fate });
  const dead = closeSome(scene);
  const victim = await scene.start();
  await until(() => refusedPosts(scene) >= STUBBORN_POSTS, victim);
  victim.kill();
  await victim.ended;
  const refusals = refusedPosts(scene);
  const note = `${refusals} refused posts for ${dead.length} dead channel`;
  const books = await scene.books('any');
  return naiveRow(theatre, { fault: 12, name, note, harm: refusals - dead.length }, books);
}

/** The ids of their subscriptions. */
function closeSome({ subscriptions, stage }: Scene): readonly string[] {
  const dead = subscriptions.filter((_, at) => at % ONE_IN === 0);
  for (const { place } of dead) stage.close(place);
  return dead.map(({ id }) => id);
}

function refusedPosts({ stage }: Scene): number {
  return stage.requests().filter(({ kind, isInvalid }) => kind === 'post' && isInvalid).length;
}

const REVOKED_FOR_MS = 12 * 60_000;

/** The token is refused for twelve minutes in the middle of the work; then there is a new one, with a restart. */
export async function revokedToken(theatre: Theatre, channels: number): Promise<Row> {
  const name = 'token revoked';
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels, fate });
  const victim = await scene.start();
  await watch(scene, victim, (channels * MESSAGES) / 2);
  scene.stage.misbehave(() => 'revoked');
  await pause(REVOKED_FOR_MS / scene.time.speed);
  victim.kill();
  await victim.ended;
  scene.stage.misbehave(() => undefined);
  const refusals = scene.stage.requests().filter(({ isInvalid }) => isInvalid).length;
  await scene.run();
  const problems = [
    ...(refusals <= MOST_REFUSALS / ONE_IN ? [] : [`${refusals} refusals in twelve minutes`]),
    ...(await wronglyPaused(scene, [])),
  ];
  const note = `${refusals} refusals in ${REVOKED_FOR_MS / 60_000} minutes`;
  return rowOf(theatre, { fault: 12, name, kills: 1, note, problems }, await scene.books());
}

const FIVE = 5;
/** Three digests, the overview whose answer never comes, and the word to who set up the closed channel. */
const WITHOUT_THE_DEAD = (FIVE - 2) * MESSAGES + 1 + 1;
/** An adapter gives up after 10 s: whoever is done by now has waited for nobody. */
const PATIENCE_MS = 9_000;

/** Of five channels the first two are dead: one is closed to the bot, one never answers. The others do not wait for them. */
export async function deadOfFive(theatre: Theatre): Promise<Row> {
  const name = 'one channel closed, one hangs';
  await using scene = await openScene(theatre, { name, channels: FIVE });
  const [closed, hanging] = scene.subscriptions;
  if (closed === undefined || hanging === undefined) throw new Error('no channels');
  scene.stage.close(closed.place);
  scene.stage.misbehave(({ channel }) =>
    channel === hanging.place.channel ? 'hanging' : undefined,
  );
  const victim = await scene.start();
  await Promise.race([watch(scene, victim, WITHOUT_THE_DEAD), pause(PATIENCE_MS)]);
  const arrived = scene.stage.count();
  victim.kill();
  await victim.ended;
  scene.stage.misbehave(() => undefined);
  await scene.run();
  const sent = (FIVE - 1) * MESSAGES + 1;
  const books = await scene.books({ sent, refused: 1, skipped: MESSAGES - 1 });
  const problems = [
    ...(arrived >= WITHOUT_THE_DEAD ? [] : [`${arrived} messages in time, the others waited`]),
    ...(await wronglyPaused(scene, [closed.id])),
  ];
  return rowOf(theatre, { fault: 12, name, kills: 1, problems }, books);
}
