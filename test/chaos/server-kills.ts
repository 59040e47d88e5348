import { naiveRow, rowOf } from './case.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { onCluster } from './databases.ts';
import { createDice } from './dice.ts';
import { badDay } from './mischief.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';
import { pause, watch } from './watch.ts';

interface ServerKills {
  readonly channels: number;
  readonly kills: number;
}

const SHARE_WITH_DEATHS = 0.9;
const MOMENT_MS = 50;
/** A server that comes back later than that is no help (delivery.md, section 8). */
const BACK_WITHIN_MS = 10_000;

/** On a server of their own, one after the other. */
export async function serverKills(theatre: Theatre, wanted: ServerKills): Promise<readonly Row[]> {
  const cluster = await startCluster();
  await using databases = await onCluster(cluster);
  const own = { ...theatre, databases };
  const rows = [await killed(own, cluster, wanted), await killedBlindly(own, cluster)];
  if (rows.every(({ problems }) => problems.length === 0)) return rows;
  const kept = `its database was in ${await databases.keep()}`;
  return rows.map((row) => ({ ...row, problems: [...row.problems, kept] }));
}

/** The database server dies in the middle of the work, and is started again; the process that delivers lives on. */
async function killed(own: Theatre, cluster: Cluster, wanted: ServerKills): Promise<Row> {
  const name = 'kill -9 of PostgreSQL';
  const fate = { limits: UNPACED };
  await using scene = await openScene(own, { name, channels: wanted.channels, fate });
  scene.stage.misbehave(badDay(createDice(own.seed + 3_000)));
  const { died, backAfterMs, slowestMs } = await killServer(scene, cluster, {
    ...wanted,
    seed: own.seed,
  });
  const problems = [
    ...(died === wanted.kills ? [] : [`${died} of ${wanted.kills} kills`]),
    ...(slowestMs < BACK_WITHIN_MS ? [] : [`the server was back after ${slowestMs} ms`]),
  ];
  const note = `the server answers again after at most ${(slowestMs / 1_000).toFixed(1)} s`;
  const books = await scene.books();
  return rowOf(own, { fault: 2, name, kills: died, backAfterMs, note, problems }, books);
}

/** What was posted when the server died is posted again. */
async function killedBlindly(own: Theatre, cluster: Cluster): Promise<Row> {
  const name = 'blind resend, server killed';
  const fate = { limits: UNPACED, sender: 'blind' as const };
  await using scene = await openScene(own, { name, channels: 40, fate });
  const { died } = await killServer(scene, cluster, {
    channels: 40,
    kills: 3,
    seed: own.seed,
  });
  const books = await scene.books();
  return naiveRow(own, { fault: 2, name, kills: died, harm: books.duplicated }, books);
}

async function killServer(
  scene: Scene,
  cluster: Cluster,
  { channels, kills, seed }: ServerKills & { readonly seed: number },
) {
  const dice = createDice(seed + 4_000);
  const last = channels * MESSAGES * SHARE_WITH_DEATHS;
  const moments = Array.from({ length: kills }, () => dice() * last).toSorted((a, b) => a - b);
  const victim = await scene.start();
  const backs: number[] = [];
  let [died, slowestMs] = [0, 0];
  for (const count of moments) {
    const back = await watch(scene, victim, count);
    if (back !== undefined && died > 0) backs.push(back);
    await pause(dice() * MOMENT_MS);
    await cluster.kill();
    died += 1;
    slowestMs = Math.max(slowestMs, await cluster.restart());
  }
  await victim.ended;
  return { died, slowestMs, backAfterMs: Math.max(0, ...backs) };
}
