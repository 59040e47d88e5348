import { naiveRow, rowOf } from './case.ts';
import type { FastTime } from './fast-time.ts';
import { UNPACED } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { watch } from './watch.ts';

const DAYS_OFF = 3;

/** On Tuesday somebody dies before all have their digest, and on Friday somebody looks: one digest for each channel. */
export async function threeDaysOff(theatre: Theatre, channels: number): Promise<Row> {
  const name = `${DAYS_OFF} days off`;
  await using scene = await openOnTuesday(theatre, { name, channels });
  const victim = await scene.start();
  await watch(scene, victim, channels / 2);
  victim.kill();
  await victim.ended;
  const before = scene.stage.count();
  await scene.run({ time: later(scene, DAYS_OFF) });
  const posts = postsByChannel(scene, before);
  const most = Math.max(...posts.values());
  const problems = [
    ...(most > 1 ? [`a channel got ${most} digests at once`] : []),
    ...(posts.size === channels ? [] : [`${channels - posts.size} channels got none`]),
  ];
  const note = `at most ${most} digest a channel after it`;
  return rowOf(theatre, { fault: 14, name, kills: 1, note, problems }, await scene.books('any'));
}

/** Makes up for every day that it missed. */
export async function everyDayMadeUp(theatre: Theatre): Promise<Row> {
  const name = 'each missed day made up for';
  await using scene = await openOnTuesday(theatre, { name, channels: 2 });
  await scene.run();
  const before = scene.stage.count();
  for (let day = 1; day <= DAYS_OFF; day += 1) await scene.run({ time: later(scene, day) });
  const most = Math.max(...postsByChannel(scene, before).values());
  const note = `${most} digests a channel`;
  return naiveRow(theatre, { fault: 14, name, note, harm: most - 1 }, await scene.books('any'));
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function openOnTuesday(
  theatre: Theatre,
  setting: { readonly name: string; readonly channels: number },
): Promise<Scene> {
  const now = Date.now();
  const noon = Math.floor(now / DAY) * DAY + DAY / 2;
  const weekday = new Date(noon).getUTCDay();
  const tuesday = noon - ((weekday + 5) % 7) * DAY - 7 * DAY;
  const time: FastTime = { beganAt: now, shownThen: tuesday, speed: 30 };
  const fate = { limits: UNPACED, source: 'every day' as const, time };
  return openScene(theatre, { ...setting, hasCards: false, fate });
}

/** A minute after the slot of that day. */
function later({ time }: Scene, days: number): FastTime {
  return { ...time, beganAt: Date.now(), shownThen: time.shownThen + days * DAY + MINUTE };
}

function postsByChannel({ stage }: Scene, since: number): ReadonlyMap<string, number> {
  const posts = new Map<string, number>();
  const all = [...stage.messages().values()].flat();
  for (const { channel } of all.slice(since)) posts.set(channel, (posts.get(channel) ?? 0) + 1);
  return posts;
}
