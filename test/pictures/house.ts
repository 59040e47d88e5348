import type { CommandCall, Reply, Speaker } from '#chat/inbox.ts';
import type { Message } from '#chat/message.ts';
import type { ChatPlatform, Limits, Obstacle, Purpose } from '#chat/platform.ts';
import { renderDelivery } from '../../src/delivery/content.ts';
import { createReads } from '../../src/delivery/reads.ts';
import { createEngine, type Engine } from '../../src/ops/engine.ts';
import { feedDay } from '../../src/papers/feed-day.ts';
import type { PaperId } from '../../src/papers/paper.ts';
import type { PaperSource } from '../../src/papers/source.ts';
import { openStore } from '../../src/store/open.ts';
import { ensureCard } from '../../src/votes/cards.ts';
import { listOf } from './papers.ts';

/** A platform as far as words depend on it. */
export interface Side {
  readonly name: string;
  readonly limits: Limits;
  readonly workspace: string;
  readonly channel: string;
  readonly person: Speaker;
  /** Where the platform tells. */
  readonly zone?: string;
  /** What it says when Paperboy may no longer post. */
  readonly obstacle: Obstacle;
}

/** The whole bot, but for the platform: nothing is posted, and the clock stands where it is put. */
export interface House extends AsyncDisposable {
  readonly engine: Engine;
  /** Moves the clock to a moment and does what is due then. */
  at(moment: string): Promise<void>;
  command(name: string, options?: CommandCall['options']): Promise<Reply>;
  press(verb: string, argument: string): Promise<Reply>;
  /** So many people press the button; others react against it. */
  vote(paper: string, up: number, down?: number): Promise<void>;
  /** What was planned last for this purpose: of a digest its overview, or the card of a paper. */
  posted(purpose: Purpose, part?: PaperId): Promise<Message>;
  /** Everything planned counts as posted. */
  deliver(): Promise<void>;
}

export async function openHouse(side: Side): Promise<House> {
  const store = await openStore('file::memory:', 0);
  const time = { now: 0 };
  const engine = await createEngine({
    ...{ store, source, platforms: [platformOf(side)], log: silent },
    ...{ clock: () => time.now, wait: async () => {} },
  });
  const { workspace, channel, person } = side;
  const { services, inbox } = engine;
  const call = { spot: { workspace, channel }, person, canOpenForm: true };
  return {
    engine,
    at: async (moment) => {
      time.now = Date.parse(moment);
      await engine.tick(time.now);
    },
    command: (name, options = {}) => inbox.onCommand({ ...call, name, options, isShared: false }),
    press: (verb, argument) =>
      inbox.onPress({ ...call, action: { key: 'pictures', verb, argument } }),
    vote: async (paper, up, down = 0) => {
      const ref = { workspace, channel, message: paper };
      await ensureCard(store, ref, paper);
      for (let n = 0; n < up; n += 1) {
        await services.ledger.press({ workspace, paper, person: `${workspace}/up${n}` });
      }
      for (let n = 0; n < down; n += 1) {
        const reaction = { person: `${workspace}/down${n}`, emoji: '-1', isBurst: false };
        await services.ledger.apply({ kind: 'added', ref, ...reaction });
      }
    },
    posted: async (purpose, part = 'overview') => {
      const planned = store.selectFrom('delivery').selectAll().where('purpose', '=', purpose);
      const wanted = purpose === 'digest' ? planned.where('part', '=', part) : planned;
      const row = await wanted.orderBy('id', 'desc').executeTakeFirstOrThrow();
      const reads = createReads(store, services.archive, services.clock);
      return renderDelivery(row, { ...services, reads, limitsOf: () => side.limits });
    },
    deliver: async () =>
      void (await store.updateTable('delivery').set({ state: 'sent' }).execute()),
    [Symbol.asyncDispose]: () => store.destroy(),
  };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const source: PaperSource = {
  name: 'hugging-face',
  firstDay: '2026-03-05',
  today: feedDay,
  dailyList: async (day) => listOf(day),
  paper: async () => undefined,
};

/** Answers questions; whoever would post something makes a mistake. */
function platformOf({ name, limits, channel, person, zone }: Side): ChatPlatform {
  const nothing = async () => Promise.reject(new Error('pictures post nothing'));
  const who = {
    ...person,
    isAdmin: true,
    isWorkspaceAdmin: true,
    isGuest: false,
    isBot: false,
    ...(zone && { zone }),
  };
  return {
    ...{ name, limits, start: nothing, post: nothing, find: nothing, edit: nothing },
    ...{ remove: nothing, stop: async () => {}, keyOf: nothing },
    async *readReactions() {},
    linkTo: async ({ message }) => `https://example.com/${channel}/${message}`,
    inspect: async () => ({
      ...{ name: 'papers', isPrivate: false, isShared: false, hasThreads: true },
      ...{ obstacles: [], person: who },
    }),
  };
}
