import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { naiveRow, rowOf } from './case.ts';
import { sqliteFiles } from './databases.ts';
import { UNPACED } from './orders.ts';
import { type Row, sum } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';
import { pause, watch } from './watch.ts';

const DISK = '6m';
const CHANNELS = 12;
/** What the disk has left when the work begins is different each time: it is full in different moments of it. */
const LEFT_BYTES = 40_000;
const STEP_BYTES = 8_000;
/** In the product's time: a few attempts of everybody who wants to write. */
const FULL_FOR_MS = 60_000;

/** The disk is full in the middle of the work, and later it is not: nothing is posted that could not be written down first. */
export async function diskFull(theatre: Theatre, points: number): Promise<Row> {
  const rows: Row[] = [];
  for (let point = 0; point < points; point += 1) {
    rows.push(await onSmallDisk(theatre, `disk full ${point}`, (own) => fillAt(own, point)));
  }
  return sum('disk full', rows);
}

async function fillAt(theatre: Theatre, point: number): Promise<Row> {
  const name = `disk full ${point}`;
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels: CHANNELS, fate });
  const ballast = fill(theatre.folder, LEFT_BYTES + point * STEP_BYTES);
  const victim = await scene.start();
  await Promise.race([
    watch(scene, victim, CHANNELS * MESSAGES),
    pause(FULL_FOR_MS / scene.time.speed),
  ]);
  const meanwhile = scene.stage.count();
  rmSync(ballast);
  const { log } = await victim.ended;
  const isSeen = /disk|full|SQLITE/i.test(log);
  const problems = isSeen || meanwhile === CHANNELS * MESSAGES ? [] : ['nobody said a word of it'];
  return rowOf(theatre, { fault: 9, name: 'disk full', problems }, await scene.books());
}

/** The disk of somebody who died in the middle of the work is read-only for a while: whoever starts then says so. What it posted would be posted twice. */
export function diskReadOnly(theatre: Theatre): Promise<Row> {
  const name = 'read-only disk';
  return onSmallDisk(theatre, name, async (own) => {
    await using scene = await openScene(own, {
      ...{ name, channels: CHANNELS, fate: { limits: UNPACED } },
    });
    await scene.run({ dieAt: { point: 'after-post', arrival: CHANNELS } });
    remount(own.folder, 'ro');
    const { stage, database, time } = scene;
    // Not by the scene, in whose books nobody fails.
    const orders = {
      access: stage.access,
      database,
      time,
      sender: 'ours',
      limits: UNPACED,
    } as const;
    const { how, log } = await (await own.victims.start(orders)).ended;
    remount(own.folder, 'rw');
    await scene.run();
    const isRefused = how === 'failed' && log.includes('is read-only');
    const problems = isRefused ? [] : [`who started on it ${how}: ${log}`];
    return rowOf(own, { fault: 9, name, kills: 1, problems }, await scene.books());
  });
}

function remount(folder: string, how: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${how}`, folder], { stdio: 'pipe' });
}

/** Posts first and writes it down afterwards. */
export function diskFullNoting(theatre: Theatre): Promise<Row> {
  const name = 'posts first, notes afterwards';
  return onSmallDisk(theatre, name, async (own) => {
    const fate = { limits: UNPACED, sender: 'noting' as const };
    await using scene = await openScene(own, { name, channels: CHANNELS, hasCards: false, fate });
    await prepareNotes(scene);
    const ballast = fill(own.folder, 0);
    await scene.run();
    rmSync(ballast);
    const books = await scene.books('any');
    return naiveRow(own, { fault: 9, name, harm: books.duplicated }, books);
  });
}

/** Whatever must be written before the first post is written while there is room. */
async function prepareNotes(scene: Scene): Promise<void> {
  await scene.run({ sender: 'ours', dieAt: { point: 'before-claim', arrival: 1 } });
}

async function onSmallDisk(
  theatre: Theatre,
  name: string,
  play: (own: Theatre) => Promise<Row>,
): Promise<Row> {
  const folder = join(theatre.folder, `${theatre.platform}-disk-${name.replaceAll(/\W+/g, '-')}`);
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder], { stdio: 'pipe' });
  try {
    return await play({ ...theatre, folder, databases: sqliteFiles(folder) });
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}

/** Leaves so many bytes on that disk; the file that takes the rest. */
function fill(folder: string, leftBytes: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const ballast = join(folder, 'ballast');
  writeFileSync(ballast, new Uint8Array(Math.max(0, bavail * bsize - leftBytes)));
  return ballast;
}
