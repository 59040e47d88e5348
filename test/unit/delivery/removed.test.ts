import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

const BESIDE = { workspace: 'fake:W2', channel: 'C1' };

let house: House;
beforeEach(async () => {
  house = await House.open();
  for (const id of [WORKSPACE, BESIDE.workspace]) {
    await ensureWorkspace(house.store, { id, name: 'Lab', now: 1 });
  }
  house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
  await house.subscribe();
  await house.subscribe({ place: BESIDE });
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

const remove = () => house.engine.inbox.onPlace({ kind: 'removed', workspace: WORKSPACE });
const reinstall = () =>
  house.engine.inbox.onPlace({ kind: 'installed', workspace: WORKSPACE, name: 'Lab' });
const own = async () =>
  (await house.deliveries()).filter(({ workspace }) => workspace === WORKSPACE);

/** What the platform is asked about this workspace from now on. */
function watched(): () => number {
  const { fake } = house;
  const ours = ({ ref }: (typeof fake.messages)[number]) => ref.workspace === WORKSPACE;
  const before = fake.messages.filter(ours).length;
  return () => fake.messages.filter(ours).length - before;
}

describe('a workspace that removed Paperboy', () => {
  it('ends what was to come with the reason, and gets nothing any more', async () => {
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 30 * MINUTE, of: 'installation' });
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);

    await remove();
    await house.live('2026-03-12T12:00:00Z', 240);

    expect(house.fake.messages.filter(({ ref }) => ref.workspace === WORKSPACE)).toEqual([]);
    expect((await own()).map(({ state, reason }) => ({ state, reason }))).toEqual(
      Array.from({ length: 3 }, () => ({ state: 'skipped', reason: 'Paperboy was removed there' })),
    );
    expect(house.fake.in('C1')).not.toEqual([]);
  });

  it('leaves open what may have arrived', async () => {
    house.fake.faults.push('answer-lost');
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(1_000);

    await remove();

    expect((await own()).map(({ state }) => state)).toEqual(['uncertain', 'skipped', 'skipped']);
  });

  it('is not looked at: no edit, no heal, no probe, and nobody is told', async () => {
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);
    await house.services.votesChanged({ workspace: WORKSPACE, papers: ['2603.00001'] });
    await remove();
    const posted = watched();
    house.fake.calls.length = 0;

    await house.live('2026-03-10T20:00:00Z', 60);
    await house.engine.healer.flush();
    const read = await house.store
      .selectFrom('heal')
      .innerJoin('delivery', 'delivery.id', 'heal.delivery')
      .select('workspace')
      .distinct()
      .execute();

    expect(posted()).toBe(0);
    expect(read).toEqual([{ workspace: BESIDE.workspace }]);
    expect(house.fake.calls.map(({ what }) => what)).toEqual([]);
    expect(house.fake.toPerson('fake:U1')).toEqual([]);
  });

  it('goes on when it installs Paperboy again, with what was missed', async () => {
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);
    await remove();
    const posted = watched();
    await house.live('2026-03-12T12:00:00Z', 240);
    const quiet = posted();
    house.source.lists.set('2026-03-11', [aPaper('2603.00011')]);
    house.source.lists.set('2026-03-12', [aPaper('2603.00012')]);

    await reinstall();
    const paused = (await house.services.subscriptions.find(PLACE))?.paused;
    await house.live('2026-03-13T09:00:00Z', 60);

    expect(quiet).toBe(0);
    expect(paused).toBeUndefined();
    const own = house.fake.messages.filter(({ ref }) => ref.workspace === WORKSPACE);
    expect(JSON.stringify(own.slice(-posted()))).toMatch(/Resumed after a pause since Tue.10.Mar/);
  });

  it('wakes a lane whose token was refused', async () => {
    house.fake.faults.push({ kind: 'unauthorized', of: 'installation' });
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(1_000);
    const before = house.fake.messages.length;

    await reinstall();
    await house.time.pass(2_000);

    expect(house.fake.messages.length).toBeGreaterThan(before);
  });

  it('ends what was planned while it went', async () => {
    await remove();
    await house.services.planner.planNotice(
      PLACE,
      { what: 'late', message: { summary: 'Late.', parts: [] }, trx: house.store },
      house.time.now + HOUR,
    );

    await house.engine.tick(house.time.now);

    expect(await own()).toMatchObject([{ state: 'skipped' }]);
  });
});
