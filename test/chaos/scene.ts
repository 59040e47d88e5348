import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#chat/platform.ts';
import type { Subscription } from '../../src/digest/subscription.ts';
import { BUSY_TIMEOUT_MS, openStore, type Store } from '../../src/store/open.ts';
import type { Crew } from './crew.ts';
import type { Databases } from './databases.ts';
import { clockOf, type FastTime, fastTime } from './fast-time.ts';
import type { Orders } from './orders.ts';
import type { Stage } from './stage.ts';
import { MESSAGES, subscribe } from './subscribe.ts';
import { type Books, type Expected, keepBooks } from './tally.ts';
import type { Victim, VictimEnd, Victims } from './victims.ts';

export interface Theatre {
  readonly platform: string;
  readonly databases: Databases;
  readonly victims: Victims;
  readonly crew: Crew;
  /** Each scene has a folder of its own in here. */
  readonly folder: string;
  readonly beganAt: Instant;
  readonly seed: number;
  readonly openStage: () => Promise<Stage>;
  /** Those that go on: what a run that does not end was at. */
  readonly underWay: Set<Scene>;
}

export type Fate = Partial<Omit<Orders, 'access' | 'database'>>;

export interface Setting {
  readonly name: string;
  readonly channels?: number;
  readonly hasCards?: boolean;
  /** Of all its victims, unless theirs says otherwise. */
  readonly fate?: Fate;
}

/** Channels whose digest is due, on a stage and in a database of their own. */
export interface Scene extends AsyncDisposable {
  readonly name: string;
  readonly stage: Stage;
  readonly home: string;
  readonly database: string;
  readonly time: FastTime;
  /** In the order in which they are planned. */
  readonly subscriptions: readonly Subscription[];
  start(fate?: Fate): Promise<Victim>;
  /** Starts one and waits for its end. */
  run(fate?: Fate): Promise<VictimEnd>;
  /** What was planned beside what is there; without a word about it, every message should be sent. */
  books(expected?: Expected): Promise<Books>;
  /** Reads or changes the database. */
  look<T>(work: (store: Store) => Promise<T>): Promise<T>;
}

export async function openScene(theatre: Theatre, setting: Setting): Promise<Scene> {
  const { platform, databases, folder, beganAt, openStage, underWay } = theatre;
  const { name, channels = 1, hasCards = true, fate: common = {} } = setting;
  const stage = await openStage();
  const home = join(folder, `${databases.name} ${platform} ${name}`.replaceAll(/\W+/g, '-'));
  mkdirSync(home);
  const time = common.time ?? fastTime(beganAt);
  const database = await databases.create(home);
  const look: Scene['look'] = async (work) => {
    const store = await openStore(database, BUSY_TIMEOUT_MS.tool);
    return work(store).finally(() => store.destroy());
  };
  const wanted = {
    places: stage.places(channels),
    by: stage.person,
    now: clockOf(time)(),
    hasCards,
  };
  const subscriptions = await look((store) => subscribe(store, wanted));
  const ends: VictimEnd[] = [];
  const start = async (fate: Fate = {}) => {
    const orders: Orders = {
      ...{ access: stage.access, database, time, sender: 'ours', ...common, ...fate },
    };
    const victim = await theatre.victims.start(orders);
    return { ...victim, ended: victim.ended.then((end) => noted(end, { home, ends })) };
  };
  const scene: Scene = {
    ...{ name, stage, home, database, time, subscriptions, start, look },
    run: async (fate) => (await start(fate)).ended,
    books: async (expected = { sent: channels * (hasCards ? MESSAGES : 1) }) => {
      const books = await look((store) => keepBooks(store, { databases, stage, expected }));
      const problems = [...badEnds(ends), ...books.problems];
      return { ...books, problems: problems.map((problem) => `${name}: ${problem}`) };
    },
    [Symbol.asyncDispose]: () => {
      underWay.delete(scene);
      return stage[Symbol.asyncDispose]();
    },
  };
  underWay.add(scene);
  return scene;
}

function noted(
  end: VictimEnd,
  { home, ends }: { readonly home: string; readonly ends: VictimEnd[] },
): VictimEnd {
  ends.push(end);
  const heading = `-- ${end.how} at ${Math.round(end.ms)} ms\n`;
  appendFileSync(join(home, 'log.txt'), `${heading}${end.log}`);
  return end;
}

/** A victim works until it is killed or done. */
function badEnds(ends: readonly VictimEnd[]): readonly string[] {
  return ends
    .filter(({ how }) => how === 'failed' || how === 'stuck')
    .map(({ how, log }) => `a victim ${how}: ${/^\w*Error: .*$/m.exec(log)?.[0] ?? 'no reason'}`);
}
