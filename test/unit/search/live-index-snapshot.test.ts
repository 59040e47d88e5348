import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/papers/archive.ts';
import { KEPT_VERSION } from '../../../src/search/kept-index.ts';
import { FORMAT_VERSION } from '../../../src/search/search-index.ts';
import { readSnapshot, writeSnapshot } from '../../../src/search/snapshot.ts';
import { TITLE_WEIGHT } from '../../../src/search/weights.ts';
import type { Store } from '../../../src/store/open.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { idsOf, Room } from './live-index-room.ts';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room[Symbol.asyncDispose]());

describe('the snapshot beside the database', () => {
  /** Reads the archive, and keeps what it has read. */
  async function runOnce(of: Store = room.store): Promise<void> {
    const process = room.process({ store: of });
    await process.settled();
    await process.end();
  }

  /** What the next process says, above all how many papers it had to read from the archive. */
  async function nextStart() {
    const { live, log, settled, end } = room.process();
    await settled();
    const ready = log.lines.find(({ sentence }) => sentence === 'search index ready');
    await end();
    return { facts: ready?.facts, log: log.lines, live };
  }

  it('spares the next start the archive', async () => {
    await room.saveTen();
    await runOnce();

    const { facts, live } = await nextStart();

    expect(facts).toMatchObject({ read: 0 });
    expect(live.status().papers).toBe(10);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it('that is behind is caught up with', async () => {
    await room.saveTen();
    await runOnce();
    await room.save('2603.00004', 'newts');

    const { facts, live } = await nextStart();

    expect(facts).toMatchObject({ read: 1 });
    expect(idsOf(live, 'eels')).toEqual([]);
    expect(idsOf(live, 'newts')).toEqual(['2603.00004']);
  });

  it('is written while the process runs, not only at its end', async () => {
    await room.saveTen();
    const { settled } = room.process();

    await settled();

    expect((await stat(room.snapshot)).size).toBeGreaterThan(100);
  });

  it('is written of an index that stands still', async () => {
    const isWriting = () => readdirSync(room.folder).some((name) => name.endsWith('.draft'));
    await room.saveTen();
    const { live, end } = room.process();
    while (!isWriting()) await breath();
    await room.save('2603.00004', 'newts');

    await live.catchUp();

    expect(isWriting()).toBe(false);
    expect(idsOf(live, 'newts')).toEqual(['2603.00004']);
    await end();
  });

  it('is written once more at the end', async () => {
    await room.saveTen();
    const { settled, look, end } = room.process();
    await settled();
    await room.save('2603.00077', 'mules');
    await look();
    await end();

    const { facts } = await nextStart();

    expect(facts).toMatchObject({ papers: 11, read: 0 });
  });

  it('is left by a tool as well, which only asked', async () => {
    await room.saveTen();
    const { live } = room.tool({ snapshotPath: room.snapshot, worthSaving: 1 });
    await live.catchUp();
    await live.stop();

    const { facts } = await nextStart();

    expect(facts).toMatchObject({ papers: 10, read: 0 });
  });

  it('is not written for a few changes', async () => {
    await room.saveTen();
    const process = room.process({ worthSaving: 11 });
    await process.settled();
    await process.end();

    expect(existsSync(room.snapshot)).toBe(false);
  });

  const DAMAGES: Readonly<Record<string, (file: string) => Promise<void>>> = {
    'the checksum is another': async (file) => {
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
      await room.saveTen();
      await runOnce();
      await damage(room.snapshot);

      const { facts, log, live } = await nextStart();
      const next = await nextStart();

      expect(log[0]).toEqual({
        facts: { path: room.snapshot, reason },
        sentence: 'search snapshot of no use, reading the archive',
      });
      expect(log).toHaveLength(2);
      expect(facts).toMatchObject({ read: 10 });
      expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
      expect(next.facts).toMatchObject({ read: 0 });
    },
  );

  it('of another version is not believed, and is gone', async () => {
    await room.saveTen();
    await runOnce();
    const kept = await readSnapshot(room.snapshot);
    if (kept === undefined) throw new Error('no snapshot');
    await writeSnapshot(room.snapshot, { ...kept, version: '9999/4' }, [kept.bytes]);

    const { log, settled } = room.process({ worthSaving: 99 });
    await settled();

    expect(log.lines[0]?.facts).toMatchObject({ reason: 'it is of version 9999/4' });
    expect(existsSync(room.snapshot)).toBe(false);
  });

  it('of another database is not believed', async () => {
    await using other = await openTestStore(join(room.folder, 'other.db'));
    await createArchive(other).save(aPaper('2603.00077', { title: 'Mules' }), 1);
    await runOnce(other);
    await room.saveTen();

    const { log, live } = await nextStart();

    expect(log[0]?.facts).toMatchObject({ reason: 'its database does not know it' });
    expect(idsOf(live, 'mules')).toEqual([]);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it.skipIf(isOnServer()).each([
    ['at once', 0],
    ['after the database has come further than it was', 3],
  ])('of a database that was put back is not believed, %s', async (_, newer) => {
    await room.saveTen();
    await runOnce();
    await sql`vacuum into ${join(room.folder, 'backup.db')}`.execute(room.store);
    await room.save('2603.00077', 'mules');
    await runOnce();
    await room.store.destroy();
    for (const end of ['-wal', '-shm']) await rm(`${room.path}${end}`, { force: true });
    await copyFile(join(room.folder, 'backup.db'), room.path);
    await room.reopen();
    for (let n = 0; n < newer; n++) await room.save(`2603.0008${n}`, `newts ${n}`);

    const { log, live } = await nextStart();

    expect(log[0]?.facts).toMatchObject({ reason: 'its database does not know it' });
    expect(idsOf(live, 'mules')).toEqual([]);
    expect(idsOf(live, 'newts')).toHaveLength(newer);
    expect(live.status().papers).toBe(10 + newer);
  });

  it('that cannot be written is missed by nobody', async () => {
    await room.saveTen();

    const { live, sentences, settled } = room.process({
      snapshotPath: join(room.folder, 'no', 'such.search'),
    });
    await settled();

    expect(sentences()).toEqual(['search index ready', 'search snapshot not written']);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it('that another process writes while this one looks is not ahead of its database', async () => {
    await room.saveTen();
    await runOnce();
    let looks = 0;
    const slow = room.store.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const [row] = result.rows;
        if (row === undefined || !('papers' in row)) return result;
        await room.save(`2603.0007${looks++}`, 'mules');
        await runOnce();
        return result;
      },
    });

    const { log, settled } = room.process({ store: slow });
    await settled();

    expect(log.lines.map(({ sentence }) => sentence)).toEqual(['search index ready']);
    expect(log.lines[0]?.facts).toMatchObject({ papers: 10 + looks, read: looks - 1 });
    expect(looks).toBeGreaterThan(0);
    expect(existsSync(room.snapshot)).toBe(true);
  });

  it('that only cannot be read just now stays where it is', async () => {
    await mkdir(room.snapshot);
    await writeFile(join(room.snapshot, 'kept'), '');
    await room.saveTen();

    const { live, settled, look, sentences, end } = room.process();
    await settled();
    await room.save('2603.00077', 'mules');
    await look();
    await end();

    expect(sentences()).toEqual([
      'search snapshot cannot be read, reading the archive',
      'search index ready',
      'search snapshot not written',
    ]);
    expect(idsOf(live, 'mules')).toEqual(['2603.00077']);
    expect(readdirSync(room.snapshot)).toEqual(['kept']);
    expect(readdirSync(room.folder).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  it('of another version is left alone by a tool', async () => {
    await room.saveTen();
    await runOnce();
    const kept = await readSnapshot(room.snapshot);
    if (kept === undefined) throw new Error('no snapshot');
    await writeSnapshot(room.snapshot, { ...kept, version: '9999/4' }, [kept.bytes]);

    const { live } = room.tool({ snapshotPath: room.snapshot, worthSaving: 1 });
    await live.catchUp();
    await live.stop();

    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
    expect(await readSnapshot(room.snapshot)).toMatchObject({ version: '9999/4' });
  });

  it('of an index in which titles count otherwise is not believed', () => {
    expect(KEPT_VERSION).toBe(`${FORMAT_VERSION}/${TITLE_WEIGHT}`);
  });
});
