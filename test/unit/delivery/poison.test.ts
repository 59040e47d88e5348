import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '#chat/message.ts';
import type { DeliveryEvent } from '../../../src/delivery/observed.ts';
import { Trials } from '../../../src/delivery/renderings.ts';
import { runs } from '../../fakes/store/index.ts';
import { aPaper } from '../digest/papers.ts';
import { House, MINUTE, WORKSPACE } from './house.ts';

const isRich = ({ parts }: Message) => parts.some(({ kind }) => kind === 'heading');

let house: House;
let events: DeliveryEvent[];
beforeEach(async () => {
  events = [];
  house = await House.open({ observe: (event) => events.push(event) });
  house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
});
afterEach(() => house[Symbol.asyncDispose]());

async function subscribeMany(channels: number, workspaces = 1): Promise<void> {
  for (let n = 0; n < channels; n += 1) {
    const workspace = `${WORKSPACE}${n % workspaces}`;
    await house.subscribe({ place: { workspace, channel: `C${n}` }, details: 'none' });
  }
}

const posts = () => house.fake.count('post');
const refusals = () => posts() - house.fake.messages.length;
const rejected = () => events.filter(({ kind }) => kind === 'rejected');

describe('a digest that the platform refuses', () => {
  it('is refused once, and comes as plain text in a thousand channels', async () => {
    const channels = runs(1_000);
    await subscribeMany(channels, 10);
    house.fake.refuses = isRich;
    house.run();

    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(5 * MINUTE);

    expect(house.fake.messages).toHaveLength(channels);
    expect(house.fake.messages.filter(({ message }) => isRich(message))).toEqual([]);
    expect(refusals()).toBe(1);
    expect(rejected()).toHaveLength(1);
    expect(house.log.lines.filter(({ sentence }) => sentence === 'bad post')).toHaveLength(1);
  });

  it('is remembered over a restart', async () => {
    await subscribeMany(20);
    house.fake.refuses = isRich;
    // Refused, then plain; and the others are under way when the process dies.
    house.fake.faults.push(
      undefined,
      undefined,
      ...Array.from({ length: 8 }, () => 'hang' as const),
    );
    house.run();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(1_000);
    const before = house.fake.messages.length;

    await house.restart({ isKilled: true });
    house.fake.release();
    house.run();
    await house.time.pass(5 * MINUTE);

    expect(before).toBe(1);
    expect(new Set(house.fake.messages.map(({ key }) => key)).size).toBe(20);
    expect(refusals()).toBe(1);
  });

  it('follows the votes as plain text, without being refused again', async () => {
    await subscribeMany(1);
    house.fake.refuses = isRich;
    house.run();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);
    const workspace = `${WORKSPACE}0`;
    const ballot = { workspace, paper: '2603.00001', person: 'fake:U7' };

    await house.services.ledger.press(ballot);
    await house.services.votesChanged({ workspace, papers: [ballot.paper] });
    await house.time.pass(MINUTE);

    const [posted] = house.fake.messages;
    expect(posted?.message.parts).toEqual([
      { kind: 'text', text: expect.stringMatching(/1.vote here/) },
    ]);
  });
});

it('a channel that refuses plain words too says nothing of the digest', async () => {
  await subscribeMany(8);
  const rejection = { kind: 'rejected' } as const;
  house.fake.faults.push(rejection, rejection);
  house.run();

  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);

  expect(house.fake.messages.filter(({ message }) => isRich(message))).toHaveLength(7);
  expect(rejected()).toEqual([]);
});

describe('the first of many equal digests', () => {
  it('goes alone, and the others when it is out', async () => {
    await subscribeMany(8);
    house.fake.faults.push('hang');
    house.run();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(5_000);
    const alone = posts();

    house.fake.release();
    await house.time.pass(MINUTE);

    expect(alone).toBe(1);
    expect(house.fake.messages).toHaveLength(8);
  });

  it('holds nobody up where it meets a closed channel', async () => {
    await subscribeMany(8);
    house.fake.blocked.set('C0', { failure: { kind: 'forbidden', of: 'channel' } });
    house.run();

    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(3_000);

    expect(house.fake.messages.filter(({ to }) => 'channel' in to)).toHaveLength(7);
  });

  it('holds nobody up for longer than a post may take', async () => {
    await subscribeMany(8);
    house.fake.faults.push('hang');
    house.run();

    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(14_000);

    expect(house.fake.messages).toHaveLength(7);
  });
});

describe('two processes', () => {
  const one = { id: 1, rendering: 'fake 2026-03-09 abc' };
  const other = { ...one, id: 2 };

  it('try a rendering one at a time, and both know what came of it', async () => {
    const [here, there] = [new Trials(house.store, 12_000), new Trials(house.store, 12_000)];
    const first = await here.ask(one, 0);
    const second = await there.ask(other, 1);
    if (first.kind !== 'try') throw new Error('nobody tries');

    await here.ended(one, { until: first.until, result: { rejected: 'too blue' }, now: 500 });

    expect(second).toEqual({ kind: 'wait', until: 1_001 });
    expect(there.mayStart(other, 1_000)).toBe(false);
    expect(await there.ask(other, 1_001)).toEqual({ kind: 'plain', reason: 'too blue' });
    expect(await here.ask(other, 1_001)).toEqual({ kind: 'plain', reason: 'too blue' });
  });

  it('take over from one that died', async () => {
    const [here, there] = [new Trials(house.store, 12_000), new Trials(house.store, 12_000)];
    await here.ask(one, 0);

    expect(await there.ask(other, 12_000)).toEqual({ kind: 'try', until: 24_000 });
  });

  it('go on at once when a trial said nothing', async () => {
    const [here, there] = [new Trials(house.store, 12_000), new Trials(house.store, 12_000)];
    await here.ask(one, 0);

    await here.ended(one, { until: 12_000, result: 'open', now: 100 });

    expect(await there.ask(other, 100)).toMatchObject({ kind: 'try' });
  });
});
