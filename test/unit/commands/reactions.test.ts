import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReactionChange } from '#chat/inbox.ts';
import { refuseRows } from '../../fakes/store/trouble.ts';
import { House, PLACE, WORKSPACE } from '../delivery/house.ts';
import { ADA, ask } from './talk.ts';

const PAPER = '2603.00001';
const CARD = { ...PLACE, message: 'm1' };
const PEOPLE = Array.from({ length: 300 }, (_, n) => `fake:V${n}`);

let house: House;
beforeEach(async () => {
  house = await House.open();
  await house.store
    .insertInto('votable')
    .values({ ...CARD, number: 0, paper: PAPER })
    .execute();
});
afterEach(() => house[Symbol.asyncDispose]());

const up = (person: string): ReactionChange => {
  return { kind: 'added', ref: CARD, person, emoji: '👍', isBurst: false };
};
const hear = (change: ReactionChange) => house.engine.inbox.onReaction(change);
const votes = async () => (await house.services.tallies.of(WORKSPACE, [PAPER])).get(PAPER)?.up ?? 0;

describe('a burst of reactions', () => {
  it('lets a command that is typed meanwhile be answered first', async () => {
    let heard = 0;
    const all = PEOPLE.map((person) => hear(up(person)).then(() => (heard += 1)));
    await breath();

    await ask(house, 'help', { person: ADA });
    const beforeTheAnswer = heard;
    await Promise.all(all);

    expect(beforeTheAnswer).toBeLessThan(200);
    expect(await votes()).toBe(300);
  });

  it('gives others a turn after every few of them', async () => {
    let turns = 0;
    let isOver = false;
    const turning = (async () => {
      for (; !isOver; turns += 1) await breath();
    })();

    await Promise.all(PEOPLE.map((person) => hear(up(person))));
    isOver = true;
    await turning;

    expect(turns).toBeGreaterThan(5);
  });

  it('is heard in its order: what goes as fast as it came is gone', async () => {
    const all = PEOPLE.flatMap((person) => [up(person), { ...up(person), kind: 'removed' }]);

    await Promise.all(all.map((change) => hear(change as ReactionChange)));

    expect(await votes()).toBe(0);
  });

  it('is done when its promises are, so that whoever stops can wait for it', async () => {
    const last = PEOPLE.map((person) => hear(up(person))).at(-1);

    await last;

    expect(await votes()).toBe(300);
  });

  it('loses none but the one that cannot be stored, which is read again', async () => {
    const broken = up('fake:broken');
    await refuseRows(house.store, 'reaction', sql`new.person = 'fake:broken'`);

    await Promise.all(
      [...PEOPLE.slice(0, 20).map(up), broken, ...PEOPLE.slice(20).map(up)].map(hear),
    );

    expect(await votes()).toBe(300);
    expect(house.log.lines.map(({ sentence }) => sentence)).toEqual(['event lost']);
    expect(await house.store.selectFrom('gap').select('place').execute()).toEqual([
      { place: `${PLACE.workspace}/${PLACE.channel}` },
    ]);
  });

  it('is told once when what should follow from it fails', async () => {
    await house.store.schema.dropTable('threshold').execute();

    await Promise.all(PEOPLE.slice(0, 20).map((person) => hear(up(person))));

    expect(house.log.lines.map(({ sentence }) => sentence)).toEqual(['event lost']);
    expect(await house.store.selectFrom('reaction').selectAll().execute()).toHaveLength(20);
  });
});
