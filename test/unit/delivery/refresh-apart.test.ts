import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allDone } from '../../fakes/store/index.ts';
import { aPaper } from '../digest/papers.ts';
import { House, MINUTE, WORKSPACE } from './house.ts';
import { Tallies } from './tallies.ts';

const PAPER = '2603.00001';
const ELSEWHERE = 'fake:W2';
let house: House;
let tallies: Tallies;
beforeEach(async () => {
  house = await House.open();
  tallies = new Tallies(house);
  house.source.lists.set('2026-03-09', [aPaper(PAPER, { upvotes: 9 }), aPaper('2603.00002')]);
});
afterEach(() => house[Symbol.asyncDispose]());

/** Digests are out in these channels a moment ago. */
async function posted(workspace: string, channels: readonly string[], details = 'none' as const) {
  for (const channel of channels) await house.subscribe({ place: { workspace, channel }, details });
}

async function begin(): Promise<void> {
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(10_000);
}

describe('an edit that gets no answer', () => {
  it('delays no other channel, vote after vote', async () => {
    await posted(WORKSPACE, ['C1', 'C2']);
    await begin();
    house.fake.deaf.add('C2');

    const seen = [
      await tallies.followed(1, 'C1'),
      await tallies.followed(2, 'C1'),
      await tallies.followed(3, 'C1'),
    ];

    expect(seen).toEqual(['Vote · 1', 'Vote · 2', 'Vote · 3']);
    expect(tallies.label('C2')).toBe('Vote');
  });

  it('is not made a second time at once, whoever votes', async () => {
    await posted(WORKSPACE, ['C1']);
    await begin();
    house.fake.deaf.add('C1');

    for (const person of [1, 2, 3]) await tallies.followed(person, 'C1');
    const whileItHangs = tallies.edits('C1').length;
    house.fake.release();
    await house.time.pass(5_000);

    expect(whileItHangs).toBe(1);
    expect(tallies.label('C1')).toBe('Vote · 3');
  });

  it('keeps few places in one channel, though many messages there hang', async () => {
    const busy = Array.from({ length: 20 }, (_, n) => aPaper(`2603.0010${n}`));
    house.source.lists.set('2026-03-09', busy);
    await house.subscribe({ place: { workspace: WORKSPACE, channel: 'C2' }, top: 10 });
    await posted(WORKSPACE, ['C1']);
    await begin();
    await house.time.pass(MINUTE);
    house.fake.deaf.add('C2');
    const papers = house.fake.messages.length;
    await house.engine.refresher.touch({
      workspace: WORKSPACE,
      papers: busy.map(({ id }) => id),
    });
    await house.time.pass(5_000);

    const seen = await tallies.followed(1, 'C1');

    expect(papers).toBeGreaterThan(10);
    expect(seen).toBe('Vote · 1');
    expect(tallies.edits('C2').length).toBeLessThanOrEqual(2);
  });

  it('delays no other workspace, though all channels of one hang', async () => {
    const many = Array.from({ length: 20 }, (_, n) => `C${n + 10}`);
    await posted(WORKSPACE, many);
    await posted(ELSEWHERE, ['D1']);
    await begin();
    house.fake.deaf.add(WORKSPACE);
    await tallies.vote(1, 'C10');
    await house.time.pass(5_000);

    const seen = [await tallies.followed(1, 'D1'), await tallies.followed(2, 'D1')];

    expect(seen).toEqual(['Vote · 1', 'Vote · 2']);
  });

  it('is waited for when the process ends in good order', async () => {
    await posted(WORKSPACE, ['C1']);
    await begin();
    house.fake.deaf.add('C1');
    await tallies.followed(1, 'C1');

    let isOver = false;
    const restarting = house.restart().then(() => {
      isOver = true;
    });
    await allDone();
    const wasOver = isOver;
    house.fake.release();
    await restarting;
    house.run();
    await house.time.pass(MINUTE);

    expect(wasOver).toBe(false);
    expect(tallies.label('C1')).toBe('Vote · 1');
    expect(tallies.edits('C1')).toHaveLength(1);
  });

  it('is made again after pauses that grow, and no vote shortens them', async () => {
    await posted(WORKSPACE, ['C1']);
    await begin();
    for (let n = 0; n < 40; n += 1) house.fake.editFaults.push({ kind: 'unknown-outcome' });

    for (let n = 1; n <= 60; n += 1) {
      await tallies.vote(n, 'C1');
      await house.time.pass(MINUTE);
    }

    const at = tallies.edits('C1');
    const pauses = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
    expect(pauses[0]).toBeLessThanOrEqual(10_000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(4 * MINUTE);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(6 * MINUTE);
  });

  it('does not make the next trouble last as long, once it was answered', async () => {
    await posted(WORKSPACE, ['C1']);
    await begin();
    for (let n = 0; n < 5; n += 1) house.fake.editFaults.push({ kind: 'unavailable' });
    await tallies.vote(1, 'C1');
    await house.time.pass(10 * MINUTE);
    house.fake.editFaults.push({ kind: 'unavailable' });

    await tallies.vote(2, 'C1');
    await house.time.pass(15_000);

    expect(tallies.label('C1')).toBe('Vote · 2');
  });
});
