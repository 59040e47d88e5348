import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Wait } from '../../../src/clock.ts';
import { isOnServer } from '../../fakes/store/index.ts';
import { idsOf, Room } from './live-index-room.ts';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room[Symbol.asyncDispose]());

/** The shortest time in which something may happen: a file answers at once, a server does not. */
const moment = (): Promise<void> => (isOnServer() ? breath() : Promise.resolve());

describe('the index of a process', () => {
  it('holds the archive once it was read, and says so', async () => {
    await room.saveTen();

    const { live, settled, log } = room.process();
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
    await room.saveTen();
    const ending = new AbortController();
    const wait: Wait = (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) reject(new Error('aborted'));
        if (ms === 0) resolve();
        signal?.addEventListener('abort', reject, { once: true });
      });
    const { live } = room.tool({ wait, slice: 4 });
    const running = live.run(ending.signal);

    for (let turn = 0; turn < 1_000 && live.status().papers === 0; turn++) {
      await live.catchUp(0);
      await moment();
    }
    const status = live.status();
    const ids = idsOf(live, 'ants');
    await live.catchUp();
    ending.abort();
    await running;

    expect(status).toMatchObject({ isWhole: false, of: 10 });
    expect(status.papers).toBeLessThan(10);
    expect(ids).toEqual(['2603.00000']);
    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 10 });
  });

  it('stays where it is when it is stopped in the middle of its first reading', async () => {
    await room.saveTen();
    const { live } = room.tool({ slice: 1 });
    const reading = live.catchUp();
    while (live.status().papers === 0) await moment();

    await live.stop();
    await reading;

    expect(live.status()).toMatchObject({ isWhole: false, of: 10 });
    expect(live.status().papers).toBeLessThan(10);
  });

  it('is whole for a tool, in which nothing runs, before it is asked', async () => {
    await room.saveTen();
    const { live } = room.tool({ slice: 1 });

    await live.catchUp(0);

    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 10 });
  });

  it('finds what another process has changed at its next look', async () => {
    await room.saveTen();
    const { live, settled, look } = room.process({
      store: await room.another(),
    });
    await settled();
    await room.save('2603.00001', 'wasps');
    await room.save('2603.00099', 'yaks');

    await look();

    expect(idsOf(live, 'bees')).toEqual([]);
    expect(idsOf(live, 'wasps')).toEqual(['2603.00001']);
    expect(idsOf(live, 'yaks')).toEqual(['2603.00099']);
  });

  // A file can be written to between two turns of one thread; a server answers when it likes.
  it.skipIf(isOnServer())(
    'holds what was committed before it was asked to catch up, at whatever moment of a reading',
    async () => {
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      using other = new DatabaseSync(room.path, { timeout: 500 });
      const rename = other.prepare('update paper set title = ?');
      await room.save('2603.00001', 'bees');
      const { live, settled } = room.process();
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
    },
  );

  it('says once that the archive cannot be read, and goes on when it can', async () => {
    const { live, settled, look, sentences } = room.process();
    await settled();
    await sql`alter table paper rename to hidden`.execute(room.store);
    await look();
    await look();
    const during = sentences();

    await sql`alter table hidden rename to paper`.execute(room.store);
    await room.save('2603.00001', 'bees');
    await look();

    expect(during).toEqual(['search index ready', 'search index stands still']);
    expect(sentences().at(-1)).toBe('search index follows the archive again');
    expect(idsOf(live, 'bees')).toEqual(['2603.00001']);
  });

  it('reads nothing any more once it was stopped, however often that is', async () => {
    const { live, settled } = room.process();
    await settled();

    await Promise.all([live.stop(), live.stop()]);
    await room.saveTen();
    await live.catchUp();

    expect(live.status().papers).toBe(0);
  });

  it('says since when the archive cannot be read, for status and health', async () => {
    const { live, settled, look } = room.process({ clock: () => 7_000 });
    await settled();
    const before = live.status();
    await sql`alter table paper rename to hidden`.execute(room.store);
    await look();
    const during = live.status();
    await sql`alter table hidden rename to paper`.execute(room.store);
    await look();

    expect(before.failingSince).toBeUndefined();
    expect(during.failingSince).toBe(7_000);
    expect(live.status().failingSince).toBeUndefined();
  });

  it('leaves out a paper that cannot be read, says which, and goes on with the others', async () => {
    await room.saveTen();
    await sql`update paper set authors = '"Ada"' where id = '2603.00004'`.execute(room.store);
    await room.save('2603.00077', 'mules');

    const { live, settled, look, log } = room.process();
    await settled();
    await look();

    expect(idsOf(live, 'mules')).toEqual(['2603.00077']);
    expect(live.status()).toEqual({ isWhole: true, papers: 10, of: 11 });
    const left = log.lines.filter(
      ({ sentence }) => sentence === 'paper left out of the search index',
    );
    expect(left.map(({ facts }) => facts)).toEqual([
      { paper: '2603.00004', error: expect.any(String) },
    ]);
  });

  it('forgets a paper that cannot be read any more, and finds it again when it can', async () => {
    await room.saveTen();
    const { live, settled, look } = room.process();
    await settled();
    await sql`update paper set authors = '{' where id = '2603.00004'`.execute(room.store);
    await look();
    const during = idsOf(live, 'eels');

    await room.save('2603.00004', 'eels');
    await look();

    expect(during).toEqual([]);
    expect(idsOf(live, 'eels')).toEqual(['2603.00004']);
  });

  it('asks nothing of a store that is closed by now', async () => {
    const store = await room.another();
    const { live } = room.tool({ store });
    await live.stop();
    await store.destroy();

    await expect(live.catchUp()).resolves.toBeUndefined();
  });

  it('is built anew when much of it is gone, and answers all the while', async () => {
    await room.saveTen();
    const { live, settled, look } = room.process();
    await settled();
    for (const [n, title] of ['wasps', 'yaks', 'zebus'].entries()) {
      await room.save(`2603.0000${n}`, title);
    }

    await look();
    const { gone } = live.index;
    const answers: (readonly string[])[] = [];
    while (live.index.gone > 0) {
      answers.push(idsOf(live, 'yaks'));
      await breath();
    }

    expect(gone).toBe(3);
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers.flat())).toEqual(new Set(['2603.00001']));
    expect(live.index.size).toBe(10);
    expect(idsOf(live, 'zebus')).toEqual(['2603.00002']);
    await room.save('2603.00009', 'gnus');
    await look();
    expect(idsOf(live, 'gnus')).toEqual(['2603.00009']);
  });

  it('is not built anew once it was stopped', async () => {
    await room.saveTen();
    const { live, settled, look, end } = room.process({ slice: 1 });
    await settled();
    for (const n of [0, 1, 2]) await room.save(`2603.0000${n}`, 'wasps');

    await look();
    await end();

    expect(live.index.gone).toBe(3);
    expect(live.index.size).toBe(10);
  });
});
