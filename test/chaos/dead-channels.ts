import { wronglyPaused } from './paused.ts';
import type { Row } from './report.ts';
import { openScene, type Scene, type Theatre } from './scene.ts';
import { MESSAGES } from './subscribe.ts';

const CHANNELS = 5;
/** Three digests, the overview whose answer never comes, and the word to who set up the closed channel. */
const WITHOUT_THE_DEAD = (CHANNELS - 2) * MESSAGES + 1 + 1;
/** An adapter gives up after 10 s: whoever is done by now has waited for nobody. */
const PATIENCE_MS = 9_000;

/** Of five channels the first two are dead: one is closed to the bot, one never answers. The others do not wait for them. */
export async function deadChannels(theatre: Theatre): Promise<Row> {
  const name = 'two dead channels of five';
  await using scene = await openScene(theatre, { name, channels: CHANNELS });
  const [closed, hanging] = scene.subscriptions;
  if (closed === undefined || hanging === undefined) throw new Error('no channels');
  scene.stage.close(closed.place);
  scene.stage.misbehave(({ channel }) =>
    channel === hanging.place.channel ? 'hanging' : undefined,
  );
  const victim = await scene.start();
  const arrived = await arrivedInTime(scene);
  victim.kill();
  await victim.ended;
  scene.stage.misbehave(() => undefined);
  await scene.run();
  const sent = (CHANNELS - 1) * MESSAGES + 1;
  const books = await scene.books({ sent, refused: 1, skipped: MESSAGES - 1 });
  const problems = [
    ...books.problems,
    ...(arrived >= WITHOUT_THE_DEAD ? [] : [`${arrived} messages in time, the others waited`]),
    ...(await wronglyPaused(scene, closed.id)),
  ];
  return { ...books, platform: theatre.platform, name, kills: 1, problems };
}

const LOOK_EVERY_MS = 10;

async function arrivedInTime({ stage }: Scene): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  while (stage.count() < WITHOUT_THE_DEAD && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return stage.count();
}
