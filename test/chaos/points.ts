import { rowOf } from './case.ts';
import type { Job } from './crew.ts';
import { losingPosts } from './mischief.ts';
import { type Arrivals, POINTS, type Point } from './orders.ts';
import { type Row, sum } from './report.ts';
import { openScene, type Theatre } from './scene.ts';

/** What happens to requests: nothing, or the first post of every message is not answered, so that it must be looked for. */
type Day = 'good' | 'bad';

interface Death {
  readonly point: Point;
  readonly arrival: number;
  readonly day: Day;
}

/** Deaths at every named point: when a digest first comes there and, unless it is to be quick, in its middle and at its end. */
export function pointCases(theatre: Theatre, isQuick: boolean): readonly Job<Row>[] {
  return POINTS.map((point) => async () => {
    const day = point.endsWith('find') ? 'bad' : 'good';
    const last = isQuick ? 1 : ((await rehearse(theatre, { point, day }))[point] ?? 1);
    const arrivals = [...new Set([1, Math.ceil(last / 2), last])];
    const rows: Row[] = [];
    for (const arrival of arrivals) rows.push(await die(theatre, { point, arrival, day }));
    return sum(point, rows);
  });
}

/** A digest in which nobody dies: how often it comes to each point. */
async function rehearse(
  theatre: Theatre,
  { point, day }: Omit<Death, 'arrival'>,
): Promise<Arrivals> {
  await using scene = await openScene(theatre, { name: `${point}, nobody dies` });
  if (day === 'bad') scene.stage.misbehave(losingPosts());
  return (await scene.run()).arrivals;
}

async function die(theatre: Theatre, { point, arrival, day }: Death): Promise<Row> {
  await using scene = await openScene(theatre, { name: `${point} ${arrival}` });
  if (day === 'bad') scene.stage.misbehave(losingPosts());
  const { how } = await scene.run({ dieAt: { point, arrival } });
  // How often a message is looked for depends on how fast the machine is: the last look may come earlier than rehearsed.
  if (how !== 'killed' && arrival > 1) return die(theatre, { point, arrival: arrival - 1, day });
  if (how === 'killed') await scene.run();
  const kills = how === 'killed' ? 1 : 0;
  const problems = kills === 1 ? [] : [`${point} ${arrival}: it never came there`];
  return rowOf(theatre, { fault: 1, name: point, kills, problems }, await scene.books());
}
