import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { createOutbox, type Outbox } from '../../../src/delivery/outbox.ts';
import type { Outcome } from '../../../src/delivery/settle.ts';
import { ensureLease } from '../../../src/store/lease.ts';
import type { DeliveryRow } from '../../../src/store/schema.ts';
import { aPaper } from '../digest/papers.ts';
import { House, PLACE, WORKSPACE } from './house.ts';

const LEASE = 30_000;
let house: House;
let outbox: Outbox;
beforeEach(async () => {
  house = await House.open();
  outbox = createOutbox(house.store);
  house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
});
afterEach(() => house[Symbol.asyncDispose]());

const now = () => house.time.now;
const dueParts = async () => {
  const all = await house.deliveries();
  const due = await outbox.due(WORKSPACE, { now: now(), limit: 64 });
  return due.map(({ id }) => all.find((row) => row.id === id)?.part);
};

async function claim(owner = 'me', part = 'overview'): Promise<DeliveryRow> {
  const found = (await house.deliveries()).find((row) => row.part === part);
  const leaseUntil = now() + LEASE;
  const ids = [found?.id ?? 0];
  const [row] = await outbox.claim({ ids, owner, now: now(), leaseUntil });
  if (row === undefined) throw new Error(`${part} could not be claimed`);
  return row;
}

async function settle(row: DeliveryRow, outcome: Outcome): Promise<boolean> {
  const [isWritten] = await outbox.settle([{ row, outcome }]);
  return isWritten === true;
}

const ref = { ...PLACE, message: 'm1' };
const sent = () => ({ state: 'sent' as const, ref, at: now() });
const overview = async () => (await house.deliveries())[0];

describe('the order', () => {
  it('lets cards go when their overview is sent, and not before', async () => {
    const before = await dueParts();
    const row = await claim();
    const during = await dueParts();
    await settle(row, sent());

    const atOnce = await dueParts();
    await house.time.jump(1_000);
    const first = await dueParts();
    await house.time.jump(1_000);

    expect([before, during, atOnce]).toEqual([['overview'], [], []]);
    expect(first).toEqual(['2603.00001']);
    expect(await dueParts()).toEqual(['2603.00001', '2603.00002']);
  });

  it('lets overviews go before cards, however old, and pages on where it stopped', async () => {
    await settle(await claim(), sent());
    await house.time.jump(10_000);
    const message = sayPlainly('Hello.');
    const place = { workspace: WORKSPACE, channel: 'C9' };
    const notice = { what: 'x', message, trx: house.store };
    await house.services.planner.planNotice(place, notice, now());

    const first = await outbox.due(WORKSPACE, { now: now(), limit: 2 });
    const after = first[1];
    const rest = await outbox.due(WORKSPACE, { now: now(), limit: 64, ...(after && { after }) });

    expect(first.map(({ channel, turn }) => [channel, turn])).toEqual([
      ['C9', 0],
      ['C1', 1],
    ]);
    expect(rest.map(({ channel, turn }) => [channel, turn])).toEqual([['C1', 1]]);
  });

  it('names the lanes in which something is open, and when the first of it may go', async () => {
    await house.services.planner.planNotice(
      { workspace: 'fake:W2', channel: 'C9' },
      { what: 'x', message: sayPlainly('Hello.'), trx: house.store },
      now() + 5_000,
    );

    const open = await outbox.openLanes();

    expect(open).toEqual([
      { lane: 'fake:W1', firstAt: now() },
      { lane: 'fake:W2', firstAt: now() + 5_000 },
    ]);
  });

  it('knows when to look again', async () => {
    const row = await claim();
    const leased = await outbox.nextAt(WORKSPACE, now());
    await settle(row, { state: 'pending', notBefore: now() + 5_000 });

    expect(leased).toBe(now() + LEASE);
    expect(await outbox.nextAt(WORKSPACE, now())).toBe(now() + 5_000);
  });
});

describe('a claim', () => {
  it('is one worker’s alone until its lease ends, and then says that it may have been sent', async () => {
    await claim('one');
    const early = claim('two');

    await expect(early).rejects.toThrow('could not be claimed');
    await house.time.jump(LEASE);
    expect(await claim('two')).toMatchObject({ owner: 'two', maybe_sent: 1, attempts: 2 });
  });

  it('that was lost writes no outcome any more', async () => {
    const slow = await claim('one');
    await house.time.jump(LEASE);
    await claim('two');

    const isWritten = await settle(slow, { state: 'refused', reason: 'too late' });

    expect(isWritten).toBe(false);
    expect(await overview()).toMatchObject({ state: 'sending', owner: 'two', reason: null });
    expect(await dueParts()).toEqual([]);
  });

  it('that was lost does not write either where its message is, for a batch of them', async () => {
    const slow = await claim('one');
    await house.time.jump(LEASE);
    await claim('two');

    const areWritten = await outbox.settle([{ row: slow, outcome: sent() }]);

    expect(areWritten).toEqual([false]);
    expect(await overview()).toMatchObject({ state: 'sending', owner: 'two', sent_message: null });
    expect(await house.store.selectFrom('votable').selectAll().execute()).toEqual([]);
  });

  it('that was handed back because of a rate limit is no attempt', async () => {
    const row = await claim();
    await settle(row, { state: 'pending', notBefore: now() });

    expect(await overview()).toMatchObject({ state: 'pending', attempts: 0, owner: null });
  });

  it('keeps that it may have been sent, and asks for two looks anew when it may have been again', async () => {
    const first = await claim();
    await settle(first, { state: 'pending', notBefore: now(), isMaybeSent: true });
    const second = await claim();
    await settle(second, { state: 'pending', notBefore: now(), lookedAt: now() });
    const looked = await overview();
    const third = await claim();
    await settle(third, { state: 'pending', notBefore: now(), isMaybeSent: false });
    const kept = await overview();
    const fourth = await claim();
    await settle(fourth, { state: 'pending', notBefore: now(), isMaybeSent: true });

    expect(looked).toMatchObject({ maybe_sent: 1, looked_at: now() });
    expect(kept).toMatchObject({ maybe_sent: 1, looked_at: now() });
    expect(await overview()).toMatchObject({ maybe_sent: 1, looked_at: null });
  });
});

describe('a claim under a lease', () => {
  const underLease = async () => {
    const [found] = await house.deliveries();
    const terms = { owner: 'me', now: now(), leaseUntil: now() + LEASE, under: 'lane:fake:W1' };
    return outbox.claim({ ids: [found?.id ?? 0], ...terms });
  };

  it('comes to nothing when somebody else has the lease, whatever its worker believes', async () => {
    await ensureLease(house.store, { name: 'lane:fake:W1', owner: 'you', forMs: LEASE }, now());

    const claimed = await underLease();

    expect(claimed).toEqual([]);
    expect(await overview()).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('is made while the lease lasts, and not after', async () => {
    await ensureLease(house.store, { name: 'lane:fake:W1', owner: 'me', forMs: 1_000 }, now());
    const inTime = await underLease();
    await house.time.jump(LEASE);

    const tooLate = await underLease();

    expect([inTime.length, tooLate.length]).toEqual([1, 0]);
  });
});

describe('an end', () => {
  it.each(['refused', 'dead', 'skipped'] as const)(
    'as %s ends the cards, and gives the papers back',
    async (state) => {
      await settle(await claim(), { state, reason: 'because' });

      const [, card] = await house.deliveries();
      expect(card).toMatchObject({
        state: 'skipped',
        reason: `what it follows is ${state}: because`,
      });
      expect(await house.store.selectFrom('shown').selectAll().execute()).toEqual([]);
    },
  );

  it('as uncertain ends the cards, and keeps the papers: somebody may have seen them', async () => {
    await settle(await claim(), { state: 'uncertain', reason: 'because' });

    const [, card] = await house.deliveries();
    expect(card?.state).toBe('skipped');
    expect(await house.store.selectFrom('shown').selectAll().execute()).toHaveLength(2);
  });

  it('as sent makes the papers something to vote on', async () => {
    await settle(await claim(), sent());

    const votable = await house.store.selectFrom('votable').selectAll().execute();
    expect(votable).toMatchObject([
      { message: 'm1', number: 1, paper: '2603.00001' },
      { message: 'm1', number: 2, paper: '2603.00002' },
    ]);
  });
});

describe('a press on a message whose answer was lost', () => {
  it('says where it is, and it is not posted again', async () => {
    const row = await claim();

    const isBound = await outbox.bind(row.key, ref, now());
    const isWritten = await settle(row, { state: 'pending', notBefore: now() });

    expect([isBound, isWritten]).toEqual([true, false]);
    expect(await overview()).toMatchObject({ state: 'sent', sent_message: 'm1' });
    await house.time.jump(2_000);
    expect(await dueParts()).toEqual(['2603.00001', '2603.00002']);
  });

  it('makes an uncertain one sent, whose papers can then be voted on', async () => {
    const row = await claim();
    await settle(row, { state: 'uncertain', reason: 'nobody can say' });

    await outbox.bind(row.key, ref, now());

    expect(await overview()).toMatchObject({ state: 'sent', reason: null });
    expect(await house.store.selectFrom('votable').selectAll().execute()).toHaveLength(2);
  });

  it('changes nothing for a key that is not ours, or of another workspace', async () => {
    const { key } = await claim();

    const unknown = await outbox.bind('what-is-this', ref, now());
    const elsewhere = await outbox.bind(key, { ...ref, workspace: 'fake:W2' }, now());

    expect([unknown, elsewhere]).toEqual([false, false]);
  });

  it('does not move a message that is known', async () => {
    const row = await claim();
    await settle(row, sent());

    await outbox.bind(row.key, { ...ref, message: 'm2' }, now());

    expect(await overview()).toMatchObject({ sent_message: 'm1' });
  });
});
