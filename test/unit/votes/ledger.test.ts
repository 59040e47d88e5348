import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReactionChange } from '#chat/inbox.ts';
import type { MessageRef } from '#chat/platform.ts';
import type { Store } from '../../../src/store/open.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { createTallies, type Tallies } from '../../../src/votes/tally.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';

const SLACK = 'slack:T1';
const DISCORD = 'discord:9';
const ADA = 'slack:T1/U1';
const BO = 'slack:T1/U2';
const PAPER = '2603.03269';
const OTHER = '2603.08655';
const card: MessageRef = { workspace: SLACK, channel: 'C1', message: '1.1' };
const secondCard: MessageRef = { workspace: SLACK, channel: 'C2', message: '2.2' };
const overview: MessageRef = { workspace: SLACK, channel: 'C1', message: '1.0' };

const onItsWay = {
  key: 'k1',
  purpose: 'digest' as const,
  lane: SLACK,
  workspace: SLACK,
  state: 'sending' as const,
  not_before: 0,
  attempts: 1,
  maybe_sent: 1,
  created_at: 1,
};

let store: Store;
let ledger: Ledger;
let tallies: Tallies;

beforeEach(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: () => 1_000 });
  tallies = createTallies(store);
  await ensureWorkspace(store, { id: SLACK, name: 'Lab', now: 1 });
  await store
    .insertInto('votable')
    .values([
      { ...card, number: 0, paper: PAPER },
      { ...secondCard, number: 0, paper: PAPER },
      { ...overview, number: 1, paper: PAPER },
      { ...overview, number: 2, paper: OTHER },
    ])
    .execute();
});

afterEach(() => store.destroy());

describe('reactions', () => {
  it('counts a reaction, and takes it back when it goes', async () => {
    const touched = await ledger.apply(added(ADA, '+1::skin-tone-2'));
    const before = await tallyOf(PAPER);
    await ledger.apply({ ...added(ADA, '+1::skin-tone-2'), kind: 'removed' });

    expect(touched).toEqual([{ workspace: SLACK, papers: [PAPER] }]);
    expect(before).toEqual({ up: 1, down: 0 });
    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 0 });
  });

  it('hears an event that comes twice once, and says so', async () => {
    await ledger.apply(added(ADA, '👍'));

    const again = await ledger.apply(added(ADA, '👍'));

    expect(again).toEqual([]);
    expect(await tallyOf(PAPER)).toEqual({ up: 1, down: 0 });
  });

  it('gives one person one vote, whatever the number of messages, emoji and super reactions', async () => {
    await ledger.apply(added(ADA, '👍'));
    await ledger.apply(added(ADA, '👍', { isBurst: true }));
    await ledger.apply(added(ADA, '🔥'));
    await ledger.apply(added(ADA, '❤️', { ref: secondCard }));
    await ledger.apply(added(ADA, 'one', { ref: overview }));
    await ledger.press({ workspace: SLACK, paper: PAPER, person: ADA });

    expect(await tallyOf(PAPER)).toEqual({ up: 1, down: 0 });
  });

  it('keeps the vote when one of two goes, and takes it back with the last', async () => {
    await ledger.apply(added(ADA, '👍'));
    await ledger.apply(added(ADA, '🔥'));

    await ledger.apply({ ...added(ADA, '👍'), kind: 'removed' });
    const withOne = await tallyOf(PAPER);
    await ledger.apply({ ...added(ADA, '🔥'), kind: 'removed' });

    expect(withOne).toEqual({ up: 1, down: 0 });
    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 0 });
  });

  it('counts neither for up and down together', async () => {
    await ledger.apply(added(ADA, '👍'));
    await ledger.apply(added(ADA, '👎'));
    await ledger.apply(added(BO, '👎'));

    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 1 });
  });

  it('lets only keycaps vote on an overview, each for its own paper', async () => {
    await ledger.apply(added(ADA, '👍', { ref: overview }));
    const touched = await ledger.apply(added(ADA, '2️⃣', { ref: overview }));

    expect(touched).toEqual([{ workspace: SLACK, papers: [OTHER] }]);
    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 0 });
    expect(await tallyOf(OTHER)).toEqual({ up: 1, down: 0 });
  });

  it('clears one emoji, then all', async () => {
    await ledger.apply(added(ADA, '👍'));
    await ledger.apply(added(BO, '🔥'));

    await ledger.apply({ kind: 'cleared', ref: card, emoji: '👍' });
    const withoutThumbs = await tallyOf(PAPER);
    await ledger.apply({ kind: 'cleared', ref: card });

    expect(withoutThumbs).toEqual({ up: 1, down: 0 });
    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 0 });
  });

  it('keeps the votes of a message that was deleted', async () => {
    await ledger.apply(added(ADA, '👍'));

    await ledger.apply({ kind: 'deleted', refs: [card] });

    expect(await tallyOf(PAPER)).toEqual({ up: 1, down: 0 });
  });

  it('stores nothing about messages that are not its own', async () => {
    const foreign = { workspace: SLACK, channel: 'C1', message: '77.7' };

    const touched = await ledger.apply(added(ADA, '👍', { ref: foreign }));

    expect(touched).toEqual([]);
    expect(await store.selectFrom('reaction').selectAll().execute()).toEqual([]);
  });

  it('stores nothing of what goes from them either: not every platform says whose message it was', async () => {
    const foreign = { workspace: SLACK, channel: 'C1', message: '77.7' };

    await ledger.apply({ ...added(ADA, '👍', { ref: foreign }), kind: 'removed' });
    await ledger.apply({ kind: 'cleared', ref: foreign, emoji: '👍' });

    expect(await store.selectFrom('taken_back').selectAll().execute()).toEqual([]);
  });

  it('stores nothing of it either while a post is on its way, however many go', async () => {
    const foreign = { workspace: DISCORD, channel: '5', message: '77' };
    await store
      .insertInto('delivery')
      .values({ ...onItsWay, lane: 'discord', workspace: DISCORD })
      .execute();

    for (const person of ['discord:1', 'discord:2'])
      await ledger.apply({ ...added(person, '👍', { ref: foreign }), kind: 'removed' });
    await ledger.apply({ kind: 'cleared', ref: foreign });

    expect(await store.selectFrom('taken_back').selectAll().execute()).toEqual([]);
  });

  it('takes back what went before the answer to the post came, and nothing brings it back', async () => {
    const early = { workspace: SLACK, channel: 'C1', message: '3.3' };
    await store.insertInto('delivery').values(onItsWay).execute();
    const [come, gone] = [1_000, 2_000];

    await ledger.applyAll([
      { ...added(ADA, '👍', { ref: early }), at: come },
      { ...added(ADA, '👍', { ref: early }), kind: 'removed', at: gone },
      { ...added(BO, '👍', { ref: early }), kind: 'removed', at: gone },
      { ...added(BO, '👍', { ref: early }), at: come },
    ]);

    expect(await store.selectFrom('reaction').selectAll().execute()).toEqual([]);
  });

  it('keeps a reaction that is faster than the answer to the post', async () => {
    const early = { workspace: SLACK, channel: 'C1', message: '3.3' };
    await store.insertInto('delivery').values(onItsWay).execute();

    await ledger.apply(added(ADA, '👍', { ref: early }));
    await store
      .insertInto('votable')
      .values({ ...early, number: 0, paper: PAPER })
      .execute();

    expect(await tallyOf(PAPER)).toEqual({ up: 1, down: 0 });
  });

  it('leaks nothing into another team, and joins the workspaces of one', async () => {
    const there = { workspace: DISCORD, channel: '5', message: '6' };
    await ensureWorkspace(store, { id: DISCORD, name: 'Lab too', now: 1 });
    await store
      .insertInto('votable')
      .values({ ...there, number: 0, paper: PAPER })
      .execute();

    await ledger.apply(added('discord:1', '👍', { ref: there }));
    const apart = await tallyOf(PAPER);
    await store.updateTable('workspace').set({ team: SLACK }).where('id', '=', DISCORD).execute();
    const touched = await ledger.apply(added('discord:2', '👍', { ref: there }));

    expect(apart).toEqual({ up: 0, down: 0 });
    expect(await tallyOf(PAPER)).toEqual({ up: 2, down: 0 });
    expect(touched.map(({ workspace }) => workspace).toSorted()).toEqual([DISCORD, SLACK]);
  });
});

describe('a heal', () => {
  it('keeps what an event told again during its scan, though the record had it before', async () => {
    await ledger.apply(added(ADA, '+1'));
    const scan = { ref: card, reactions: [], since: 2_000 };

    // It went while nobody listened, and the platform was asked; then it came again.
    await createLedger({ store, clock: () => 2_001 }).apply(added(ADA, '+1'));
    await store.transaction().execute((trx) => ledger.heal(trx, scan));
    const kept = await tallyOf(PAPER);
    await store.transaction().execute((trx) => ledger.heal(trx, { ...scan, since: 3_000 }));

    expect(kept).toEqual({ up: 1, down: 0 });
    expect(await tallyOf(PAPER)).toEqual({ up: 0, down: 0 });
  });
});

describe('presses', () => {
  const ballot = { workspace: SLACK, paper: PAPER, person: ADA };

  it('votes, then takes the vote back', async () => {
    expect(await ledger.press(ballot)).toEqual({ state: 'voted', tally: { up: 1, down: 0 } });
    expect(await ledger.press(ballot)).toEqual({ state: 'taken-back', tally: { up: 0, down: 0 } });
  });

  it('names the reaction that keeps the vote', async () => {
    await ledger.apply(added(ADA, '+1'));
    await ledger.press(ballot);

    const receipt = await ledger.press(ballot);

    expect(receipt).toEqual({
      state: 'still-counted',
      tally: { up: 1, down: 0 },
      by: { ref: card, emoji: '+1' },
    });
  });

  it('says what cancels it', async () => {
    await ledger.apply(added(ADA, '👎'));

    const receipt = await ledger.press(ballot);

    expect(receipt).toEqual({ state: 'cancelled', tally: { up: 0, down: 0 }, against: '👎' });
  });
});

describe('any history of events', () => {
  const change = fc.record({
    kind: fc.constantFrom('added' as const, 'removed' as const),
    person: fc.constantFrom(ADA, BO),
    emoji: fc.constantFrom('👍', '👍🏽', '👎', '🔥', '👀', '1️⃣', '2️⃣'),
    ref: fc.constantFrom(card, secondCard, overview),
    isBurst: fc.boolean(),
  });
  const press = fc.record({
    kind: fc.constant('press' as const),
    person: fc.constantFrom(ADA, BO),
  });

  it('ends with the tally of what is live, however often each event came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, press), { maxLength: 25 }), async (events) => {
        await store.deleteFrom('reaction').execute();
        await store.deleteFrom('button_vote').execute();
        const live: Live = new Map();

        for (const event of events) {
          await (event.kind === 'press' ? pressFor(event.person, live) : applyTwice(event, live));
        }

        expect(await tallyOf(PAPER)).toEqual(modelTally([...live.values()]));
      }),
      { numRuns: runs(60) },
    );
  });

  it('ends the same in whatever order events about different reactions come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(change, { selector: ({ kind: _, ...rest }) => JSON.stringify(rest) }),
        async (events) => {
          const forwards = await replay(events);
          const backwards = await replay(events.toReversed());

          expect(backwards).toEqual(forwards);
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

type Live = Map<string, { person: string; says: 'up' | 'down' | undefined }>;

async function pressFor(person: string, live: Live): Promise<void> {
  await ledger.press({ workspace: SLACK, paper: PAPER, person });
  const key = `press ${person}`;
  if (!live.delete(key)) live.set(key, { person, says: 'up' });
}

type OneChange = Extract<ReactionChange, { kind: 'added' | 'removed' }>;

async function applyTwice(event: OneChange, live: Live): Promise<void> {
  await ledger.apply(event);
  await ledger.apply(event);
  const { kind, person, ...rest } = event;
  const key = JSON.stringify([person, rest]);
  if (kind === 'removed') live.delete(key);
  else live.set(key, { person, says: says(rest.ref, rest.emoji) });
}

async function replay(events: readonly ReactionChange[]) {
  await store.deleteFrom('reaction').execute();
  for (const event of events) await ledger.apply(event);
  return tallyOf(PAPER);
}

function says(ref: MessageRef, emoji: string): 'up' | 'down' | undefined {
  if (ref === overview) return emoji === '1️⃣' ? 'up' : undefined;
  if (emoji === '👎') return 'down';
  return ['👍', '👍🏽', '🔥'].includes(emoji) ? 'up' : undefined;
}

function modelTally(live: readonly { person: string; says: 'up' | 'down' | undefined }[]) {
  const votes = [ADA, BO].map((person) => {
    const said = new Set(live.filter((one) => one.person === person).map((one) => one.says));
    return said.has('up') === said.has('down') ? 0 : said.has('up') ? 1 : -1;
  });
  return { up: votes.filter((v) => v > 0).length, down: votes.filter((v) => v < 0).length };
}

async function tallyOf(paper: string) {
  return (await tallies.of(SLACK, [paper])).get(paper);
}

function added(
  person: string,
  emoji: string,
  { ref = card, isBurst = false }: { ref?: MessageRef; isBurst?: boolean } = {},
) {
  return { kind: 'added' as const, ref, person, emoji, isBurst };
}
