import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#chat/platform.ts';
import type { Subscription } from '../../src/digest/subscription.ts';
import type { Crew } from './crew.ts';
import { fastTime } from './fast-time.ts';
import type { Orders } from './orders.ts';
import type { Stage } from './stages.ts';
import { MESSAGES, subscribe } from './subscribe.ts';
import { type Books, type Expected, keepBooks } from './tally.ts';
import type { Victim, VictimEnd, Victims } from './victims.ts';

export interface Theatre {
  readonly platform: string;
  readonly victims: Victims;
  readonly crew: Crew;
  /** Each scene has a folder of its own in here. */
  readonly folder: string;
  readonly beganAt: Instant;
  readonly openStage: () => Promise<Stage>;
}

type Fate = Partial<Pick<Orders, 'dieAt' | 'isBlind'>>;

/** Channels whose digest is due, on a stage and in a database of their own. */
export interface Scene extends AsyncDisposable {
  readonly stage: Stage;
  readonly database: string;
  /** In the order in which they are planned. */
  readonly subscriptions: readonly Subscription[];
  start(fate?: Fate): Promise<Victim>;
  /** Starts one and waits for its end. */
  run(fate?: Fate): Promise<VictimEnd>;
  /** What was planned beside what is there; without a word about it, every message should be sent. */
  books(expected?: Expected): Promise<Books>;
}

export async function openScene(
  { platform, victims, folder, beganAt, openStage }: Theatre,
  { name, channels = 1 }: { readonly name: string; readonly channels?: number },
): Promise<Scene> {
  const stage = await openStage();
  const home = join(folder, `${platform} ${name}`.replaceAll(/\W+/g, '-'));
  mkdirSync(home);
  const database = `file:${join(home, 'paperboy.db')}`;
  const now = fastTime(beganAt).clock();
  const wanted = { places: stage.places(channels), by: stage.person, now };
  const subscriptions = await subscribe(database, wanted);
  const ends: VictimEnd[] = [];
  const start = async (fate: Fate = {}) => {
    const orders = { access: stage.access, database, beganAt, isBlind: false, ...fate };
    const victim = await victims.start(orders);
    const ended = victim.ended.then((end) => {
      ends.push(end);
      appendFileSync(
        join(home, 'log.txt'),
        `-- ${end.how} at ${Math.round(end.ms)} ms\n${end.log}`,
      );
      return end;
    });
    return { ...victim, ended };
  };
  return {
    ...{ stage, database, subscriptions, start },
    run: async (fate) => (await start(fate)).ended,
    books: async (expected = { sent: channels * MESSAGES }) => {
      const books = await keepBooks(database, stage, expected);
      const problems = [...badEnds(ends), ...books.problems];
      return { ...books, problems: problems.map((problem) => `${name}: ${problem}`) };
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** A victim works until it is killed or done. */
function badEnds(ends: readonly VictimEnd[]): readonly string[] {
  return ends
    .filter(({ how }) => how === 'failed' || how === 'stuck')
    .map(({ how, log }) => `a victim ${how}: ${/^\w*Error: .*$/m.exec(log)?.[0] ?? 'no reason'}`);
}
