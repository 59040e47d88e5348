import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Message, sayPlainly } from '#chat/message.ts';
import type { Store } from '../../../src/store/open.ts';
import { liftForgotten } from '../../../src/votes/forgotten.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { makeCode, useCode } from '../../../src/votes/links.ts';
import { HOLDINGS } from '../../../src/votes/personal.ts';
import { exportPerson, forgetPerson } from '../../../src/votes/privacy.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace, teamOf } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';

const SLACK = 'slack:T1';
const DISCORD = 'discord:9';
const OTHER = 'discord:10';
const ADA = 'slack:T1/U1';
const ADA_ON_DISCORD = 'discord:501';
/** Whose id begins as Ada’s does. */
const BO = 'slack:T1/U10';
const NAME = 'Ada Lovelace';
const PAPER = '2603.03269';
const CARD = { workspace: SLACK, channel: 'C1', message: '1.1' };
const CARD_ELSEWHERE = { workspace: OTHER, channel: '7', message: '8' };

let store: Store;
let ledger: Ledger;

beforeEach(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: () => 1_000 });
  for (const id of [SLACK, DISCORD, OTHER]) await ensureWorkspace(store, { id, name: id, now: 1 });
  await joinTeam(store, [SLACK, DISCORD]);
  for (const card of [CARD, CARD_ELSEWHERE]) {
    await store
      .insertInto('votable')
      .values({ ...card, number: 0, paper: PAPER })
      .execute();
  }
  await live(ADA, NAME);
  await live(BO, 'Bo Chen');
});

afterEach(() => store.destroy());

describe('forget-me', () => {
  it('leaves nothing that names the person in any table of the schema', async () => {
    const before = await places([ADA, ADA_ON_DISCORD, NAME]);

    await forget();

    expect(before.length).toBeGreaterThan(10);
    expect(await places([ADA, ADA_ON_DISCORD, NAME])).toEqual([]);
  });

  it('knows every table of the schema', async () => {
    const known = Object.keys(HOLDINGS);

    expect((await tables()).filter((table) => !known.includes(table))).toEqual([]);
    expect(await personalColumns()).toEqual([]);
  });

  it('leaves nothing either when they take back a reaction that stood', async () => {
    await forget();

    await ledger.apply({ ...added(CARD, ADA), emoji: 'fire', kind: 'removed' });

    expect(await places([ADA])).toEqual([]);
  });

  it('leaves others as they are, also one whose id begins the same', async () => {
    const before = await places([BO, 'Bo Chen']);

    await forget();

    expect(await places([BO, 'Bo Chen'])).toEqual(before);
  });

  it('leaves what the person has in another team', async () => {
    await ledger.apply(added(CARD_ELSEWHERE, ADA_ON_DISCORD));

    await forget();

    expect(await ups(OTHER)).toBe(1);
  });

  it('takes the votes away, and says whose tallies to show anew', async () => {
    const before = await ups(SLACK);

    const touched = await forget();

    expect(before).toBe(2);
    expect(await ups(SLACK)).toBe(1);
    expect(touched).toContainEqual({ workspace: SLACK, papers: [PAPER] });
    expect(touched).toContainEqual({ workspace: DISCORD, papers: [PAPER] });
  });

  it('keeps standing reactions out of every later heal, until a new one lifts it', async () => {
    await forget();

    await healWith(ADA);
    const whileForgotten = await ups(SLACK);
    const isLifted = await liftForgotten(store, { workspace: SLACK, person: ADA });
    await healWith(ADA);

    expect(whileForgotten).toBe(1);
    expect(isLifted).toBe(true);
    expect(await liftForgotten(store, { workspace: SLACK, person: ADA })).toBe(false);
    expect(await ups(SLACK)).toBe(2);
  });
});

describe('export-me', () => {
  it('hands over a row of every table that names the person, of both accounts', async () => {
    const handed = await exportPerson(store, SLACK, ADA);

    const holding = Object.entries(HOLDINGS).filter(([, one]) => one !== 'nobody');
    expect(Object.keys(handed).toSorted()).toEqual(holding.map(([table]) => table).toSorted());
    expect(JSON.stringify(handed)).toContain(ADA_ON_DISCORD);
  });

  it('hands over nothing of anybody else', async () => {
    expect(JSON.stringify(await exportPerson(store, SLACK, ADA))).not.toContain(BO);
  });

  it('hands over nothing of another team', async () => {
    await ledger.apply(added(CARD_ELSEWHERE, ADA_ON_DISCORD));

    expect(JSON.stringify(await exportPerson(store, SLACK, ADA))).not.toContain(OTHER);
  });
});

function forget() {
  return forgetPerson(store, { workspace: SLACK, person: ADA, now: 2_000 });
}

async function healWith(person: string): Promise<void> {
  const standing = [person, BO].map((one) => ({ person: one, emoji: '+1', isBurst: false }));
  await store
    .transaction()
    .execute((trx) => ledger.heal(trx, { ref: CARD, reactions: standing, since: 5_000 }));
}

function added(ref: typeof CARD, person: string) {
  return { kind: 'added' as const, ref, person, emoji: '+1', isBurst: false };
}

async function ups(workspace: string): Promise<number | undefined> {
  return (await createTallies(store).of(workspace, [PAPER])).get(PAPER)?.up;
}

/** Everything a person can do that leaves a row. */
async function live(person: string, name: string): Promise<void> {
  const mine = { workspace: SLACK, person };
  await ledger.apply(added(CARD, person));
  await ledger.apply({ ...added(CARD, person), kind: 'removed' });
  await ledger.apply({ ...added(CARD, person), emoji: 'fire' });
  await ledger.apply({ ...added(CARD, person), emoji: 'eyes', kind: 'removed' });
  await ledger.press({ ...mine, paper: PAPER });
  await store
    .insertInto('saved')
    .values({ ...mine, paper: PAPER, at: 1 })
    .execute();
  await store
    .insertInto('visit')
    .values({ ...mine, at: 1, before: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await store
    .insertInto('view')
    .values({ ...mine, key: `v${person}`, state: '{}', created_at: 1 })
    .execute();
  await setUp(person, name);
  await deliver(person, name);
  const team = await teamOf(store, SLACK);
  if (person === ADA) {
    const code = await makeCode(store, { team, person: ADA }, 0);
    await useCode(store, { team, person: ADA_ON_DISCORD, code }, 1);
  }
  await makeCode(store, { team, person }, 0);
}

async function setUp(person: string, name: string): Promise<void> {
  const by = { set_up_by: person, set_up_by_name: name, created_at: 1 };
  const place = { workspace: SLACK, channel: `C-${name.slice(0, 2)}` };
  await store
    .insertInto('subscription')
    .values({
      ...{
        ...place,
        ...by,
        id: `s-${name.slice(0, 2)}`,
        kind: 'daily',
        zone: 'UTC',
        local_minute: 0,
      },
      ...{ days_mask: 127, top: 5, details: 'none', enabled: 1, next_run_at: 1 },
    })
    .execute();
  await store
    .insertInto('threshold')
    .values({ ...place, ...by, votes: 5 })
    .execute();
}

async function deliver(person: string, name: string): Promise<void> {
  const who = { kind: 'person' as const, person, name };
  const announced = sayPlainly([who, { kind: 'plain', text: ' set up Daily Papers here.' }]);
  const bodies: readonly (readonly [string, object, string | null])[] = [
    ['announced', { kind: 'message', message: announced satisfies Message }, null],
    ['opened', { kind: 'card', opener: { person, name } }, null],
    ['told', { kind: 'message', message: sayPlainly('It is paused.') }, person],
  ];
  for (const [key, payload, to] of bodies) {
    await store
      .insertInto('delivery')
      .values({
        ...{ key: `${key} ${person.length}`, purpose: 'notice', lane: SLACK, workspace: SLACK },
        ...{ payload: JSON.stringify(payload), person: to, state: 'sent', not_before: 0 },
        ...{ attempts: 1, maybe_sent: 0, created_at: 1, channel: to === null ? 'C1' : null },
      })
      .execute();
  }
}

/** `table.column` of every cell, in every table of the schema, that holds one of these words whole. */
async function places(words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of await tables()) {
    const rows = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
      store,
    );
    for (const [column, value] of rows.rows.flatMap((row) => Object.entries(row))) {
      const text = String(value);
      const isNamed = words.some((word) => new RegExp(`${word}(?!\\d)`).test(text));
      if (isNamed) found.push(`${table}.${column}`);
    }
  }
  return found.toSorted();
}

async function tables(): Promise<readonly string[]> {
  return (await store.introspection.getTables()).map(({ name }) => name);
}

/** Columns that by their name hold a person, in tables that claim to hold nobody. */
async function personalColumns(): Promise<readonly string[]> {
  const found: string[] = [];
  const holdings: Readonly<Record<string, unknown>> = HOLDINGS;
  for (const { name: table, columns } of await store.introspection.getTables()) {
    if (holdings[table] !== 'nobody') continue;
    found.push(
      ...columns
        .filter(({ name }) => /person|human|user|_by(?:_name)?$/.test(name))
        .map(({ name }) => `${table}.${name}`),
    );
  }
  return found;
}
