import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allDone } from '../../fakes/store/index.ts';
import { House, MINUTE, PLACE } from '../delivery/house.ts';

let house: House;
let stopping: AbortController;
let filling: Promise<void>;
let answer: PromiseWithResolvers<readonly []>;

beforeEach(async () => {
  house = await House.open({ archiveSince: '2026-01-01' });
  await house.services.archive.saveList('2026-03-10', [], { now: house.time.now });
  answer = Promise.withResolvers();
  house.source.dailyList = (day) => {
    house.source.asked.push(day);
    return day >= '2026-03-01' || day === '2026-02-03' ? answer.promise : Promise.resolve([]);
  };
  stopping = new AbortController();
  filling = house.engine.backfill.run(stopping.signal);
});
afterEach(async () => {
  stopping.abort();
  answer.resolve([]);
  await filling;
  await house[Symbol.asyncDispose]();
});

const ask = (date: string) =>
  house.engine.inbox.onCommand({
    ...{ name: 'day', options: { date }, spot: PLACE, isShared: false, canOpenForm: false },
    person: { id: 'fake:U1', name: 'Ada Lovelace', isAdmin: false },
  });

describe('the background', () => {
  it('fills the archive while nothing else happens', async () => {
    await house.time.pass(MINUTE);

    expect(house.source.asked.length).toBeGreaterThan(20);
  });

  it('waits for a tick, which reads today’s lists and plans digests', async () => {
    const ticking = house.engine.tick(house.time.now);
    await house.time.pass(MINUTE);
    const during = [...house.source.asked];
    answer.resolve([]);
    await ticking;
    await house.time.pass(MINUTE);

    expect(during).toEqual(['2026-03-09']);
    expect(house.source.asked.length).toBeGreaterThan(30);
  });

  it('waits for a command, whose day is asked for at once', async () => {
    const answering = ask('2026-02-03');
    await allDone();
    const atOnce = [...house.source.asked];
    await house.time.pass(MINUTE);
    const during = [...house.source.asked];
    answer.resolve([]);
    await answering;
    await house.time.pass(MINUTE);

    expect(atOnce).toEqual(['2026-02-03']);
    expect(during).toEqual(['2026-02-03']);
    expect(house.source.asked.length).toBeGreaterThan(20);
  });
});
