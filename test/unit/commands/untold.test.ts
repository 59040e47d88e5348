import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Speaker } from '#chat/inbox.ts';
import type { Obstacle } from '#chat/platform.ts';
import { House, MINUTE, PLACE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, linesOf, wordsOf } from './talk.ts';

const ARCHIVED: Obstacle = {
  ...{ kind: 'archived', problem: 'This channel is archived.', fix: 'Unarchive it.' },
};
const ELSEWHERE = { workspace: WORKSPACE, channel: 'C5' };
const EVE: Speaker = { id: 'fake:U9', name: 'Eve', isAdmin: true };
const TOLD =
  'The daily digest that Ada Lovelace set up in name-of-C1 is paused. This channel is archived. Unarchive it.';

let house: House;
beforeEach(async () => {
  house = await House.open();
  house.source.lists.set('2026-03-09', [aPaper('2603.00001')]);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

/** The channel is closed to us, and a message to who set its digest up is refused. */
async function pausedAndUnreachable(): Promise<void> {
  const failure = { kind: 'closed', of: 'channel' } as const;
  house.fake.blocked.set('C1', { obstacle: ARCHIVED, failure });
  house.fake.blocked.set(`dm-${ADA.id}`, { failure: { kind: 'gone', of: 'person' } });
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);
}

const help = (person: Speaker, spot = ELSEWHERE) => ask(house, 'help', { person, spot });

describe('a pause of which nobody could be told', () => {
  it('is told to the next admin who speaks, once, under the answer', async () => {
    await pausedAndUnreachable();

    const first = await help(EVE);
    const second = await help(EVE);

    expect(linesOf(first).at(-1)).toBe(TOLD);
    expect(linesOf(first)[0]).toBe('What Paperboy answers to');
    expect(wordsOf(second)).not.toContain('paused');
  });

  it('is not told to others, who are not asked about at every word', async () => {
    await pausedAndUnreachable();
    const { isAdmin: _, ...bo } = BO;
    house.fake.calls.length = 0;

    const said = [await help(bo), await help(bo), await help(bo)].map(wordsOf).join('\n');

    expect(said).not.toContain('paused');
    expect(house.fake.count('inspect')).toBe(1);
  });

  it('is told without the name of a private channel', async () => {
    house.fake.privateChannels.add('C1');
    await pausedAndUnreachable();

    expect(linesOf(await help(EVE)).at(-1)).toMatch(/set up in a private channel is paused/);
  });

  it('is told to who made the channel there alone', async () => {
    await pausedAndUnreachable();
    house.fake.people.set('fake:U2', { isAdmin: true, isWorkspaceAdmin: false });
    const { isAdmin: _, ...maker } = BO;

    const there = wordsOf(await help(maker));
    await house.time.jump(61 * MINUTE);
    const here = wordsOf(await help(maker, PLACE));

    expect(there).not.toContain('paused');
    expect(here).toContain(TOLD);
  });

  it('is not told twice by the status itself', async () => {
    await pausedAndUnreachable();

    const status = wordsOf(await ask(house, 'status', { person: EVE }));

    expect(status).toMatch(/^Paused since/);
    expect(status).not.toContain(TOLD);
    expect(wordsOf(await help(EVE))).not.toContain('paused');
  });

  it('stays in its workspace', async () => {
    await pausedAndUnreachable();

    expect(wordsOf(await help(EVE, { ...ELSEWHERE, workspace: 'fake:W2' }))).not.toContain(
      'paused',
    );
  });

  it('is told too where nobody is known to have set it up', async () => {
    const failure = { kind: 'closed', of: 'channel' } as const;
    house.fake.blocked.set('C1', { obstacle: ARCHIVED, failure });
    const schedule = { zone: 'Europe/Berlin', localMinute: 9 * 60, daysMask: 0b111_1111 };
    await house.services.subscriptions.ensure(
      { place: PLACE, schedule, top: 2, details: 'none' },
      house.time.now,
    );
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);

    expect(linesOf(await help(EVE)).at(-1)).toMatch(/^The daily digest that the operator set up/);
  });
});

it('a pause of which somebody was told is no news for others', async () => {
  const failure = { kind: 'closed', of: 'channel' } as const;
  house.fake.blocked.set('C1', { obstacle: ARCHIVED, failure });
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);

  expect(house.fake.toPerson(ADA.id)).toHaveLength(1);
  expect(wordsOf(await help(EVE))).not.toContain('paused');
});
