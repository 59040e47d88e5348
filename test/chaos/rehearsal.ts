import { losingPosts } from './mischief.ts';
import type { Arrivals } from './orders.ts';
import type { Row } from './report.ts';
import { openScene, type Theatre } from './scene.ts';

/** What happens to requests: nothing, or the first post of every message is not answered, so that it must be looked for. */
export type Day = 'good' | 'bad';

/** A digest in which nobody dies. */
export interface Rehearsal {
  readonly row: Row;
  readonly arrivals: Arrivals;
  readonly ms: number;
}

export async function rehearse(theatre: Theatre, day: Day): Promise<Rehearsal> {
  const name = `nobody dies, ${day} day`;
  await using scene = await openScene(theatre, { name });
  if (day === 'bad') scene.stage.misbehave(losingPosts());
  const { arrivals, ms } = await scene.run();
  const row = { ...(await scene.books()), platform: theatre.platform, name, kills: 0 };
  return { row, arrivals, ms };
}
