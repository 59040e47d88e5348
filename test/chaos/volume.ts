import { naiveRow, rowOf } from './case.ts';
import { createDice } from './dice.ts';
import { badDay, losingSome } from './mischief.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';
import { pause, watch } from './watch.ts';

export interface Volume {
  readonly channels: number;
  readonly kills: number;
  /** Another seed for each of several like this. */
  readonly part: number;
}

/** Deaths come while there is still work for those who come after. */
const SHARE_WITH_DEATHS = 0.9;
/** After so many messages somebody dies at any moment of this. */
const MOMENT_MS = 50;

/** Many digests at once, on a bad day; whoever delivers them dies again and again, all over the work. */
export async function killed(theatre: Theatre, { channels, kills, part }: Volume): Promise<Row> {
  const name = `random moments of a bad day ${part}`;
  const dice = createDice(theatre.seed + part);
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels, fate });
  scene.stage.misbehave(badDay(createDice(theatre.seed + part + 1_000)));
  const last = channels * MESSAGES * SHARE_WITH_DEATHS;
  const moments = Array.from({ length: kills }, () => dice() * last).toSorted((a, b) => a - b);
  const backs: number[] = [];
  let died = 0;
  for (const count of moments) {
    const victim = await scene.start();
    const back = await watch(scene, victim, count);
    if (back !== undefined && died > 0) backs.push(back);
    await pause(dice() * MOMENT_MS);
    victim.kill();
    if ((await victim.ended).how === 'killed') died += 1;
  }
  await scene.run();
  const problems = died === kills ? [] : [`${died} of ${kills} kills`];
  const backAfterMs = Math.max(0, ...backs);
  return rowOf(
    theatre,
    { fault: 1, name, kills: died, backAfterMs, problems },
    await scene.books(),
  );
}

/** So many of a hundred first answers are lost. */
const LOST_PERCENT = 10;

/** Nobody dies, and one answer in ten is lost: exactly those messages are looked for. */
export async function answersLost(theatre: Theatre, { channels, part }: Volume): Promise<Row> {
  const name = `answers lost after storing ${part}`;
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels, fate });
  const { decide, lost } = losingSome(createDice(theatre.seed + part + 2_000), LOST_PERCENT);
  scene.stage.misbehave(decide);
  await scene.run();
  const looked = await scene.look((store) =>
    store.selectFrom('delivery').select('key').where('maybe_sent', '=', 1).execute(),
  );
  const wrong = new Set(looked.map(({ key }) => key)).symmetricDifference(lost);
  const problems =
    wrong.size === 0 ? [] : [`${wrong.size} marked maybe-sent without reason, or not`];
  const note = `${lost.size} answers lost, ${looked.length} maybe sent`;
  return rowOf(theatre, { fault: 3, name, note, problems }, await scene.books());
}

/** Posts again without looking. */
export async function answersLostBlindly(theatre: Theatre): Promise<Row> {
  const name = 'blind resend, answers lost';
  const fate = { limits: UNPACED, sender: 'blind' as const };
  await using scene = await openScene(theatre, { name, channels: 20, fate });
  scene.stage.misbehave(losingSome(createDice(theatre.seed), LOST_PERCENT).decide);
  await scene.run();
  const books = await scene.books();
  return naiveRow(theatre, { fault: 3, name, harm: books.duplicated }, books);
}

/** Dies when a message is out and not yet written down, and posts it again. */
export async function killedBlindly(theatre: Theatre): Promise<Row> {
  const name = 'blind resend, killed after-post';
  await using scene = await openScene(theatre, { name, fate: { sender: 'blind' } });
  await scene.run({ dieAt: { point: 'after-post', arrival: 1 } });
  await scene.run();
  const books = await scene.books();
  return naiveRow(theatre, { fault: 1, name, kills: 1, harm: books.duplicated }, books);
}
