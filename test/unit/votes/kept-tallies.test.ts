import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '#chat/platform.ts';
import type { Store } from '../../../src/store/open.ts';
import { setMeaning } from '../../../src/votes/custom-meanings.ts';
import { ensureTallied, forgetTallies } from '../../../src/votes/kept-tallies.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { makeCode, unlink, useCode } from '../../../src/votes/links.ts';
import { forgetPerson } from '../../../src/votes/privacy.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { joinTeam, partTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace, teamOf } from '../../../src/votes/workspaces.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';

const WORKSPACES = ['slack:T1', 'discord:9', 'slack:T2'] as const;
/** Met by a reaction before anything said that it exists. */
const UNKNOWN = 'console:local';
const PAPERS = ['2603.00001', '2603.00002', '2603.00003'] as const;
const PEOPLE = ['U1', 'U2', 'U3'] as const;

let store: Store;
let ledger: Ledger;

beforeEach(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: () => 1_000 });
  for (const id of WORKSPACES) await ensureWorkspace(store, { id, name: id, now: 1 });
  for (const workspace of [...WORKSPACES, UNKNOWN]) await showEverything(workspace);
});

afterEach(() => store.destroy());

describe('the kept tallies', () => {
  it('are what the votes add up to, whatever moved them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 30 }), async (moves) => {
        await startOver();

        for (const one of moves) await make(one);
        await ensureTallied(store);

        expect(await kept()).toEqual(await counted());
        expect(await store.selectFrom('stale_tally').selectAll().execute()).toEqual([]);
      }),
      { numRuns: runs(150) },
    );
  });

  it('can be thrown away and counted anew', async () => {
    await make({ kind: 'react', who: 'U1', emoji: '👍', at: 0, paper: 0, number: 0 });
    await make({ kind: 'press', who: 'U2', at: 0, paper: 0 });
    await ensureTallied(store);
    const before = await kept();

    await forgetTallies(store);
    await ensureTallied(store);

    expect(before).toEqual({ 'slack:T1 2603.00001': { up: 2, down: 0 } });
    expect(await kept()).toEqual(before);
  });

  it('follow what an emoji means, changed twice and changed back', async () => {
    await make({ kind: 'react', who: 'U1', emoji: '🎉', at: 0, paper: 0, number: 0 });
    await ensureTallied(store);
    const means = async (meaning: 'up' | 'down') => {
      await setMeaning(store, { workspace: 'slack:T1', emoji: '🎉', meaning });
      await ensureTallied(store);
      return kept();
    };

    const [up, down] = [await means('up'), await means('down')];
    await store.deleteFrom('meaning').execute();
    await ensureTallied(store);

    expect(up).toEqual({ 'slack:T1 2603.00001': { up: 1, down: 0 } });
    expect(down).toEqual({ 'slack:T1 2603.00001': { up: 0, down: 1 } });
    expect(await kept()).toEqual({});
  });

  it('of one team are counted without those of another', async () => {
    await make({ kind: 'press', who: 'U1', at: 0, paper: 0 });
    await make({ kind: 'press', who: 'U1', at: 1, paper: 0 });

    await ensureTallied(store, 'slack:T1');

    expect(Object.keys(await kept())).toEqual(['slack:T1 2603.00001']);
  });

  it('count a reaction that came before its message was known', async () => {
    const early = { workspace: 'slack:T1', channel: 'C1', message: 'early' };
    await store
      .insertInto('reaction')
      .values({ ...early, person: 'slack:T1/U1', emoji: '👍', burst: 0, at: 1 })
      .execute();
    await ensureTallied(store);

    await store
      .insertInto('votable')
      .values({ ...early, number: 0, paper: PAPERS[0] })
      .execute();
    await ensureTallied(store);

    expect(await kept()).toEqual({ 'slack:T1 2603.00001': { up: 1, down: 0 } });
  });

  it('count more papers than one transaction takes', async () => {
    const papers = Array.from({ length: 450 }, (_, n) => `2604.${String(n).padStart(5, '0')}`);
    for (const paper of papers) {
      await ledger.press({ workspace: 'slack:T1', paper, person: 'slack:T1/U1' });
    }

    await ensureTallied(store);

    expect(Object.keys(await kept())).toHaveLength(450);
  });
});

/** What may move a vote. `at` is a workspace, `number` a card (0) or a place on an overview. */
type Move =
  | {
      readonly kind: 'react' | 'unreact';
      readonly who: string;
      readonly emoji: string;
      readonly at: number;
      readonly paper: number;
      readonly number: number;
    }
  | { readonly kind: 'press'; readonly who: string; readonly at: number; readonly paper: number }
  | { readonly kind: 'clear'; readonly at: number; readonly paper: number }
  | {
      readonly kind: 'mean';
      readonly at: number;
      readonly emoji: string;
      readonly meaning: 'up' | 'none';
    }
  | { readonly kind: 'link' | 'unlink' | 'forget'; readonly who: string; readonly at: number }
  | { readonly kind: 'join'; readonly at: number; readonly to: number }
  | { readonly kind: 'part' | 'count'; readonly at: number };

const who = fc.constantFrom(...PEOPLE);
const at = fc.nat(WORKSPACES.length - 1);
const paper = fc.nat(PAPERS.length - 1);
const emoji = fc.constantFrom('👍', '🔥', '👎', '👀', '🎉', '1️⃣', '2️⃣');

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('react' as const, 'react' as const, 'unreact' as const),
      ...{ who, emoji, paper },
      at: fc.nat(WORKSPACES.length),
      number: fc.constantFrom(0, 0, 1, 2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('press' as const), who, at, paper }) },
  fc.record({ kind: fc.constant('clear' as const), at, paper }),
  fc.record({
    kind: fc.constant('mean' as const),
    meaning: fc.constantFrom('up' as const, 'none' as const),
    ...{ at, emoji },
  }),
  fc.record({
    kind: fc.constantFrom('link' as const, 'unlink' as const, 'forget' as const),
    who,
    at,
  }),
  fc.record({ kind: fc.constant('join' as const), at, to: at }),
  fc.record({ kind: fc.constantFrom('part' as const, 'count' as const), at }),
);

async function make(one: Move): Promise<void> {
  const workspace = WORKSPACES[one.at] ?? UNKNOWN;
  const person = 'who' in one ? `${workspace}/${one.who}` : '';
  switch (one.kind) {
    case 'react':
    case 'unreact':
      await ledger.apply({
        kind: one.kind === 'react' ? 'added' : 'removed',
        ...{
          ref: refOf(workspace, one.paper, one.number),
          person,
          emoji: one.emoji,
          isBurst: false,
        },
      });
      return;
    case 'press':
      await ledger.press({ workspace, paper: PAPERS[one.paper] ?? '', person });
      return;
    case 'clear':
      await ledger.apply({ kind: 'cleared', ref: refOf(workspace, one.paper, 0) });
      return;
    case 'mean':
      return setMeaning(store, { workspace, emoji: one.emoji, meaning: one.meaning });
    case 'link':
      return linkTo(workspace, person);
    case 'unlink':
      await unlink(store, { team: await teamOf(store, workspace), person });
      return;
    case 'forget':
      await forgetPerson(store, { workspace, person, now: 2 });
      return;
    case 'join':
      await joinTeam(store, [workspace, WORKSPACES[one.to] ?? '']);
      return;
    case 'part':
      return partTeam(store, workspace);
    case 'count':
      return ensureTallied(store, await teamOf(store, workspace));
  }
}

/** The account of the same name in the first workspace, if they are in one team. */
async function linkTo(workspace: string, person: string): Promise<void> {
  const team = await teamOf(store, workspace);
  const code = await makeCode(store, { team, person }, 1);
  const other = person.replace(workspace, WORKSPACES[0]);
  await useCode(store, { team, person: other, code }, 2);
}

async function startOver(): Promise<void> {
  for (const table of ['reaction', 'button_vote', 'meaning', 'identity', 'forgotten'] as const) {
    await store.deleteFrom(table).execute();
  }
  for (const id of WORKSPACES) await partTeam(store, id);
  await ensureTallied(store);
}

/** A card of every paper, and an overview with the first two of them under the numbers 1 and 2. */
async function showEverything(workspace: string): Promise<void> {
  const cards = PAPERS.map((id, n) => ({ ...refOf(workspace, n, 0), number: 0, paper: id }));
  const numbers = [1, 2].map((number) => ({
    ...{ ...refOf(workspace, 0, number), number, paper: PAPERS[number - 1] ?? '' },
  }));
  await store
    .insertInto('votable')
    .values([...cards, ...numbers])
    .execute();
}

function refOf(workspace: string, n: number, number: number): MessageRef {
  return { workspace, channel: 'C1', message: number === 0 ? `card-${n}` : 'overview' };
}

async function kept(): Promise<Readonly<Record<string, object>>> {
  const rows = await store
    .selectFrom('tally')
    .selectAll()
    .orderBy('team')
    .orderBy('paper')
    .execute();
  return Object.fromEntries(
    rows.map(({ team, paper: id, up, down }) => [`${team} ${id}`, { up, down }]),
  );
}

/** The same from the votes themselves, a team at a time. */
async function counted(): Promise<Readonly<Record<string, object>>> {
  const found: Record<string, object> = {};
  for (const workspace of [...WORKSPACES, UNKNOWN]) {
    const team = await teamOf(store, workspace);
    const tallies = await createTallies(store).of(workspace, PAPERS);
    for (const [id, tally] of tallies) {
      if (tally.up + tally.down > 0) found[`${team} ${id}`] = tally;
    }
  }
  return found;
}
