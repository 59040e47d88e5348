import type { Job } from './crew.ts';
import { createDice } from './dice.ts';
import { badDay } from './mischief.ts';
import { type Row, sum } from './report.ts';
import { openScene, type Theatre } from './scene.ts';
import type { VictimEnd } from './victims.ts';

interface Moments {
  readonly seed: number;
  /** Deaths in all. */
  readonly kills: number;
  /** How long a digest takes in which nobody dies. */
  readonly ms: number;
}

/** A successor dies as well, up to so often in one digest. */
const MOST_DEATHS = 6;

/** Deaths at random moments of bad days, exactly so many. The same seed throws the same dice; how long a digest takes is the machine's. */
export function momentCases(theatre: Theatre, { seed, kills, ms }: Moments): readonly Job<Row>[] {
  const dice = createDice(seed);
  const jobs: Job<Row>[] = [];
  for (let left = kills; left > 0; ) {
    const deaths = Math.min(left, 1 + Math.floor(dice() * MOST_DEATHS));
    const name = `random moments ${jobs.length + 1}`;
    const plan = { name, ms, deaths, seed: seed + jobs.length };
    jobs.push(() => dieSeveralTimes(theatre, plan));
    left -= deaths;
  }
  return jobs;
}

interface Plan {
  readonly name: string;
  readonly deaths: number;
  readonly seed: number;
  readonly ms: number;
}

/** In one digest, or in more when one is over before all have died. */
async function dieSeveralTimes(theatre: Theatre, plan: Plan): Promise<Row> {
  const rows: Row[] = [];
  const deaths = createDice(plan.seed);
  for (let left = plan.deaths; left > 0; left -= rows.at(-1)?.kills ?? 0) {
    const name = `${plan.name}, digest ${rows.length + 1}`;
    rows.push(await endure(theatre, { ...plan, name, deaths: left, dice: deaths }));
  }
  return sum(plan.name, rows);
}

/** The one who comes after a death waits for the lease of the dead, half a second in fast time. */
const LEASE_MS = 500;

async function endure(
  theatre: Theatre,
  { name, deaths, seed, ms, dice }: Plan & { readonly dice: () => number },
): Promise<Row> {
  await using scene = await openScene(theatre, { name });
  scene.stage.misbehave(badDay(createDice(seed + 1_000)));
  let kills = 0;
  let how: VictimEnd['how'] = 'killed';
  while (how === 'killed') {
    const victim = await scene.start();
    const within = kills === 0 ? ms : ms + LEASE_MS;
    const timer = kills < deaths ? setTimeout(victim.kill, dice() * within) : undefined;
    how = (await victim.ended).how;
    clearTimeout(timer);
    if (how === 'killed') kills += 1;
  }
  return { ...(await scene.books()), platform: theatre.platform, name, kills };
}
