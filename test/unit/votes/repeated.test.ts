import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReactionChange } from '#chat/inbox.ts';
import type { MessageRef, Reaction } from '#chat/platform.ts';
import type { Store } from '../../../src/store/open.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { exportPerson, forgetPerson } from '../../../src/votes/privacy.ts';
import { forgetTakenBack } from '../../../src/votes/record.ts';
import { takeBackGone } from '../../../src/votes/take-back.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';

const HERE = 'slack:T1';
const ELSEWHERE = 'slack:T2';
const ADA = 'slack:T1/U1';
const PAPER = '2603.03269';
const CARD: MessageRef = { workspace: HERE, channel: 'C1', message: '1.1' };
const UP = { person: ADA, emoji: '+1', isBurst: false };
/** Slack's clock has nothing to do with ours. */
const T = 1_790_000_000_000.083;
const DAY_MS = 24 * 60 * 60_000;

let store: Store;
let ledger: Ledger;
let now: number;

beforeEach(async () => {
  store = await openTestStore();
  now = 1_000;
  ledger = createLedger({ store, clock: () => now++ });
  for (const id of [HERE, ELSEWHERE]) await ensureWorkspace(store, { id, name: id, now: 1 });
  await store
    .insertInto('votable')
    .values({ ...CARD, number: 0, paper: PAPER })
    .execute();
});

afterEach(() => store.destroy());

describe('an event that a platform repeats', () => {
  it('brings no vote back that was taken back since', async () => {
    await hear('added', T);
    await hear('removed', T + 0.001);

    const touched = await hear('added', T);

    expect(touched).toEqual([]);
    expect(await ups()).toBe(0);
  });

  it('takes no vote away that was cast again since', async () => {
    await hear('added', T);
    await hear('removed', T + 1);
    await hear('added', T + 2);

    const touched = await hear('removed', T + 1);

    expect(touched).toEqual([]);
    expect(await ups()).toBe(1);
  });

  it('changes nothing when what came after it arrived first', async () => {
    await hear('removed', T + 1);
    await hear('added', T);

    expect(await ups()).toBe(0);
  });

  it('changes nothing hours later, as delayed events do, and nothing is kept of it for ever', async () => {
    await hear('added', T);
    await hear('removed', T + 1);
    now += DAY_MS;
    await forgetTakenBack(store, now);
    await hear('added', T);
    const aDayLater = await ups();

    now += 2 * 60 * 60_000;
    await forgetTakenBack(store, now);

    expect(aDayLater).toBe(0);
    expect(await store.selectFrom('taken_back').selectAll().execute()).toEqual([]);
  });

  it('brings nothing back that a heal found gone, and what is newer counts', async () => {
    await hear('added', T);
    await healTo([]);

    await hear('added', T);
    const repeated = await ups();
    await hear('added', T + 5);

    expect(repeated).toBe(0);
    expect(await ups()).toBe(1);
  });

  it('takes nothing away that a heal found standing again', async () => {
    await hear('added', T);
    await hear('removed', T + 1);
    now += 10;
    await healTo([UP]);

    await hear('removed', T + 1);
    const repeated = await ups();
    await hear('removed', T + 5);

    expect(repeated).toBe(1);
    expect(await ups()).toBe(0);
  });

  it('leaves to a scan what it saw: it is no news of the moment', async () => {
    await hear('added', T);
    now += 10;
    const since = now;
    now += 10;

    await hear('added', T);
    await healTo([], since);

    expect(await ups()).toBe(0);
  });

  it('brings nothing back that its owner took from a message that is gone', async () => {
    await store.insertInto('delivery').values(posted).execute();
    await hear('added', T);
    await ledger.apply({ kind: 'deleted', refs: [CARD] });
    await takeBackGone(store, { workspace: HERE, paper: PAPER, person: ADA }, now);

    await hear('added', T);

    expect(await ups()).toBe(0);
  });

  it('changes nothing when the team was joined with another meanwhile', async () => {
    await hear('added', T);
    await hear('removed', T + 1);
    await joinTeam(store, [ELSEWHERE, HERE]);

    await hear('added', T);

    expect(await ups()).toBe(0);
  });

  it('is nothing to tell of who was forgotten', async () => {
    await hear('added', T);
    await hear('removed', T + 1);
    await forgetPerson(store, { workspace: HERE, person: ADA, now: Math.ceil(T) + 60_000 });

    await hear('added', T);
    await hear('removed', T + 1);

    expect(await exportPerson(store, HERE, ADA)).toEqual({});
  });
});

describe('a platform that tells no times', () => {
  it('is believed in the order in which it speaks', async () => {
    for (const kind of ['added', 'removed', 'added'] as const) await hear(kind);
    const standing = await ups();
    await hear('removed');

    expect([standing, await ups()]).toEqual([1, 0]);
  });
});

it('whatever is repeated, in whatever order it comes, what stands is counted without any heal', async () => {
  const history = fc.record({
    moves: fc.integer({ min: 1, max: 6 }),
    // Each event arrives at least once.
    repeated: fc.array(fc.nat(5), { maxLength: 8 }),
    order: fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 1 })),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ moves, repeated, order }) => {
      for (const table of ['reaction', 'taken_back'] as const)
        await store.deleteFrom(table).execute();
      const happened = Array.from({ length: moves }, (_, n) => n);
      const arriving = [...happened, ...repeated.filter((n) => n < moves)]
        .map((n) => ({ n, at: order.next().value ?? 0 }))
        .toSorted((one, other) => one.at - other.at);

      for (const { n } of arriving) await hear(n % 2 === 0 ? 'added' : 'removed', T + n / 1_000);

      expect(await ups()).toBe(moves % 2);
    }),
    { numRuns: runs(200) },
  );
});

const posted = {
  ...{ id: 1, key: 'k1', purpose: 'digest' as const, lane: HERE, workspace: HERE, part: PAPER },
  ...{ state: 'sent' as const, not_before: 0, attempts: 1, maybe_sent: 0, created_at: 1 },
  ...{ sent_channel: CARD.channel, sent_message: CARD.message, sent_at: 1 },
};

function hear(kind: 'added' | 'removed', at?: number) {
  const change: ReactionChange = { kind, ref: CARD, ...UP, ...(at !== undefined && { at }) };
  return ledger.apply(change);
}

async function healTo(reactions: readonly Reaction[], since = now): Promise<void> {
  await store.transaction().execute((trx) => ledger.heal(trx, { ref: CARD, reactions, since }));
}

async function ups(): Promise<number | undefined> {
  return (await createTallies(store).of(HERE, [PAPER])).get(PAPER)?.up;
}
