import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Wait } from '../../../src/clock.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import {
  createLiveIndex,
  type LiveIndex,
  type LiveIndexDeps,
} from '../../../src/search/live-index.ts';
import { readSnapshot, writeSnapshot } from '../../../src/search/snapshot.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { aLog } from '../papers/a-log.ts';

let folder: string;
let path: string;
let store: Store;
let opened: AsyncDisposableStack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-'));
  path = join(folder, 'paperboy.db');
  opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true }));
  store = opened.use(await openStore(`file:${path}`, 500));
});
afterEach(() => opened.disposeAsync());

const save = (id: string, title: string) => createArchive(store).save(aPaper(id, { title }), 1);
const idsOf = ({ index }: LiveIndex, words: string) =>
  index.find({ words, isLiteral: true }, { limit: 10, offset: 0 }).hits.map(({ id }) => id);

/** Ten papers, whose titles tell them apart. */
async function saveTen(): Promise<void> {
  const titles = 'ants bees cats dogs eels frogs goats hens ibis jays'.split(' ');
  for (const [n, title] of titles.entries()) await save(`2603.0000${n}`, title);
}

/** A process that looks again whenever it is told to. */
function aProcess(given: Partial<LiveIndexDeps> = {}) {
  const log = aLog();
  const looks: (() => void)[] = [];
  let waits = Promise.withResolvers<void>();
  const wait: Wait = (_, signal) => {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) reject(new Error('aborted'));
      looks.push(resolve);
      waits.resolve();
      signal?.addEventListener('abort', reject, { once: true });
    });
  };
  const live = createLiveIndex({
    ...{ store, log, wait, clock: () => 0, snapshotPath: `${path}.search` },
    ...{ slice: 4, worthSaving: 1, ...given },
  });
  const ending = new AbortController();
  const running = live.run(ending.signal);
  const process = {
    live,
    log,
    sentences: () => log.lines.map(({ sentence }) => sentence),
    /** Resolves when it has done all there is to do. */
    settled: () => waits.promise,
    look: () => {
      waits = Promise.withResolvers<void>();
      for (const wake of looks.splice(0)) wake();
      return waits.promise;
    },
    end: async () => {
      ending.abort();
      await running;
    },
  };
  opened.defer(process.end);
  return process;
}

describe('the index of a process', () => {
  it('holds the archive once it was read, and says so', async () => {
    await saveTen();

    const { live, settled, log } = aProcess();
    const before = live.status();
    await settled();

    expect(before).toEqual({ isWhole: false, papers: 0, of: 0 });
    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 10 });
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
    expect(log.lines).toEqual([
      { facts: { papers: 10, read: 10, ms: expect.any(Number) }, sentence: 'search index ready' },
    ]);
  });

  it('answers from what is there while it reads for the first time, and says how far it is', async () => {
    await saveTen();
    const wait: Wait = (ms) => (ms === 0 ? Promise.resolve() : new Promise(() => {}));
    const live = createLiveIndex({ store, log: aLog(), clock: () => 0, wait, slice: 4 });
    opened.defer(live.stop.bind(live));
    void live.run(new AbortController().signal);

    for (let turn = 0; turn < 1_000 && live.status().papers === 0; turn++) await live.catchUp(0);
    const status = live.status();
    const ids = idsOf(live, 'ants');
    await live.catchUp();

    expect(status).toMatchObject({ isWhole: false, of: 10 });
    expect(status.papers).toBeLessThan(10);
    expect(ids).toEqual(['2603.00000']);
    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 10 });
  });

  it('stays where it is when it is stopped in the middle of its first reading', async () => {
    await saveTen();
    const live = createLiveIndex({
      ...{ store, log: aLog(), clock: () => 0 },
      wait: async () => {},
      slice: 1,
    });
    const reading = live.catchUp();
    while (live.status().papers === 0) await Promise.resolve();

    await live.stop();
    await reading;

    expect(live.status()).toMatchObject({ isWhole: false, of: 10 });
    expect(live.status().papers).toBeLessThan(10);
  });

  it('is whole for a tool, in which nothing runs, before it is asked', async () => {
    await saveTen();
    const live = createLiveIndex({
      store,
      log: aLog(),
      clock: () => 0,
      wait: async () => {},
      slice: 1,
    });

    await live.catchUp(0);

    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 10 });
  });

  it('finds what another process has changed at its next look', async () => {
    await saveTen();
    const { live, settled, look } = aProcess({
      store: opened.use(await openStore(`file:${path}`, 500)),
    });
    await settled();
    await save('2603.00001', 'wasps');
    await save('2603.00099', 'yaks');

    await look();

    expect(idsOf(live, 'bees')).toEqual([]);
    expect(idsOf(live, 'wasps')).toEqual(['2603.00001']);
    expect(idsOf(live, 'yaks')).toEqual(['2603.00099']);
  });

  it('holds what was committed before it was asked to catch up, at whatever moment of a reading', async () => {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    using other = new DatabaseSync(path, { timeout: 500 });
    const rename = other.prepare('update paper set title = ?');
    await save('2603.00001', 'bees');
    const { live, settled } = aProcess();
    await settled();

    for (let moment = 0; moment < 100; moment++) {
      const reading = live.catchUp();
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      const title = `${'abcdefghij'[moment % 10]}${'klmnopqrst'[Math.floor(moment / 10)]}xx`;
      rename.run(title);
      await live.catchUp();
      expect(idsOf(live, title)).toEqual(['2603.00001']);
      await reading;
    }
  });

  it('says once that the archive cannot be read, and goes on when it can', async () => {
    const { live, settled, look, sentences } = aProcess();
    await settled();
    await sql`alter table paper rename to hidden`.execute(store);
    await look();
    await look();
    const during = sentences();

    await sql`alter table hidden rename to paper`.execute(store);
    await save('2603.00001', 'bees');
    await look();

    expect(during).toEqual(['search index ready', 'search index stands still']);
    expect(sentences().at(-1)).toBe('search index follows the archive again');
    expect(idsOf(live, 'bees')).toEqual(['2603.00001']);
  });

  it('reads nothing any more once it was stopped, however often that is', async () => {
    const { live, settled } = aProcess();
    await settled();

    await Promise.all([live.stop(), live.stop()]);
    await saveTen();
    await live.catchUp();

    expect(live.status().papers).toBe(0);
  });
});

describe('the snapshot beside the database', () => {
  /** Reads the archive, and keeps what it has read. */
  async function runOnce(of: Store = store): Promise<void> {
    const process = aProcess({ store: of });
    await process.settled();
    await process.end();
  }

  /** What the next process says, above all how many papers it had to read from the archive. */
  async function nextStart() {
    const { live, log, settled, end } = aProcess();
    await settled();
    const ready = log.lines.find(({ sentence }) => sentence === 'search index ready');
    await end();
    return { facts: ready?.facts, log: log.lines, live };
  }

  it('spares the next start the archive', async () => {
    await saveTen();
    await runOnce();

    const { facts, live } = await nextStart();

    expect(facts).toMatchObject({ read: 0 });
    expect(live.status().papers).toBe(10);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it('that is behind is caught up with', async () => {
    await saveTen();
    await runOnce();
    await save('2603.00004', 'newts');

    const { facts, live } = await nextStart();

    expect(facts).toMatchObject({ read: 1 });
    expect(idsOf(live, 'eels')).toEqual([]);
    expect(idsOf(live, 'newts')).toEqual(['2603.00004']);
  });

  it('is written while the process runs, not only at its end', async () => {
    await saveTen();
    const { settled } = aProcess();

    await settled();

    expect((await stat(`${path}.search`)).size).toBeGreaterThan(100);
  });

  it('is written of an index that stands still', async () => {
    const isWriting = () => readdirSync(folder).some((name) => name.endsWith('.draft'));
    await saveTen();
    const { live, end } = aProcess();
    while (!isWriting()) await breath();
    await save('2603.00004', 'newts');

    await live.catchUp();

    expect(isWriting()).toBe(false);
    expect(idsOf(live, 'newts')).toEqual(['2603.00004']);
    await end();
  });

  it('is written once more at the end', async () => {
    await saveTen();
    const { settled, look, end } = aProcess();
    await settled();
    await save('2603.00077', 'mules');
    await look();
    await end();

    const { facts } = await nextStart();

    expect(facts).toMatchObject({ papers: 11, read: 0 });
  });

  it('is left by a tool as well, which only asked', async () => {
    await saveTen();
    const tool = createLiveIndex({
      ...{ store, log: aLog(), clock: () => 0, wait: async () => {} },
      ...{ snapshotPath: `${path}.search`, worthSaving: 1 },
    });
    await tool.catchUp();
    await tool.stop();

    const { facts } = await nextStart();

    expect(facts).toMatchObject({ papers: 10, read: 0 });
  });

  it('is not written for a few changes', async () => {
    await saveTen();
    const process = aProcess({ worthSaving: 11 });
    await process.settled();
    await process.end();

    expect(existsSync(`${path}.search`)).toBe(false);
  });

  const DAMAGES: Readonly<Record<string, (file: string) => Promise<void>>> = {
    'it is damaged': async (file) => {
      const bytes = await readFile(file);
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      await writeFile(file, bytes);
    },
    'it is cut or too long': async (file) => {
      await writeFile(file, (await readFile(file)).subarray(0, 200));
    },
    'it is no snapshot': (file) => writeFile(file, ''),
  };

  it.each(Object.entries(DAMAGES))(
    'of which %s is thrown away with one line',
    async (reason, damage) => {
      await saveTen();
      await runOnce();
      await damage(`${path}.search`);

      const { facts, log, live } = await nextStart();
      const next = await nextStart();

      expect(log[0]).toEqual({
        facts: { path: `${path}.search`, reason },
        sentence: 'search snapshot of no use, reading the archive',
      });
      expect(log).toHaveLength(2);
      expect(facts).toMatchObject({ read: 10 });
      expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
      expect(next.facts).toMatchObject({ read: 0 });
    },
  );

  it('of another version is not believed, and is gone', async () => {
    await saveTen();
    await runOnce();
    const kept = await readSnapshot(`${path}.search`);
    if (kept === undefined) throw new Error('no snapshot');
    await writeSnapshot(`${path}.search`, { ...kept, version: 9_999 }, [kept.bytes]);

    const { log, settled } = aProcess({ worthSaving: 99 });
    await settled();

    expect(log.lines[0]?.facts).toMatchObject({ reason: 'it is of version 9999' });
    expect(existsSync(`${path}.search`)).toBe(false);
  });

  it('of another database is not believed', async () => {
    await using other = await openStore(`file:${join(folder, 'other.db')}`, 500);
    await createArchive(other).save(aPaper('2603.00077', { title: 'Mules' }), 1);
    await runOnce(other);
    await saveTen();

    const { log, live } = await nextStart();

    expect(log[0]?.facts).toMatchObject({ reason: 'it is of another database' });
    expect(idsOf(live, 'mules')).toEqual([]);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it('that knows more than its database, which was put back, is not believed', async () => {
    await saveTen();
    await runOnce();
    await sql`vacuum into ${join(folder, 'backup.db')}`.execute(store);
    await save('2603.00077', 'mules');
    await runOnce();
    await store.destroy();
    for (const end of ['-wal', '-shm']) await rm(`${path}${end}`, { force: true });
    await copyFile(join(folder, 'backup.db'), path);
    store = opened.use(await openStore(`file:${path}`, 500));

    const { log, live } = await nextStart();

    expect(log[0]?.facts).toMatchObject({ reason: 'it is ahead of its database' });
    expect(idsOf(live, 'mules')).toEqual([]);
    expect(live.status().papers).toBe(10);
  });

  it('that cannot be written is missed by nobody', async () => {
    await saveTen();

    const { live, sentences, settled } = aProcess({
      snapshotPath: join(folder, 'no', 'such.search'),
    });
    await settled();

    expect(sentences()).toEqual(['search index ready', 'search snapshot not written']);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });
});
