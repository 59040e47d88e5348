import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PaperPart, plain } from '#chat/message.ts';
import { createPlanner } from '../../../src/delivery/plan.ts';
import type { Schedule } from '../../../src/digest/schedule.ts';
import { CommandError } from '../../../src/errors.ts';
import { addDays, isWeekday } from '../../../src/papers/feed-day.ts';
import { refuseChanges, refuseRows } from '../../fakes/store/trouble.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house[Symbol.asyncDispose]());

/** Three papers a weekday, named after their day: 0309-1, the best, to 0309-3. */
function publish(from: string, to: string): void {
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (!isWeekday(day)) continue;
    const short = day.slice(5).replace('-', '');
    const papers = [1, 2, 3].map((n) =>
      aPaper(`26${short}.0000${n}`, { title: `${short}-${n}`, upvotes: 40 - 10 * n }),
    );
    house.source.lists.set(day, papers);
  }
}

const isPaper = (part: { kind: string }): part is PaperPart => part.kind === 'paper';

interface Seen {
  readonly at: string;
  readonly heading: string;
  readonly news: string | undefined;
  readonly titles: readonly unknown[];
  readonly smallPrint: string;
}

/** Overviews of a channel as a reader sees them. */
function overviews(channel = 'C1'): readonly Seen[] {
  return house.fake.in(channel).flatMap(({ at, message: { parts } }) => {
    const [heading] = parts;
    if (heading?.kind !== 'heading') return [];
    const note = parts.at(-1);
    return {
      at: new Date(at).toISOString().slice(0, 16),
      heading: heading.text.replaceAll('\u00a0', ' '),
      news: heading.below && plain(heading.below).replaceAll('\u00a0', ' '),
      titles: parts.filter(isPaper).map(({ title }) => title),
      smallPrint: note?.kind === 'note' ? note.text.toString() : '',
    };
  });
}

const headings = (channel?: string) => overviews(channel).map(({ heading }) => heading);

describe('a week of mornings', () => {
  it('has a digest from Tuesday to Saturday, each of the list that closed in the night', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe();
    house.run();

    await house.live('2026-03-18T12:00:00Z');

    expect(overviews().map(({ at, heading }) => `${at} ${heading}`)).toEqual([
      '2026-03-10T08:00 Daily Papers, Mon 9 Mar: 2 of 3',
      '2026-03-11T08:00 Daily Papers, Tue 10 Mar: 2 of 3',
      '2026-03-12T08:00 Daily Papers, Wed 11 Mar: 2 of 3',
      '2026-03-13T08:00 Daily Papers, Thu 12 Mar: 2 of 3',
      '2026-03-14T08:00 Daily Papers, Fri 13 Mar: 2 of 3',
      '2026-03-17T08:00 Daily Papers, Mon 16 Mar: 2 of 3',
      '2026-03-18T08:00 Daily Papers, Tue 17 Mar: 2 of 3',
    ]);
    expect(overviews().every(({ news }) => news === undefined)).toBe(true);
  });

  it('is silent about a day on which no papers were listed', async () => {
    publish('2026-03-02', '2026-03-09');
    publish('2026-03-11', '2026-03-11');
    await house.subscribe();
    house.run();

    await house.live('2026-03-12T12:00:00Z');

    expect(headings()).toEqual([
      'Daily Papers, Mon 9 Mar: 2 of 3',
      'Daily Papers, Wed 11 Mar: 2 of 3',
    ]);
  });

  it('shows no paper twice, even one that was listed twice', async () => {
    publish('2026-03-09', '2026-03-10');
    const again = house.source.lists.get('2026-03-09')?.[0];
    const others = house.source.lists.get('2026-03-10') ?? [];
    house.source.lists.set('2026-03-10', [...(again === undefined ? [] : [again]), ...others]);
    await house.subscribe();
    house.run();

    await house.live('2026-03-11T12:00:00Z');

    expect(overviews().flatMap(({ titles }) => titles)).toEqual([
      '0309-1',
      '0309-2',
      '0310-1',
      '0310-2',
    ]);
    expect(headings().at(-1)).toBe('Daily Papers, Tue 10 Mar: 2 of 3');
  });

  it('is not upset by a second tick, nor by a second process on the same file', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.subscribe();
    house.run();

    await house.tickAt('2026-03-10T08:00:00Z');
    await house.engine.tick(house.time.now);
    await house.restart();
    house.run();
    await house.engine.tick(house.time.now);
    await house.time.pass(MINUTE);

    expect(headings()).toEqual(['Daily Papers, Mon 9 Mar: 2 of 3']);
    expect(house.fake.messages).toHaveLength(3);
  });

  it('gives a clock that was set back no second digest', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.subscribe();
    house.run();
    await house.live('2026-03-10T09:00:00Z');

    await house.time.jump(-2 * HOUR);
    await house.live('2026-03-10T10:00:00Z', 30);

    expect(headings()).toHaveLength(1);
  });
});

describe('a new subscription', () => {
  it('begins with the newest list alone, however much is in the archive', async () => {
    publish('2026-03-02', '2026-03-09');
    await house.tickAt('2026-03-10T07:30:00Z');
    await house.subscribe({ top: 10 });
    house.run();

    await house.live('2026-03-10T12:00:00Z');

    expect(overviews()).toMatchObject([
      { heading: 'Daily Papers, Mon 9 Mar: 3 papers', titles: ['0309-1', '0309-2', '0309-3'] },
    ]);
  });

  it('begins so again after it was ended for weeks', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe({ top: 10 });
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.services.subscriptions.remove(PLACE);
    await house.live('2026-03-20T12:00:00Z', 12 * 60);
    await house.subscribe({ top: 10 });

    await house.live('2026-03-21T12:00:00Z', 60);

    expect(overviews().slice(1)).toMatchObject([
      { heading: 'Daily Papers, Fri 20 Mar: 3 papers', news: undefined },
    ]);
  });
});

describe('after an outage', () => {
  it('one digest comes, with the best of what was missed, and says who was away', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe({ top: 3 });
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.restart();
    await house.time.jump(4 * 24 * HOUR - 3 * HOUR);
    house.run();

    await house.live('2026-03-14T12:00:00Z', 30);

    expect(overviews().slice(1)).toMatchObject([
      {
        heading: 'Daily Papers, 10 to 13 Mar: 3 of 12',
        news: 'Paperboy was away since Tue 10 Mar: the best since then. And 9 more: /papers missed',
        titles: ['0310-1', '0311-1', '0312-1'],
      },
    ]);
  });

  it('comes at once when the slot is long over, and still gets out', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.restart();
    await house.time.jump(2 * 24 * HOUR + 8 * HOUR);
    house.run();

    await house.live('2026-03-12T21:00:00Z', 30);

    expect(headings()).toEqual([
      'Daily Papers, Mon 9 Mar: 2 of 3',
      'Daily Papers, 10 to 11 Mar: 2 of 6',
    ]);
  });

  it('says nothing about an absence in which one list came', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.restart();
    await house.time.jump(24 * HOUR);
    house.run();

    await house.live('2026-03-11T13:00:00Z', 30);

    expect(overviews().at(-1)).toMatchObject({
      heading: 'Daily Papers, Tue 10 Mar: 2 of 3',
      news: undefined,
    });
  });

  it('of the platform, what did not get out is part of the next digest', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe({ top: 6, details: 'none' });
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 24 * HOUR + 30 * MINUTE });

    await house.live('2026-03-12T12:00:00Z');

    expect(overviews().slice(1)).toMatchObject([
      {
        heading: 'Daily Papers, 10 to 11 Mar: 6 papers',
        news: undefined,
        titles: ['0310-1', '0311-1', '0310-2', '0311-2', '0310-3', '0311-3'],
      },
    ]);
  });

  it('a death in the middle of a post does not bring days-old news', async () => {
    publish('2026-03-02', '2026-03-20');
    await house.subscribe({ details: 'none' });
    house.fake.faults.push('hang');
    house.run();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.restart({ isKilled: true });
    await house.time.jump(3 * 24 * HOUR);
    house.run();

    await house.live('2026-03-13T10:00:00Z', 5);

    expect(headings()).toHaveLength(1);
    expect(headings()[0]).toMatch(/Thu 12 Mar|to 12 Mar/);
  });
});

describe('a list that is late', () => {
  async function lateUntil(moment: string): Promise<void> {
    publish('2026-03-02', '2026-03-09');
    await house.tickAt('2026-03-10T07:00:00Z');
    await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    publish('2026-03-10', '2026-03-10');
    house.source.isDown = true;
    await house.live(moment, 60);
    house.source.isDown = false;
  }

  it('is waited for, and the small print says so when that took more than half an hour', async () => {
    await lateUntil('2026-03-11T09:00:00Z');
    const before = headings().length;

    await house.live('2026-03-11T11:00:00Z', 5);

    const [, late] = overviews();
    expect(before).toBe(1);
    expect(late?.heading).toBe('Daily Papers, Tue 10 Mar: 2 of 3');
    expect(late?.smallPrint).toMatch(/Hugging Face published this list late\.$/);
  });

  it('by less than half an hour is nobody’s business', async () => {
    publish('2026-03-02', '2026-03-10');
    await house.subscribe();
    house.run();
    await house.live('2026-03-11T07:50:00Z');
    await house.services.puller.tick(house.time.now);

    await house.live('2026-03-11T09:00:00Z', 5);

    expect(overviews().at(-1)?.smallPrint).not.toMatch(/late/);
  });

  it('was not late when it was Paperboy who was away', async () => {
    publish('2026-03-02', '2026-03-10');
    await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.restart();
    await house.time.jump(23 * HOUR);
    house.run();

    await house.live('2026-03-11T13:00:00Z', 5);

    expect(overviews().at(-1)).toMatchObject({
      heading: 'Daily Papers, Tue 10 Mar: 2 of 3',
      smallPrint: expect.not.stringContaining('late'),
    });
  });

  it('by more than six hours leaves its slot silent and is part of the next digest', async () => {
    await lateUntil('2026-03-11T14:30:00Z');
    publish('2026-03-11', '2026-03-11');

    await house.live('2026-03-12T09:00:00Z', 60);

    expect(overviews().slice(1)).toMatchObject([
      { heading: 'Daily Papers, 10 to 11 Mar: 2 of 6', news: undefined },
    ]);
  });

  it('keeps on being waited for when the settings are changed meanwhile', async () => {
    await lateUntil('2026-03-11T09:00:00Z');
    await house.subscribe({ top: 3 });

    await house.live('2026-03-11T11:00:00Z', 5);

    expect(headings().at(-1)).toBe('Daily Papers, Tue 10 Mar: 3 papers');
  });
});

describe('a pause', () => {
  it('that ended is named, and one digest brings the best of it', async () => {
    publish('2026-03-02', '2026-03-20');
    const { id } = await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    await house.services.subscriptions.pause(id, {
      reason: 'Why?',
      fix: 'So.',
      at: house.time.now,
    });
    house.fake.blocked.set('C1', {
      obstacle: { kind: 'archived', problem: 'Why?', fix: 'So.' },
      failure: { kind: 'closed', of: 'channel' },
    });
    await house.live('2026-03-13T12:00:00Z', 4 * 60);
    await house.services.subscriptions.resume(id, house.time.now);
    house.fake.blocked.clear();

    await house.live('2026-03-14T12:00:00Z', 60);

    expect(overviews().slice(1)).toMatchObject([
      {
        heading: 'Daily Papers, 10 to 13 Mar: 2 of 12',
        news: 'Resumed after a pause since Tue 10 Mar: the best since then. And 10 more: /papers missed',
      },
    ]);
  });

  it('that a new subscribe ended is named too', async () => {
    publish('2026-03-02', '2026-03-20');
    const { id } = await house.subscribe();
    house.run();
    await house.live('2026-03-10T12:00:00Z');
    const { subscriptions } = house.services;
    await subscriptions.pause(id, { reason: 'Why?', fix: 'So.', at: house.time.now });
    await house.time.jump(3 * 24 * HOUR);
    await house.subscribe();

    await house.live('2026-03-14T12:00:00Z', 60);

    expect(overviews().at(-1)?.news).toMatch(/^Resumed after a pause since Tue 10 Mar/);
  });
});

describe('a digest that is sent by hand', () => {
  beforeEach(async () => {
    publish('2026-03-02', '2026-03-20');
    await house.tickAt('2026-03-10T07:00:00Z');
    house.run();
  });
  const send = async (day?: string) =>
    house.services.planner.ensureDigest(await house.subscribe(), day, house.time.now);

  it('is the same when it is sent twice', async () => {
    const first = await send();
    const second = await send();
    await house.live('2026-03-10T07:30:00Z');

    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second).toMatchObject({ id: first.id, content: first.content });
    expect(headings()).toEqual(['Daily Papers, Mon 9 Mar: 2 of 3']);
  });

  it('is not followed by the schedule’s own', async () => {
    await send();

    await house.live('2026-03-10T12:00:00Z');

    expect(headings()).toHaveLength(1);
  });

  it('is the schedule’s own when that was before', async () => {
    await house.subscribe();
    await house.live('2026-03-10T12:00:00Z');

    const { isNew } = await send();

    expect(isNew).toBe(false);
    expect(headings()).toHaveLength(1);
  });

  it('may be that of an older day, in a few papers which the channel has not seen', async () => {
    await send('2026-03-06');
    await house.live('2026-03-10T07:30:00Z');

    expect(headings()).toEqual(['Daily Papers, Fri 6 Mar: 2 of 3']);
  });

  it.each([
    ['2026-03-10', 'The list of 2026-03-10 is still growing; it closes at 21:30 New York.'],
    ['2026-03-08', 'There is no list of papers for 2026-03-08.'],
    ['2026-04-01', 'There is no list of papers for 2026-04-01.'],
  ])('of %s is refused with the reason', async (day, words) => {
    await expect(send(day)).rejects.toThrow(new CommandError(words));
  });

  it('goes again after it was refused', async () => {
    house.fake.blocked.set('C1', { failure: { kind: 'forbidden', of: 'channel' } });
    await send();
    await house.time.pass(MINUTE);
    house.fake.blocked.clear();

    const again = await send();
    await house.time.pass(MINUTE);

    expect(again.isNew).toBe(true);
    expect(headings()).toEqual(['Daily Papers, Mon 9 Mar: 2 of 3']);
  });

  it('goes again after it was refused while somebody voted on one of its papers', async () => {
    const post = house.fake.post.bind(house.fake);
    house.fake.post = async (...what) => {
      await house.engine.refresher.touch({ workspace: WORKSPACE, papers: ['260309.00001'] });
      return post(...what);
    };
    house.fake.blocked.set('C1', { failure: { kind: 'forbidden', of: 'channel' } });
    await send();
    await house.time.pass(MINUTE);
    house.fake.blocked.clear();

    await send();
    await house.time.pass(MINUTE);

    expect(headings()).toEqual(['Daily Papers, Mon 9 Mar: 2 of 3']);
  });
});

describe('many subscriptions', () => {
  it('are planned in one tick, each for its own channel and hour', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.tickAt('2026-03-10T07:00:00Z');
    const hour = (localMinute: number): Schedule => ({
      zone: 'UTC',
      localMinute,
      daysMask: 0b111_1111,
    });
    for (let n = 0; n < 30; n++) {
      const place = { workspace: WORKSPACE, channel: `C${n}` };
      const schedule = hour(n < 20 ? 8 * 60 : 10 * 60);
      await house.subscribe({ place, schedule, details: 'none' });
    }

    const { planned } = await house.services.planner.tick(Date.parse('2026-03-10T08:00:00Z'));
    const again = await house.services.planner.tick(Date.parse('2026-03-10T08:01:00Z'));

    expect(planned).toBe(20);
    expect(again.planned).toBe(0);
    expect(new Set((await house.deliveries()).map(({ channel }) => channel)).size).toBe(20);
  });

  it('are planned though one of them cannot be, which an operator can read', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.tickAt('2026-03-10T07:00:00Z');
    for (let n = 0; n < 9; n++) {
      await house.subscribe({ place: { workspace: WORKSPACE, channel: `C${n}` }, details: 'none' });
    }
    const bad = await house.services.subscriptions.find({ workspace: WORKSPACE, channel: 'C4' });
    await refuseRows(house.store, 'digest', sql`new.subscription = ${sql.lit(bad?.id ?? '')}`);

    const tick = house.services.planner.tick(Date.parse('2026-03-10T08:00:00Z'));

    await expect(tick).rejects.toThrow(/disk is full/);
    const planned = (await house.deliveries()).map(({ channel }) => channel);
    expect(planned.toSorted()).toEqual(['C0', 'C1', 'C2', 'C3', 'C5', 'C6', 'C7', 'C8']);
    expect(house.log.lines).toContainEqual(
      expect.objectContaining({
        facts: expect.objectContaining({ subscription: bad?.id }),
        sentence: 'digest could not be planned',
      }),
    );
  });

  it('are left as they are while nothing can be written', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.tickAt('2026-03-10T07:00:00Z');
    for (let n = 0; n < 40; n++) {
      await house.subscribe({ place: { workspace: WORKSPACE, channel: `C${n}` }, details: 'none' });
    }
    const allow = await refuseChanges(house.store, 'digest', ['insert']);
    const at = Date.parse('2026-03-10T08:00:00Z');

    await expect(house.services.planner.tick(at)).rejects.toThrow(/disk is full/);
    await allow();

    expect(await house.services.planner.tick(at)).toEqual({ planned: 40 });
  });

  it('have six hours from their slot to get out', async () => {
    publish('2026-03-09', '2026-03-09');
    await house.subscribe();

    await house.tickAt('2026-03-10T08:20:00Z');

    const [overview, card] = await house.deliveries();
    expect(overview?.deliver_by).toBe(Date.parse('2026-03-10T14:00:00Z'));
    expect(card?.deliver_by).toBe(null);
  });
});

it('plans nothing for a channel that was unsubscribed while it was decided what it gets', async () => {
  publish('2026-03-09', '2026-03-09');
  await house.subscribe();
  await house.subscribe({ place: { workspace: WORKSPACE, channel: 'C2' } });
  const { store, log, services } = house;
  const { archive, subscriptions } = services;
  await house.services.puller.tick(house.time.now);
  const planner = createPlanner({
    ...{ store, log, today: () => '2026-03-10', laneOf: (workspace) => workspace },
    archive: {
      ...archive,
      lists: async (from, to) => {
        await subscriptions.remove(PLACE);
        return archive.lists(from, to);
      },
    },
  });

  await planner.tick(Date.parse('2026-03-10T08:00:00Z'));

  const digests = await store.selectFrom('digest').select('channel').execute();
  expect(digests).toEqual([{ channel: 'C2' }]);
});
