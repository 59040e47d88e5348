import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ChatPlatform,
  type Counts,
  type Failure,
  type MessageRef,
  PlatformError,
  type Reaction,
  type ReadReactions,
} from '#chat/platform.ts';
import { Healer } from '../../../src/delivery/healer.ts';
import type { Store } from '../../../src/store/open.ts';
import { createLedger } from '../../../src/votes/ledger.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aLog, type RememberedLog } from '../papers/a-log.ts';
import { HandTime, HOUR, MINUTE } from './house.ts';

const W1 = 'fake:W1';
const W2 = 'fake:W2';
const DAY = 24 * HOUR;
const BEGIN = Date.parse('2026-03-10T12:00:00Z');

/** What it was asked, and what it shows. */
class Scripted {
  readonly asked: { readonly messages: readonly string[]; readonly isInFull: boolean }[] = [];
  readonly live = new Map<string, readonly string[]>();
  readonly gone = new Set<string>();
  /** By channel. */
  readonly closed = new Set<string>();
  /** By message or channel. */
  readonly unreadable = new Map<string, Failure>();
  /** Emoji whose people nobody knows. */
  unread: readonly string[] = [];
  /** The next reading ends so after so many messages. */
  trouble: { readonly after: number; readonly error: Error } | undefined;

  readonly platform = {
    readReactions: (refs: readonly MessageRef[], recorded: Counts | 'unsure') =>
      this.#read(refs, recorded),
  } as unknown as ChatPlatform;

  async *#read(
    refs: readonly MessageRef[],
    recorded: Counts | 'unsure',
  ): AsyncGenerator<ReadReactions> {
    const { trouble } = this;
    this.trouble = undefined;
    this.asked.push({
      messages: refs.map(({ message }) => message),
      isInFull: recorded === 'unsure',
    });
    for (const [index, ref] of refs.entries()) {
      if (trouble?.after === index) throw trouble.error;
      if (this.closed.has(ref.channel)) throw failed({ kind: 'forbidden', of: 'channel' });
      const failure = this.unreadable.get(ref.message) ?? this.unreadable.get(ref.channel);
      if (failure !== undefined) throw failed(failure);
      yield { ref, state: this.#stateOf(ref, recorded), unread: this.unread };
    }
  }

  #stateOf({ message }: MessageRef, recorded: Counts | 'unsure'): ReadReactions['state'] {
    if (this.gone.has(message)) return 'gone';
    const people = this.live.get(message) ?? [];
    const counted = recorded === 'unsure' ? -1 : (recorded.get('+1') ?? 0);
    return counted === people.length ? 'same-counts' : people.map(up);
  }

  /** How often each message was asked for. */
  timesOf(message: string): number {
    return this.asked.filter(({ messages }) => messages.includes(message)).length;
  }
}

let store: Store;
let time: HandTime;
let scripted: Scripted;
let healer: Healer;
let stop: AbortController;
let running: Promise<void>;
let log: RememberedLog;

beforeEach(async () => {
  store = await openTestStore();
  time = new HandTime(BEGIN);
  log = aLog();
  scripted = new Scripted();
  for (const id of [W1, W2]) await ensureWorkspace(store, { id, name: id, now: 1 });
  stop = new AbortController();
  running = Promise.resolve();
  healer = aHealer();
});

afterEach(async () => {
  stop.abort();
  await running;
  await store.destroy();
});

describe('a heal', () => {
  it('adds and removes what was missed, and keeps count for status', async () => {
    await post('1', '2', '3');
    await record('2', 'gone-since');
    scripted.live.set('1', ['ada', 'bo']);

    await gap();

    expect(await ups('1')).toBe(2);
    expect(await ups('2')).toBe(0);
    expect(await store.selectFrom('healing').selectAll().execute()).toEqual([
      { workspace: W1, checked_at: time.now, checked: 3, added: 2, removed: 1 },
    ]);
  });

  it('waits as long as a rate limit in its middle says, and goes on where it was', async () => {
    await post('1', '2', '3');
    for (const message of ['1', '2', '3']) scripted.live.set(message, ['ada']);
    scripted.trouble = {
      after: 1,
      error: failed({ kind: 'rate-limited', retryAfterMs: 2 * MINUTE }),
    };
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(2 * MINUTE - 1);
    const whileItWaits = scripted.asked.map(({ messages }) => messages);
    await time.pass(1_000);

    expect(whileItWaits).toEqual([['3', '2', '1']]);
    expect(scripted.asked[1]?.messages).toEqual(['2', '1']);
    expect(scripted.asked).toHaveLength(2);
    expect(await Promise.all(['1', '2', '3'].map(ups))).toEqual([1, 1, 1]);
  });

  it('resumes after a crash with what is left', async () => {
    await post('1', '2', '3');
    for (const message of ['1', '2', '3']) scripted.live.set(message, ['ada']);
    scripted.trouble = { after: 1, error: new Error('the power went') };
    await expect(gap()).rejects.toThrow('the power went');

    healer = aHealer();
    await healer.flush();

    expect(scripted.asked.map(({ messages }) => messages)).toEqual([
      ['3', '2', '1'],
      ['2', '1'],
    ]);
    expect(await Promise.all(['1', '2', '3'].map(ups))).toEqual([1, 1, 1]);
  });

  it('takes a message that is gone for no message without reactions: its votes stay', async () => {
    await post('1');
    await record('1', 'ada');
    scripted.gone.add('1');

    await gap();
    await gap();

    expect(await ups('1')).toBe(1);
    expect(scripted.timesOf('1')).toBe(1);
  });

  it('leaves the votes of an emoji whose people cannot be read, and heals the others', async () => {
    await post('1');
    await record('1', 'ada', 'party:12');
    await record('1', 'bo');
    scripted.live.set('1', ['cat']);
    scripted.unread = ['party:12'];

    await gap();

    expect(await people('1')).toEqual(['ada', 'cat']);
  });

  it('of one workspace leaves others alone', async () => {
    await post('1');
    await post({ workspace: W2, message: '2' });

    await healer.gap({ platform: 'fake', workspace: W2 });
    await healer.flush();

    expect(scripted.asked).toEqual([{ messages: ['2'], isInFull: true }]);
  });

  it('asks for each message once, those of a thread together, the newest first', async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => String(n + 10));
    for (const half of [0, 1]) {
      const thread = numbers.filter((message) => Number(message) % 2 === half);
      await post(...thread.map((message) => ({ channel: `C${half}`, message })));
    }

    await gap();
    await healer.flush();

    const [first, second] = scripted.asked.map(({ messages }) => messages);
    expect(scripted.asked).toHaveLength(2);
    expect(first?.slice(0, 3)).toEqual(['39', '37', '35']);
    expect(second?.slice(0, 3)).toEqual(['38', '36', '34']);
    expect(new Set(scripted.asked.flatMap(({ messages }) => messages)).size).toBe(30);
  });
});

describe('a gap that another process noted', () => {
  it('is healed when this one is woken next', async () => {
    await post('1');
    scripted.live.set('1', ['ada']);
    running = healer.run(stop.signal);
    await time.pass(MINUTE);
    await aHealer().gap({ platform: 'fake' });
    await time.pass(MINUTE);
    const unheard = await ups('1');

    healer.wake();
    await time.pass(1);

    expect([unheard, await ups('1')]).toEqual([0, 1]);
  });
});

describe('a channel that is closed to us', () => {
  beforeEach(async () => {
    await post('1');
    await post({ channel: 'C2', message: '2' });
    scripted.live.set('1', ['ada']);
    scripted.live.set('2', ['ada']);
    scripted.closed.add('C1');
  });

  it('delays no other, and is asked again in an hour', async () => {
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(HOUR - MINUTE);
    const [first, second] = [scripted.timesOf('1'), await ups('2')];
    scripted.closed.clear();
    await time.pass(2 * MINUTE);

    expect([first, second]).toEqual([1, 1]);
    expect(await ups('1')).toBe(1);
  });

  it('is read again when access is back, though it was read before', async () => {
    scripted.closed.clear();
    await gap();
    scripted.live.set('1', []);
    await time.jump(MINUTE);

    await healer.gapIn({ workspace: W1, channel: 'C1' });
    await healer.flush();

    expect(scripted.asked.at(-1)).toEqual({ messages: ['1'], isInFull: true });
    expect(await ups('1')).toBe(0);
  });

  it('is read in full when it opens and nobody tells: two people may have swapped', async () => {
    scripted.closed.clear();
    await gap();
    scripted.closed.add('C1');
    await time.jump(7 * HOUR);
    await healer.flush();
    scripted.live.set('1', ['bo']);
    scripted.closed.clear();
    await time.jump(2 * HOUR);

    await healer.flush();

    expect(await people('1')).toEqual(['bo']);
  });

  it('is read at once, in full, and alone when access is back', async () => {
    await gap();
    scripted.closed.clear();
    const before = scripted.asked.length;

    await healer.gapIn({ workspace: W1, channel: 'C1' });
    await healer.flush();

    expect(scripted.asked.slice(before)).toEqual([{ messages: ['1'], isInFull: true }]);
    expect(await ups('1')).toBe(1);
  });
});

describe('a platform that does not answer', () => {
  it('is asked ever more rarely, and another workspace does not wait for it', async () => {
    await post('1');
    const times: number[] = [];
    const silent = {
      // biome-ignore lint/correctness/useYield: it never comes so far
      readReactions: async function* (): AsyncGenerator<ReadReactions> {
        times.push(time.now - BEGIN);
        throw failed({ kind: 'unavailable' });
      },
    } as unknown as ChatPlatform;
    await post({ workspace: W2, message: '2' });
    scripted.live.set('2', ['ada']);
    healer = aHealer((workspace) => (workspace === W1 ? silent : scripted.platform));
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(2 * MINUTE);

    expect(times).toEqual([0, 10_000, 30_000, 70_000]);
    expect(await ups('2')).toBe(1);
  });
});

describe.each<Failure>([
  { kind: 'rejected' },
  { kind: 'unavailable' },
  { kind: 'unauthorized', of: 'installation' },
])('what cannot be read, as the platform says $kind,', (failure) => {
  it('keeps no other message of its thread from being read, nor another channel', async () => {
    await post({ channel: 'C2', message: '1' });
    await post('2', '3', '4');
    for (const message of ['1', '2', '3', '4']) scripted.live.set(message, ['ada']);
    scripted.unreadable.set('4', failure);
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(1);
    const atOnce = await Promise.all(['1', '2', '3', '4'].map(ups));
    await time.pass(DAY);
    const tries = scripted.timesOf('4');
    scripted.unreadable.clear();
    await time.pass(2 * HOUR);

    expect(atOnce).toEqual([1, 1, 1, 0]);
    expect(tries).toBeGreaterThan(20);
    expect(tries).toBeLessThan(50);
    expect(
      log.lines.filter(({ sentence }) => sentence === 'reactions cannot be read'),
    ).toHaveLength(1);
    expect(await ups('4')).toBe(1);
  });

  it('of a whole channel delays no other channel', async () => {
    await post({ channel: 'C2', message: '1' });
    await post('2', '3', '4', '5', '6');
    for (const message of ['1', '6']) scripted.live.set(message, ['ada']);
    scripted.unreadable.set('C1', failure);
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(1);
    const [first, asked] = [await ups('1'), scripted.asked.length];
    await time.pass(HOUR);
    const inAnHour = scripted.asked.length;
    scripted.unreadable.clear();
    await time.pass(HOUR);

    expect(first).toBe(1);
    expect(asked).toBeLessThan(5);
    expect(inAnHour).toBeLessThan(60);
    expect(await ups('6')).toBe(1);
  });

  it('in several channels rests the workspace, and then what was not tried yet goes first', async () => {
    const channels = Array.from({ length: 12 }, (_, n) => ({
      channel: `C${n + 1}`,
      message: String(n + 1),
    }));
    for (const one of channels) await post(one);
    for (const { message } of channels) scripted.live.set(message, ['ada']);
    for (const message of ['12', '11', '10']) scripted.unreadable.set(message, failure);
    running = healer.run(stop.signal);

    await healer.gap({ platform: 'fake' });
    await time.pass(1);
    const asked = scripted.asked.length;
    await time.pass(MINUTE);

    expect(asked).toBe(2);
    expect(await Promise.all(['1', '5', '9', '10'].map(ups))).toEqual([1, 1, 1, 0]);
  });
});

describe('the slow timer', () => {
  it('compares counts first, where nobody reports a gap', async () => {
    await post('1');
    await record('1', 'ada');
    scripted.live.set('1', ['ada']);
    running = healer.run(stop.signal);

    await time.pass(6 * HOUR - MINUTE);
    const early = scripted.asked.length;
    await time.pass(MINUTE + 11 * MINUTE);
    scripted.live.set('1', ['ada', 'bo']);
    await time.pass(6 * HOUR + 11 * MINUTE);

    expect(early).toBe(0);
    expect(scripted.asked.map(({ isInFull }) => isInFull)).toEqual([false, false]);
    expect(await ups('1')).toBe(2);
  });

  it('reads every message in full once before it leaves the 14 days, which finds two who swapped', async () => {
    await post('1');
    await record('1', 'ada');
    scripted.live.set('1', ['bo']);
    running = healer.run(stop.signal);

    await time.pass(13 * DAY - HOUR);
    const hidden = await people('1');
    await time.pass(2 * HOUR);
    const found = await people('1');
    await time.pass(3 * DAY);

    expect(hidden).toEqual(['ada']);
    expect(found).toEqual(['bo']);
    expect(scripted.asked.filter(({ isInFull }) => isInFull)).toHaveLength(1);
    expect(scripted.asked.length).toBeLessThanOrEqual(4 * 14);
    expect(scripted.asked.length).toBeGreaterThan(4 * 12);
  });

  it('leaves a message alone after 14 days', async () => {
    await post('1');
    await time.jump(14 * DAY);

    await gap();

    expect(scripted.asked).toEqual([]);
  });
});

function aHealer(
  platformOf: (workspace: string) => ChatPlatform = () => scripted.platform,
): Healer {
  const { clock, wait } = time;
  return new Healer({
    ...{ store, clock, wait, platformOf, log, touch: async () => {} },
    ledger: createLedger({ store, clock }),
  });
}

async function gap(): Promise<void> {
  await time.jump(1_000);
  await healer.gap({ platform: 'fake' });
  await healer.flush();
}

type Where = Partial<MessageRef> & { readonly message: string };

/** Messages of one thread, each of a paper of its own, a later one a second younger. */
async function post(...all: readonly (string | Where)[]): Promise<void> {
  let after: number | null = null;
  for (const one of all) {
    const given = typeof one === 'string' ? { message: one } : one;
    const ref = { workspace: W1, channel: 'C1', ...given };
    const row = await store
      .insertInto('delivery')
      .values({
        after,
        ...{ key: `k${ref.message}`, purpose: 'digest', lane: 'l', workspace: ref.workspace },
        ...{ part: paperOf(ref.message), state: 'sent', not_before: 0, attempts: 1, maybe_sent: 0 },
        ...{ sent_channel: ref.channel, sent_message: ref.message, created_at: 1 },
        sent_at: BEGIN - 60_000 + Number(ref.message),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    after ??= row.id;
    await store
      .insertInto('votable')
      .values({ ...ref, number: 0, paper: paperOf(ref.message) })
      .execute();
  }
}

/** A reaction that an event told of, long ago. */
async function record(message: string, person: string, emoji = '+1'): Promise<void> {
  const row = { workspace: W1, channel: 'C1', message, person, emoji, burst: 0 };
  await store
    .insertInto('reaction')
    .values({ ...row, at: 1 })
    .execute();
}

async function people(message: string): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('reaction')
    .select('person')
    .where('message', '=', message)
    .execute();
  return rows.map(({ person }) => person);
}

async function ups(message: string): Promise<number | undefined> {
  const paper = paperOf(message);
  const workspace = (
    await store
      .selectFrom('votable')
      .select('workspace')
      .where('paper', '=', paper)
      .executeTakeFirstOrThrow()
  ).workspace;
  return (await createTallies(store).of(workspace, [paper])).get(paper)?.up;
}

const paperOf = (message: string) => `2603.${message.padStart(5, '0')}`;

function up(person: string): Reaction {
  return { person, emoji: '+1', isBurst: false };
}

function failed(failure: Failure): PlatformError {
  return new PlatformError(`the platform says ${failure.kind}`, failure);
}
