import { naiveRow, rowOf } from './case.ts';
import { fastTime } from './fast-time.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { until } from './watch.ts';

const SLOW = 4;

/** The platform refuses a digest's payload: it is refused once, and everybody gets it in plain words. */
export async function poisoned(theatre: Theatre, channels: number): Promise<Row> {
  const name = 'poisoned digest';
  // A digest is on trial for seconds, which a busy machine needs.
  const fate = { limits: UNPACED, time: fastTime(theatre.beganAt, SLOW) };
  await using scene = await openScene(theatre, { name, channels, hasCards: false, fate });
  const rejected = refuseRich(scene);
  const { log } = await scene.run();
  const alerts = log.split('"kind":"rejected"').length - 1;
  const problems = [
    ...(rejected() === 1 ? [] : [`${rejected()} posts of it were refused, not 1`]),
    ...(alerts === 1 ? [] : [`${alerts} alerts of it, not 1`]),
  ];
  const note = `${rejected()} refused, ${alerts} alerts`;
  return rowOf(theatre, { fault: 13, name, note, problems }, await scene.books());
}

/** Posts beyond the first of each channel; between them the breaker rests longer and longer. */
const AGAIN = 2;

/** Sends the same again; it would go on. */
export async function poisonedStubbornly(theatre: Theatre): Promise<Row> {
  const name = 'poisoned digest sent again';
  const fate = { limits: UNPACED, sender: 'stubborn' as const };
  const channels = 5;
  await using scene = await openScene(theatre, { name, channels, hasCards: false, fate });
  const rejected = refuseRich(scene);
  const victim = await scene.start();
  await until(() => rejected() >= channels + AGAIN, victim);
  victim.kill();
  await victim.ended;
  const books = await scene.books('any');
  const note = `${rejected()} refused`;
  return naiveRow(theatre, { fault: 13, name, note, harm: books.absent }, books);
}

function refuseRich({ stage }: Scene): () => number {
  let rejected = 0;
  stage.misbehave(({ kind, isPlain }) => {
    if (kind !== 'post' || isPlain === true) return undefined;
    rejected += 1;
    return 'rejected';
  });
  return () => rejected;
}
