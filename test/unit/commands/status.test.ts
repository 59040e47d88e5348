import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { daysBetween } from '../../../src/papers/feed-day.ts';
import { HOUR, House, MINUTE, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, linesOf, messageOf, press, wordsOf } from './talk.ts';

const NO_ENTRY: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is no longer a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};
const NO_PERMISSION: Obstacle = {
  kind: 'permission',
  problem: 'Paperboy may no longer send messages in this channel.',
  fix: 'Edit Channel → Permissions → Paperboy: allow Send Messages.',
};

let house: House;
beforeEach(async () => {
  house = await House.open();
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`));
  house.source.lists.set('2026-03-09', papers);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

const status = () => ask(house, 'status', { person: ADA });
const block = (obstacle: Obstacle) =>
  house.fake.blocked.set('C1', { obstacle, failure: { kind: 'forbidden', of: 'channel' } });

async function morning(): Promise<void> {
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(4 * MINUTE);
}

describe('status', () => {
  it('says when nothing is subscribed, and what to type', async () => {
    const [headline, how, source] = linesOf(await status());

    expect(headline).toBe('Nothing is subscribed here');
    expect(how).toBe('To start: /papers subscribe daily 09:00 Europe/Berlin top 10');
    expect(source).toBe('Hugging Face: not asked yet; no list yet');
  });

  it('says that all is well, with the last digest and the next', async () => {
    await morning();

    expect(linesOf(await status())).toEqual([
      'All is well',
      'Digest: weekdays, 09:00 Berlin time, 2 papers',
      'Next: Wed 11 Mar, 09:00, when there is a new list',
      'Last digest: Tue 10 Mar, 09:00: 2 of 3 papers, everything posted',
      'Hugging Face: answered 4 minutes ago; newest list Mon 9 Mar, closed',
    ]);
  });

  it('says how far the archive has filled itself, until it is whole', async () => {
    await using filling = await House.open({ archiveSince: '2024-01-01' });
    const read = async (from: string) => {
      const days = daysBetween(from, '2026-03-10');
      const row = { state: 'empty' as const, pulled_at: 0, settled_at: 0, next_pull_at: null };
      await filling.store
        .insertInto('day')
        .values(days.map((day) => ({ day, ...row })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return linesOf(await ask(filling, 'status', { person: ADA })).at(-1);
    };

    expect(await read('2024-11-05')).toBe(
      'Hugging Face: not asked yet; no list yet; archive back to 5 Nov 2024, 61 %',
    );
    expect(await read('2024-01-02')).toMatch(/; archive back to 2 Jan 2024, 99 %$/);
    expect(await read('2024-01-01')).toBe('Hugging Face: not asked yet; no list yet');
  });

  it('is a channel’s own: another one reads nothing of it', async () => {
    house.fake.privateChannels.add('C1');
    await morning();

    const there = await ask(house, 'status', {
      person: ADA,
      spot: { ...PLACE, channel: 'C2' },
    });

    expect(linesOf(there)[0]).toBe('Nothing is subscribed here');
    expect(JSON.stringify(there)).not.toMatch(/C1|Berlin time|Last digest/);
  });

  it('is refused to who may not change the digest', async () => {
    await morning();

    expect(wordsOf(await ask(house, 'status', { person: BO }))).toMatch(/^Only an admin/);
  });

  it('looks whether the next digest can be posted, before it fails', async () => {
    await house.subscribe();
    block(NO_PERMISSION);

    const [headline, reason, fix] = linesOf(await status());
    await house.time.pass(MINUTE);

    expect(headline).toBe('Paused since Tue 10 Mar, 08:00');
    expect(reason).toBe(NO_PERMISSION.problem);
    expect(fix).toContain(NO_PERMISSION.fix);
    expect(house.fake.toPerson('fake:U1')).toHaveLength(1);
  });

  it('believes that nothing is in the way while the platform does not say', async () => {
    await house.subscribe();
    house.fake.inspectFails = { kind: 'unavailable' };

    expect(linesOf(await ask(house, 'status', { person: { ...ADA, isAdmin: true } }))[0]).toBe(
      'All is well',
    );
  });

  it('says since when Hugging Face is silent', async () => {
    await morning();
    house.source.isDown = true;
    await house.live('2026-03-10T10:00:00Z', 10);
    const [headline, today] = linesOf(await status());
    await house.live('2026-03-11T10:00:00Z', 10);
    const [, tomorrow] = linesOf(await status());

    expect(headline).toBe('Working, with one problem');
    expect(today).toMatch(
      /^Hugging Face has not answered since \d\d:\d\d\. The digest waits for it\.$/,
    );
    expect(tomorrow).toMatch(/^Hugging Face has not answered since Tue 10 Mar, \d\d:\d\d\./);
  });

  it('says since when search has stood still', async () => {
    await morning();
    await sql`alter table paper rename column changed to hidden`.execute(house.store);
    const ending = new AbortController();
    const running = house.engine.live.run(ending.signal);
    await house.engine.live.catchUp().catch(() => {});
    await breath();

    const lines = linesOf(await status());
    ending.abort();
    await running;

    expect(lines[0]).toBe('Working, with one problem');
    expect(lines.at(-1)).toBe('Search: not brought up to date since Tue 10 Mar, 09:04');
  });

  it('says that the platform asked to wait, and until when', async () => {
    house.fake.faults.push(undefined, { kind: 'rate-limited', retryAfterMs: 30 * MINUTE });
    await morning();

    expect(linesOf(await status())).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Waiting: 2 messages',
        'Slowed down: Fake asked us to wait; next try 09:30',
        'Last digest: Tue 10 Mar, 09:00: 2 of 3 papers, 1 of 3 messages posted',
      ]),
    );
  });

  it('says that the token is refused, and who knows', async () => {
    house.fake.faults.push({ kind: 'unauthorized', of: 'installation' });
    await house.subscribe();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(1_000);

    expect(linesOf(await status())).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Slowed down: Fake refuses Paperboy’s token; next try 09:05. The operator knows.',
      ]),
    );
  });

  it('says when a message that waits is tried next', async () => {
    house.fake.faults.push(undefined, {
      kind: 'rate-limited',
      retryAfterMs: 9 * MINUTE,
      of: 'channel',
    });
    await morning();

    expect(linesOf(await status())).toContain('Waiting: 2 messages; next try 09:09');
  });

  it('says of how many messages nobody knows, and forgets it after a week', async () => {
    house.fake.faults.push(undefined, 'answer-lost');
    house.fake.findFails = 'cannot-say';
    await morning();
    const now = linesOf(await status());
    await house.time.jump(7 * 24 * HOUR);

    expect(now).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Uncertain: 1 of 3 messages: Fake did not say whether it arrived. It will not be sent again.',
      ]),
    );
    expect(wordsOf(await status())).not.toContain('Uncertain');
  });

  it('says of how many messages were refused, in this channel alone', async () => {
    house.fake.faults.push(undefined, { kind: 'gone', of: 'thread' });
    await morning();
    const other = { ...PLACE, channel: 'C2' };
    await house.subscribe({ place: other });

    const there = await ask(house, 'status', { person: ADA, spot: other });

    expect(wordsOf(there)).toMatch(/^All is well/);
    expect(linesOf(await status())).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Refused: 1 of 3 messages; which, and why: /papers log',
      ]),
    );
  });
});

describe('a message that the platform refused', () => {
  it('and that came as plain words is told, with who knows', async () => {
    house.fake.refuses = ({ parts }) => parts.some(({ kind }) => kind === 'actions');
    await morning();

    expect(linesOf(await status())).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Plain text: 3 messages refused; sent as plain text instead. The operator knows.',
      ]),
    );
  });
});

describe('the status of a pause', () => {
  beforeEach(async () => {
    block(NO_ENTRY);
    await morning();
  });

  it('gives the reason, the fix and what happens then, and asks for attention', async () => {
    const answer = await status();

    expect(linesOf(answer).slice(0, 3)).toEqual([
      'Paused since Tue 10 Mar, 09:00',
      NO_ENTRY.problem,
      `To fix it\n${NO_ENTRY.fix} The digest then resumes by itself, with the best of what was missed.`,
    ]);
    expect(messageOf(answer).tone).toBe('warning');
    expect(wordsOf(answer)).toContain('[Check again] [Unsubscribe]');
    expect(wordsOf(answer)).not.toContain('Next:');
  });

  it('says how many digests wait, and that one will come of them', async () => {
    const [, , first] = linesOf(await status()).slice(1);
    await house.live('2026-03-11T12:00:00Z', 60);
    const lines = linesOf(await status());

    expect(first).toBe('Digest: weekdays, 09:00 Berlin time, 2 papers');
    expect(lines).toContain('Waiting: 2 digests, folded into one when posting works again');
    expect(lines[0]).toBe('Paused since Tue 10 Mar, 09:00');
  });

  it('is checked again by its button, and all is well when nothing is in the way', async () => {
    const before = await status();
    house.fake.blocked.clear();

    const after = await press(house, control(before, 'Check again'), { person: ADA });

    expect(linesOf(after)[0]).not.toMatch(/^Paused/);
    expect(wordsOf(after)).toContain('Next: Wed 11 Mar, 09:00');
  });

  it('says what is in the way now, when that is something else', async () => {
    const before = await status();
    block(NO_PERMISSION);

    const after = await press(house, control(before, 'Check again'), { person: ADA });

    expect(linesOf(after).slice(0, 2)).toEqual([
      'Paused since Tue 10 Mar, 09:00',
      NO_PERMISSION.problem,
    ]);
    expect(wordsOf(after)).toContain(NO_PERMISSION.fix);
  });

  it('is checked again by admins only', async () => {
    const before = await status();
    house.fake.blocked.clear();

    const reply = await press(house, control(before, 'Check again'), { person: BO });

    expect(wordsOf(reply)).toMatch(/^Only an admin/);
    expect((await house.services.subscriptions.find(PLACE))?.paused).toBeDefined();
  });
});
