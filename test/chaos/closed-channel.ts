import { rowOf } from './case.ts';
import type { Job } from './crew.ts';
import type { Point } from './orders.ts';
import { wronglyPaused } from './paused.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';

/** A death while a closed channel is found out: it is paused all the same, and who set it up is told once. */
export function closedChannelCases(theatre: Theatre): readonly Job<Row>[] {
  const points: readonly Point[] = ['after-claim', 'before-settle', 'after-settle'];
  return points.map((point) => () => die(theatre, point));
}

async function die(theatre: Theatre, point: Point): Promise<Row> {
  const name = `closed channel, ${point}`;
  await using scene = await openScene(theatre, { name });
  const [closed] = scene.subscriptions;
  if (closed !== undefined) scene.stage.close(closed.place);
  const { how } = await scene.run({ dieAt: { point, arrival: 1 } });
  await scene.run();
  const notice = (await isUncertain(scene)) ? { uncertain: 1 } : { sent: 1 };
  const books = await scene.books({ ...notice, refused: 1, skipped: MESSAGES - 1 });
  const problems = [
    ...(how === 'killed' ? [] : ['it never came there']),
    ...(await wronglyPaused(scene, closed === undefined ? [] : [closed.id])),
  ];
  const kills = how === 'killed' ? 1 : 0;
  return rowOf(theatre, { fault: 1, name, kills, problems }, books);
}

/** Whether the one who was to be told may have been: into Slack's direct messages nobody can look, not even for a lost answer. */
async function isUncertain({ stage, look }: Scene): Promise<boolean> {
  if (stage.access.platform !== 'slack') return false;
  const notice = await look((store) =>
    store.selectFrom('delivery').select('state').where('purpose', '=', 'notice').executeTakeFirst(),
  );
  return notice?.state === 'uncertain';
}
