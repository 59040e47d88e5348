import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/open.ts';
import { ensureTallied, forgetTallies } from '../../../src/votes/kept-tallies.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { toggleSaved } from '../../../src/votes/saved.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';

const HERE = 'slack:T1';
const PAPERS = ['2603.00001', '2603.00002', '2603.00003'];
const PEOPLE = Array.from({ length: 12 }, (_, n) => `slack:T1/U${n}`);

let store: Store;
let ledger: Ledger;
beforeEach(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: () => 1_000 });
  await ensureWorkspace(store, { id: HERE, name: 'Here', now: 1 });
});
afterEach(() => store.destroy());

describe('votes that come side by side', () => {
  it('are all in the tally, though it is counted while they come', async () => {
    const voting = PEOPLE.flatMap((person) =>
      PAPERS.map((paper) => ledger.press({ workspace: HERE, paper, person })),
    );
    let isOver = false;
    const counting = (async () => {
      while (!isOver) await ensureTallied(store);
    })();
    await Promise.all(voting);
    isOver = true;
    await counting;
    await ensureTallied(store);

    const kept = await store.selectFrom('tally').select(['paper', 'up']).orderBy('paper').execute();
    expect(kept.map((row) => ({ ...row }))).toEqual(PAPERS.map((paper) => ({ paper, up: 12 })));
  });

  it('are counted also when they are stored while their paper is being counted', async () => {
    const [paper = ''] = PAPERS;
    await ledger.press({ workspace: HERE, paper, person: PEOPLE[0] ?? '' });
    const [written, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const voting = store.transaction().execute(async (trx) => {
      const vote = { workspace: HERE, paper, person: PEOPLE[1] ?? '', at: 1 };
      await trx.insertInto('button_vote').values(vote).execute();
      written.resolve();
      await stored.promise;
    });
    await written.promise;

    const counting = ensureTallied(store);
    // Where it does not wait for the vote, it has time to end.
    for (let n = 0; isOnServer() && n < 50; n++) await sql`select 1`.execute(store);
    stored.resolve();
    await Promise.all([voting, counting]);
    await ensureTallied(store);

    const kept = await store.selectFrom('tally').select('up').execute();
    expect(kept.map(({ up }) => up)).toEqual([2]);
  });

  it('on a message that is just coming are in the tally, whichever was first', async () => {
    const refs = Array.from({ length: 30 }, (_, n) => ({
      workspace: HERE,
      channel: 'C1',
      message: `m${n}`,
    }));
    const reaction = { person: PEOPLE[0] ?? '', emoji: '+1', burst: 0, at: 1 };

    await Promise.all(
      refs.flatMap((ref, n) => [
        store
          .insertInto('reaction')
          .values({ ...ref, ...reaction })
          .execute(),
        store
          .insertInto('votable')
          .values({ ...ref, number: 0, paper: `2604.${n}` })
          .execute(),
      ]),
    );
    await ensureTallied(store);
    const kept = await store.selectFrom('tally').selectAll().execute();

    await store.transaction().execute(forgetTallies);
    await ensureTallied(store);
    expect(kept).toHaveLength(30);
    expect(await store.selectFrom('tally').selectAll().execute()).toHaveLength(30);
  });

  it('that go as fast as they came are gone', async () => {
    const ref = { workspace: HERE, channel: 'C1', message: 'm1' };
    await store
      .insertInto('votable')
      .values({ ...ref, number: 0, paper: '2603.00001' })
      .execute();
    const reactions = PEOPLE.map((person) => ({ ref, person, emoji: '+1', isBurst: false }));

    await Promise.all(
      reactions.flatMap((reaction) => [
        ledger.apply({ kind: 'added', ...reaction }),
        ledger.apply({ kind: 'removed', ...reaction }),
      ]),
    );

    expect(await store.selectFrom('reaction').selectAll().execute()).toEqual([]);
  });

  it('pressed twice at once are given and taken back, and so is a place on the list', async () => {
    const ballot = { workspace: HERE, paper: PAPERS[0] ?? '', person: PEOPLE[0] ?? '' };

    const states = await Promise.all([1, 2, 3, 4].map(() => ledger.press(ballot)));
    const saved = await Promise.all([1, 2, 3, 4].map(() => toggleSaved(store, ballot, 1)));

    expect(states.map(({ state }) => state).toSorted()).toEqual([
      ...['taken-back', 'taken-back', 'voted', 'voted'],
    ]);
    expect(saved.map(({ state }) => state).toSorted()).toEqual([
      ...['removed', 'removed', 'saved', 'saved'],
    ]);
  });
});
