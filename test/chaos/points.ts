import type { Job } from './crew.ts';
import { losingPosts } from './mischief.ts';
import { POINTS, type Point } from './orders.ts';
import type { Day, Rehearsal } from './rehearsal.ts';
import type { Row } from './report.ts';
import { openScene, type Theatre } from './scene.ts';

interface Death {
  readonly point: Point;
  readonly arrival: number;
  readonly day: Day;
}

/** A death at every named point: when a digest first comes there, in its middle, and at its end. */
export function pointCases(
  theatre: Theatre,
  rehearsals: Readonly<Record<Day, Rehearsal>>,
): readonly Job<Row>[] {
  return POINTS.flatMap((point) => {
    const day = point.endsWith('find') ? 'bad' : 'good';
    const last = rehearsals[day].arrivals[point] ?? 1;
    const arrivals = new Set([1, Math.ceil(last / 2), last]);
    return [...arrivals].map((arrival) => () => die(theatre, { point, arrival, day }));
  });
}

async function die(theatre: Theatre, { point, arrival, day }: Death): Promise<Row> {
  const { platform } = theatre;
  await using scene = await openScene(theatre, { name: `${point} ${arrival}` });
  if (day === 'bad') scene.stage.misbehave(losingPosts());
  const { how } = await scene.run({ dieAt: { point, arrival } });
  // How often a message is looked for depends on how fast the machine is: the last look may come earlier than rehearsed.
  if (how !== 'killed' && arrival > 1) return die(theatre, { point, arrival: arrival - 1, day });
  if (how === 'killed') await scene.run();
  const books = await scene.books();
  const missed = how === 'killed' ? [] : [`${point} ${arrival}: it never came there`];
  return {
    ...books,
    ...{ platform, name: point, kills: how === 'killed' ? 1 : 0 },
    problems: [...books.problems, ...missed],
  };
}
