import { naiveRow, rowOf } from './case.ts';
import { createDice } from './dice.ts';
import { badDay } from './mischief.ts';
import { type Sender, UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';
import type { Victim } from './victims.ts';
import { pause, watch } from './watch.ts';

export interface Pauses {
  readonly channels: number;
  readonly pauses: number;
  readonly part: number;
}

const REPLICAS = 3;
/** The longest of our leases, twice. */
const PAUSE_MS = 2 * 30_000;
/** To stop somebody outside of a write. */
const TRIES = 50;
/** Pauses begin while there is work to take over. */
const SHARE_WITH_PAUSES = 0.8;

/** In the product's seconds, a hundred in a real one: so quick that the work is soon done, and that a pause comes into the middle of it. */
const PACED = { ...UNPACED, lanePace: { first: 4, most: 4, atOnce: 16 } };

/** Three processes share the work, and whoever posts is stopped in the middle of it until others have its leases. */
export async function paused(theatre: Theatre, pauses: Pauses): Promise<Row> {
  const name = `three replicas, paused ${pauses.part}`;
  await using scene = await openReplicated(theatre, { ...pauses, name, sender: 'ours' });
  const { done, backAfterMs } = await pauseThem(scene, pauses, theatre);
  const lanes = await scene.look((store) =>
    store.selectFrom('lease').select('epoch').where('name', 'like', 'lane:%').execute(),
  );
  const most = Math.max(0, ...lanes.map(({ epoch }) => epoch));
  const problems = [
    ...(done === pauses.pauses ? [] : [`${done} of ${pauses.pauses} pauses`]),
    ...(most > 1 ? [] : ['the epoch did not rise']),
  ];
  const note = `${done} pauses of ${PAUSE_MS / 1_000} s, epoch up to ${most}`;
  const books = await scene.books();
  return rowOf(theatre, { fault: 6, name, note, backAfterMs, problems }, books);
}

/** Nobody looks whether the one that is paused has posted. */
export async function pausedBlindly(theatre: Theatre): Promise<Row> {
  const name = 'blind resend by another replica';
  const size = { channels: 60, pauses: 4, part: 0 };
  await using scene = await openReplicated(theatre, { ...size, name, sender: 'blind' });
  await pauseThem(scene, size, theatre);
  const books = await scene.books('any');
  return naiveRow(theatre, { fault: 6, name, harm: books.duplicated }, books);
}

async function openReplicated(
  theatre: Theatre,
  setting: { readonly name: string; readonly channels: number; readonly sender: Sender },
): Promise<Scene> {
  const { name, channels, sender } = setting;
  const fate = { limits: PACED, sender, tells: true, replicas: REPLICAS };
  const scene = await openScene(theatre, { name, channels, fate });
  scene.stage.misbehave(badDay(createDice(theatre.seed + 7_000)));
  return scene;
}

async function pauseThem(scene: Scene, { channels, pauses }: Pauses, { databases, seed }: Theatre) {
  const dice = createDice(seed + 8_000);
  const last = channels * MESSAGES * SHARE_WITH_PAUSES;
  const moments = Array.from({ length: pauses }, () => dice() * last).toSorted((a, b) => a - b);
  const victims = await Promise.all(Array.from({ length: REPLICAS }, () => scene.start()));
  const all = { ended: Promise.all(victims.map(({ ended }) => ended)) };
  const backs: number[] = [];
  let done = 0;
  for (const count of moments) {
    await watch(scene, all, count);
    const busiest = await freezeBusiest(victims, () => databases.isHeld(scene.database));
    const back = await firstWithout(scene);
    if (back !== undefined) backs.push(back);
    busiest?.wake();
    done += 1;
  }
  await all.ended;
  return { done, backAfterMs: Math.max(0, ...backs) };
}

/** Who stands still in the middle of a write into a file holds it against all others: then nobody takes over. */
async function freezeBusiest(
  victims: readonly Victim[],
  isHeld: () => boolean,
): Promise<Victim | undefined> {
  for (let left = TRIES; ; left -= 1) {
    const busiest = victims.toSorted((a, b) => b.lastPostAt() - a.lastPostAt())[0];
    busiest?.freeze();
    if (left === 0 || !isHeld()) return busiest;
    busiest?.wake();
    await pause(1);
  }
}

/** What the paused one had sent by then arrives within this, in real time. */
const SENT_BEFORE_MS = 200;

/** For as long as the pause; the time to the first message of another, in the product's milliseconds. */
async function firstWithout(scene: Scene): Promise<number | undefined> {
  const over = { ended: pause(PAUSE_MS / scene.time.speed) };
  await pause(SENT_BEFORE_MS);
  const first = await watch(scene, over, Number.POSITIVE_INFINITY);
  return first === undefined ? undefined : first + SENT_BEFORE_MS * scene.time.speed;
}
