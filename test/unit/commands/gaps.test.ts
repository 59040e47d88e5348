import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runService } from '../../../src/ops/service.ts';
import { refuseAllChanges, refuseChanges } from '../../fakes/store/trouble.ts';
import { House, MINUTE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';

const PAPER = '2603.00001';
const KEYCAP = { person: 'fake:U7', emoji: 'one', isBurst: false };

let house: House;
let stop: AbortController;
let serving: Promise<void>;

/** A digest is out, and the whole program runs. */
beforeEach(async () => {
  house = await House.open();
  house.source.lists.set('2026-03-09', [aPaper(PAPER)]);
  await house.engine.inbox.onPlace({ kind: 'installed', workspace: WORKSPACE, name: 'Lab' });
  await house.subscribe({ details: 'none' });
  stop = new AbortController();
  const { clock, wait } = house.time;
  const outside = { observe: () => {}, probe: async () => undefined };
  const { engine, log } = house;
  serving = runService({ engine, platforms: [], outside, clock, wait, log }, stop.signal);
  await house.time.pass(MINUTE);
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);
  house.log.lines.length = 0;
});
afterEach(async () => {
  stop.abort();
  await house.time.within(1_000, serving);
  await house[Symbol.asyncDispose]();
});

const posted = () => {
  const [overview] = house.fake.in('C1');
  if (overview === undefined) throw new Error('no digest was posted');
  return overview.ref;
};
/** Reacts while nobody hears it. */
const reacted = () => house.fake.reactions.set(posted().message, [KEYCAP]);
const upvotes = async () => (await house.services.tallies.of(WORKSPACE, [PAPER])).get(PAPER)?.up;
const complaints = () => house.log.lines.filter(({ sentence }) => /gap|event/.test(`${sentence}`));

describe('a gap that the database does not take', () => {
  it('is noted as soon as it does, and what was missed is read', async () => {
    reacted();
    const free = await refuseChanges(house.store, 'gap');
    await house.engine.inbox.onGap({ platform: 'fake', workspace: WORKSPACE });
    await house.time.pass(10 * MINUTE);
    const before = await upvotes();

    await free();
    await house.time.pass(MINUTE);

    expect([before, await upvotes()]).toEqual([0, 1]);
  });

  it('is told to the operator once, however often it is tried', async () => {
    const free = await refuseChanges(house.store, 'gap');
    await house.engine.inbox.onGap({ platform: 'fake' });
    await house.engine.inbox.onGap({ platform: 'fake' });
    await house.time.pass(10 * MINUTE);

    await free();
    await house.time.pass(MINUTE);

    expect(complaints().map(({ sentence }) => sentence)).toEqual([
      'events may have been missed',
      'gap not noted yet: it is tried again',
      'events may have been missed',
      'gap noted at last',
    ]);
  });

  it('hides no other of the same platform', async () => {
    reacted();
    const free = await refuseChanges(house.store, 'gap');
    await house.engine.inbox.onGap({ platform: 'fake', includes: (id) => id === WORKSPACE });
    await house.engine.inbox.onGap({ platform: 'fake', includes: (id) => id !== WORKSPACE });

    await free();
    await house.time.pass(MINUTE);

    expect(await upvotes()).toBe(1);
  });

  it('is the channel’s where a reaction was not stored', async () => {
    reacted();
    const free = await refuseAllChanges(house.store);
    await house.engine.inbox.onReaction({ kind: 'added', ref: posted(), ...KEYCAP });
    const before = await upvotes();

    await free();
    await house.time.pass(MINUTE);

    expect([before, await upvotes()]).toEqual([0, 1]);
  });
});
