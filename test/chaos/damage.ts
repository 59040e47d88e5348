import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { BUSY_TIMEOUT_MS, openDatabase } from '../../src/store/open.ts';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import { NO_BOOKS, naiveRow, rowOf } from './case.ts';
import { createDice } from './dice.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';

const CHANNELS = 8;
/** Bytes that are overwritten at once. */
const HURT = 256;
const PAGE = 4_096;

interface Tried {
  readonly refused: number;
  readonly sound: number;
  /** It was opened, and is damaged. */
  readonly fooled: number;
}

/** Copies of a file with a random place overwritten, and of one whose journal ends too early: refused, or sound. */
export async function damagedFiles(theatre: Theatre, copies: number): Promise<readonly Row[]> {
  const name = 'damaged file, truncated journal';
  const fate = { limits: UNPACED };
  await using scene = await openScene(theatre, { name, channels: CHANNELS, fate });
  // In its middle, however quick it is: the journal of one that ends goes into the file.
  await scene.run({ dieAt: { point: 'after-post', arrival: (CHANNELS * MESSAGES) / 2 } });
  const plan = { copies, dice: createDice(theatre.seed + 9_000) };
  const cut = cutCopies(scene, plan);
  await scene.look(async () => {}); // the journal goes into the file
  const damaged = [...cut, ...hurtCopies(scene, plan)];
  const ours = await tryAll(damaged, opensOurs);
  const naive = await tryAll(damaged, opensAnyway);
  await scene.run();
  const books = await scene.books();
  const note = `${copies} copies: ${ours.refused} refused, ${ours.sound} sound, ${ours.fooled} neither`;
  const problems = ours.fooled === 0 ? [] : [`${ours.fooled} damaged files were opened`];
  return [
    rowOf(theatre, { fault: 10, name, kills: 1, note, problems }, books),
    naiveRow(
      theatre,
      {
        fault: 10,
        name: 'opened without a look',
        note: `${naive.fooled} of ${copies} opened though damaged`,
        harm: naive.fooled,
      },
      NO_BOOKS,
    ),
  ];
}

interface Plan {
  readonly copies: number;
  readonly dice: () => number;
}

/** Of four copies one has lost the end of its journal. */
function cutCopies({ home }: Scene, { copies, dice }: Plan): readonly string[] {
  const folder = join(home, 'cut');
  mkdirSync(folder);
  return Array.from({ length: Math.floor(copies / 4) }, (_, at) => {
    const copy = join(folder, `${at}.db`);
    copyFileSync(join(home, 'paperboy.db'), copy);
    copyFileSync(join(home, 'paperboy.db-wal'), `${copy}-wal`);
    cutShort(`${copy}-wal`, dice);
    return copy;
  });
}

/** The others are hurt in the file itself. */
function hurtCopies({ home }: Scene, { copies, dice }: Plan): readonly string[] {
  const folder = join(home, 'hurt');
  mkdirSync(folder);
  return Array.from({ length: copies - Math.floor(copies / 4) }, (_, at) => {
    const copy = join(folder, `${at}.db`);
    copyFileSync(join(home, 'paperboy.db'), copy);
    overwrite(copy, dice, at % 2 === 0);
    return copy;
  });
}

function cutShort(path: string, dice: () => number): void {
  truncateSync(path, Math.floor(statSync(path).size * dice()));
}

/** Anywhere, or the beginning of a page, which tells what is in it. */
function overwrite(path: string, dice: () => number, isPageStart: boolean): void {
  const bytes = readFileSync(path);
  const anywhere = Math.floor(dice() * Math.max(1, bytes.length - HURT));
  const at = isPageStart ? anywhere - (anywhere % PAGE) : anywhere;
  for (let next = at; next < Math.min(at + HURT, bytes.length); next += 1) {
    bytes[next] = Math.floor(dice() * 256);
  }
  writeFileSync(path, bytes);
}

async function tryAll(
  files: readonly string[],
  opens: (path: string) => Promise<boolean>,
): Promise<Tried> {
  let [refused, sound, fooled] = [0, 0, 0];
  for (const file of files) {
    const copy = `${file}.tried`;
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    if (!(await opens(copy))) refused += 1;
    else if (await isSound(copy)) sound += 1;
    else fooled += 1;
  }
  return { refused, sound, fooled };
}

async function opensOurs(path: string): Promise<boolean> {
  try {
    const store = await openDatabase(`file:${path}`, 'service');
    await store.destroy();
    return true;
  } catch {
    return false;
  }
}

async function opensAnyway(path: string): Promise<boolean> {
  const database = open(path);
  try {
    await sql`select count(*) from kysely_migration`.execute(database);
    return true;
  } catch {
    return false;
  } finally {
    await database.destroy();
  }
}

async function isSound(path: string): Promise<boolean> {
  const database = open(path);
  try {
    const checked = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      database,
    );
    return checked.rows.every(({ integrity_check }) => integrity_check === 'ok');
  } catch {
    return false;
  } finally {
    await database.destroy();
  }
}

/** Without a look at what is in it. */
function open(path: string): Kysely<unknown> {
  return new Kysely({ dialect: sqliteDialect(path, BUSY_TIMEOUT_MS.tool) });
}
