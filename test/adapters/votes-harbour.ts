/** The real adapters on both fakes, before the real inbox, ledger and healer on one SQLite file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inbox, ReactionChange } from '#chat/inbox.ts';
import type { Tally } from '#chat/message.ts';
import type { ChatPlatform, MessageRef, Reaction, Target } from '#chat/platform.ts';
import { silentLog } from '../../src/log.ts';
import { createEngine, type Engine } from '../../src/ops/engine.ts';
import { createSample } from '../../src/papers/sample.ts';
import type { Store } from '../../src/store/open.ts';
import { createTallies } from '../../src/votes/tally.ts';
import { openTestStore } from '../fakes/store/index.ts';
import { aPaper } from '../unit/digest/papers.ts';
import { discordPort, type Port, slackPort, votable } from './votes-port.ts';

export const PAPERS = ['2603.00001', '2603.00002'] as const;
const [FIRST, SECOND] = PAPERS;
const LONGEST_WAIT_MS = 5_000;

export interface Post {
  /** The message in whose thread it stands. */
  readonly under?: MessageRef;
  readonly port: Port;
  readonly ref: MessageRef;
  /** On a card its paper has no number. */
  readonly papers: readonly { readonly paper: string; readonly number: number }[];
}

export class Harbour {
  readonly ports: readonly [slack: Port, discord: Port];
  readonly store: Store;
  readonly engine: Engine;
  readonly #folder: string;
  readonly #time: Time;
  readonly #inbox: Inbox;
  readonly #arrived = { reactions: 0, places: 0, gaps: 0 };
  /** Events that the services have sent to a connected adapter. */
  expected = 0;
  #posts: readonly Post[] = [];
  #postsSoFar = 0;
  readonly #up = new Set<Port>();

  static async open(): Promise<Harbour> {
    const folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
    const store = await openTestStore(join(folder, 'paperboy.db'));
    const ports = [await slackPort(), await discordPort()] as const;
    const time: Time = { aheadMs: 0, during: undefined };
    const engine = await createEngine({
      ...{ store, source: createSample(), log: silentLog, clock: () => Date.now() + time.aheadMs },
      platforms: ports.map(({ platform }) => crossed(platform, time)),
      wait: () => new Promise(() => {}),
    });
    const papers = PAPERS.map((id) => aPaper(id));
    await engine.services.archive.saveList('2026-03-09', papers, { now: 1, isSample: true });
    const harbour = new Harbour({ folder, store, engine, ports, time });
    for (const port of ports) await harbour.up(port);
    return harbour;
  }

  private constructor(parts: {
    readonly folder: string;
    readonly store: Store;
    readonly engine: Engine;
    readonly ports: readonly [Port, Port];
    readonly time: Time;
  }) {
    this.store = parts.store;
    this.engine = parts.engine;
    this.ports = parts.ports;
    this.#folder = parts.folder;
    this.#time = parts.time;
    const { inbox } = this.engine;
    this.#inbox = {
      ...inbox,
      onReaction: (change) => this.#count('reactions', inbox.onReaction(this.#onOurClock(change))),
      onPlace: (change) => this.#count('places', inbox.onPlace(change)),
      onGap: (scope) => this.#count('gaps', inbox.onGap(scope)),
    };
  }

  /** Days pass here in a moment; the services do not know it. */
  #onOurClock(change: ReactionChange): ReactionChange {
    if (!('at' in change) || change.at === undefined) return change;
    return { ...change, at: change.at + this.#time.aheadMs };
  }

  async close(): Promise<void> {
    for (const port of this.ports) await port.close();
    await this.store.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get posts(): readonly Post[] {
    return this.#posts;
  }

  isUp(port: Port): boolean {
    return this.#up.has(port);
  }

  /** Connects, as a process that begins does. */
  async up(port: Port): Promise<void> {
    if (this.#up.has(port)) return;
    const before = this.#arrived.gaps;
    await port.platform.start(this.#inbox);
    this.#up.add(port);
    await this.#until(() => this.#arrived.gaps > before, 'a gap to be reported');
  }

  /** What happens from now on is lost. */
  async down(port: Port): Promise<void> {
    if (!this.#up.delete(port)) return;
    await this.quiet();
    await port.platform.stop();
  }

  /** All that was sent has been dealt with. */
  async quiet(): Promise<void> {
    await this.#until(() => this.#arrived.reactions >= this.expected, 'all events to arrive');
  }

  async placeTold(act: () => void): Promise<void> {
    const before = this.#arrived.places;
    act();
    await this.#until(() => this.#arrived.places > before, 'a place to be told of');
  }

  /** Happens once, between the next answer about a message's reactions and its use. */
  cross({ message }: MessageRef, act: () => Promise<void>): void {
    this.#time.during = { message, act };
  }

  /** What the slow timer waits for comes. */
  later(ms: number): void {
    this.#time.aheadMs += ms;
  }

  async heal(): Promise<void> {
    this.later(1_000);
    for (const { platform } of this.ports) await this.#inbox.onGap({ platform: platform.name });
    await this.engine.healer.flush();
    this.#time.during = undefined;
  }

  async tally(port: Port, paper: string): Promise<Tally | undefined> {
    return (await createTallies(this.store).of(port.workspace, [paper])).get(paper);
  }

  /** What of a message that is gone was recorded. */
  async recorded({ message }: MessageRef): Promise<readonly Reaction[]> {
    const rows = await this.store
      .selectFrom('reaction')
      .select(['person', 'emoji', 'burst'])
      .where('message', '=', message)
      .execute();
    return rows.map(({ burst, ...row }) => ({ ...row, isBurst: burst === 1 }));
  }

  /** Forgets everything; on each platform stand an overview of both papers, their cards in its thread, and one elsewhere. */
  async reset(): Promise<void> {
    for (const port of this.ports) await this.up(port);
    await this.quiet();
    this.later(3 * 60 * 60_000);
    this.#time.during = undefined;
    const isWhole = (port: Port) =>
      this.#posts.some((post) => post.port === port) &&
      this.#posts.every((post) => post.port !== port || port.reactionsOn(post.ref) !== undefined);
    const posts: Post[] = [];
    for (const port of this.ports) {
      const kept = this.#posts.filter((post) => post.port === port);
      posts.push(...(isWhole(port) ? kept : await this.#post(port)));
    }
    this.#posts = posts;
    for (const { port, ref } of posts) port.wipe(ref);
    await this.#begin();
  }

  async #post(port: Port): Promise<readonly Post[]> {
    const [channel, elsewhere] = port.channels;
    const { workspace } = port;
    const put = (to: Target, paper: string) => this.#put(port, to, paper);
    const overview = await put({ workspace, channel }, FIRST);
    const thread = { workspace, threadOf: overview, name: 'Cards' };
    const cards = [await put(thread, FIRST), await put(thread, SECOND)];
    const shared = await put({ workspace, channel: elsewhere }, FIRST);
    const card = (ref: MessageRef, paper: string) => ({
      port,
      ref,
      papers: [{ paper, number: 0 }],
    });
    return [
      { port, ref: overview, papers: PAPERS.map((paper, n) => ({ paper, number: n + 1 })) },
      ...cards.map((ref, index) => ({ ...card(ref, PAPERS[index] ?? ''), under: overview })),
      card(shared, FIRST),
    ];
  }

  async #put(port: Port, to: Target, paper: string): Promise<MessageRef> {
    this.#postsSoFar += 1;
    const key = `k${this.#postsSoFar}`;
    return port.platform.post(to, votable(key, paper), { key, purpose: 'digest' });
  }

  /** One more card, until the next reset. */
  async postCard(port: Port, channel: string, paper: string = FIRST): Promise<MessageRef> {
    const ref = await this.#put(port, { workspace: port.workspace, channel }, paper);
    const post = { port, ref, papers: [{ paper, number: 0 }] };
    await this.#make([post], Date.now() + this.#time.aheadMs, 1_000 + this.#postsSoFar);
    return ref;
  }

  async #begin(): Promise<void> {
    const now = Date.now() + this.#time.aheadMs;
    await this.store.transaction().execute(async (trx) => {
      for (const table of TABLES) await trx.deleteFrom(table).execute();
      for (const { workspace } of this.ports)
        await trx
          .updateTable('workspace')
          .set({ team: workspace, state: 'active' })
          .where('id', '=', workspace)
          .execute();
    });
    await this.#make(this.#posts, now);
  }

  /** As delivery leaves them behind. */
  async #make(posts: readonly Post[], now: number, firstId = 1): Promise<void> {
    const messages = posts.map(({ ref }) => ref.message);
    const idOf = (message: string) => firstId + messages.indexOf(message);
    const deliveries = posts.map(({ ref, under, papers: [first, second] }) => ({
      ...{ id: idOf(ref.message), after: under === undefined ? null : idOf(under.message) },
      ...{ key: ref.message, purpose: 'digest' as const, lane: 'l', workspace: ref.workspace },
      part: second === undefined ? (first?.paper ?? '') : 'overview',
      ...{ state: 'sent' as const, not_before: 0, attempts: 1, maybe_sent: 0, created_at: now },
      ...{ sent_channel: ref.channel, sent_message: ref.message, sent_at: now - 1 },
    }));
    const votables = posts.flatMap(({ ref, papers }) => papers.map((one) => ({ ...ref, ...one })));
    await this.store.transaction().execute(async (trx) => {
      await trx.insertInto('delivery').values(deliveries).execute();
      await trx.insertInto('votable').values(votables).execute();
    });
  }

  async #count(what: 'reactions' | 'places' | 'gaps', work: Promise<void>): Promise<void> {
    await work;
    this.#arrived[what] += 1;
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const since = performance.now();
    while (!isSo()) {
      if (performance.now() - since > LONGEST_WAIT_MS) throw new Error(`waited for ${what}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

interface Time {
  aheadMs: number;
  during: { readonly message: string; act(): Promise<void> } | undefined;
}

function crossed(platform: ChatPlatform, time: Time): ChatPlatform {
  async function* readReactions(...asked: Parameters<ChatPlatform['readReactions']>) {
    for await (const read of platform.readReactions(...asked)) {
      const { during } = time;
      if (during?.message === read.ref.message) {
        time.during = undefined;
        await during.act();
      }
      yield read;
    }
  }
  return { ...platform, readReactions };
}

const TABLES = [
  ...(['reaction', 'taken_back', 'button_vote', 'heal', 'gap', 'healing', 'votable'] as const),
  ...(['refresh', 'delivery', 'meaning', 'identity', 'link_code', 'forgotten', 'visit'] as const),
];
