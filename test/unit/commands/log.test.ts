import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, MINUTE, PLACE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, linesOf, press, wordsOf } from './talk.ts';

const SECRET = { workspace: WORKSPACE, channel: 'C8' };
const OPEN = { workspace: WORKSPACE, channel: 'C9' };
const BOSS = { ...ADA };

let house: House;
beforeEach(async () => {
  house = await House.open();
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`));
  house.source.lists.set('2026-03-09', papers);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

const log = (where = '', spot = PLACE) => ask(house, `log ${where}`, { person: BOSS, spot });
/** Lines of entries, without the keys. */
const entries = (reply: Awaited<ReturnType<typeof log>>) =>
  linesOf(reply)
    .filter((line) => /^(?:Tue|Wed)/.test(line))
    .map((line) => line.replace(/ [\w-]{24}$/, ''));

async function morning(): Promise<void> {
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(4 * MINUTE);
}

describe('the log of a channel', () => {
  it('says what was posted, where it is, and under which key the operator finds it', async () => {
    await morning();

    const answer = await log();

    const [overview] = house.fake.in('C1');
    expect(entries(answer)).toEqual([
      'Tue 10 Mar, 09:00: Daily Papers, Mon 9 Mar: posted Tue 10 Mar, 09:00. 2 cards posted.',
    ]);
    expect(wordsOf(answer)).toContain(overview?.key ?? 'no key');
    expect(JSON.stringify(answer)).toContain(`https://chat.example/C1/${overview?.ref.message}`);
  });

  it('says what went wrong, in words', async () => {
    house.fake.faults.push(undefined, 'answer-lost', { kind: 'gone', of: 'thread' });
    house.fake.findFails = 'cannot-say';
    await morning();

    expect(entries(await log())).toEqual([
      'Tue 10 Mar, 09:00: Daily Papers, Mon 9 Mar: posted Tue 10 Mar, 09:00. 0 of 2 cards posted; ' +
        '1 refused: the platform says gone; ' +
        '1 uncertain: Fake did not say whether it arrived. It will not be sent again.',
    ]);
  });

  it('says what waits, and until when', async () => {
    house.fake.faults.push({ kind: 'unavailable' });
    await house.subscribe();
    await house.tickAt('2026-03-10T08:00:00Z');

    expect(entries(await log())).toEqual([
      'Tue 10 Mar, 09:00: Daily Papers, Mon 9 Mar: waits; next try Tue 10 Mar, 09:00. 0 of 2 cards posted; 2 to come.',
    ]);
  });

  it('says what was left out and what was sent as plain text', async () => {
    house.fake.refuses = ({ parts }) => parts.some(({ kind }) => kind === 'heading');
    await morning();
    house.fake.refuses = () => false;
    house.source.lists.set('2026-03-10', [aPaper('2603.00004')]);
    house.fake.faults.push({
      kind: 'rate-limited',
      retryAfterMs: 400 * MINUTE,
      of: 'installation',
    });
    await house.live('2026-03-11T16:00:00Z', 60);

    expect(entries(await log())).toEqual([
      'Wed 11 Mar, 09:04: Daily Papers, Tue 10 Mar: left out: it was not out in time. ' +
        '0 of 1 card posted; 1 left out: what it follows is skipped: it was not out in time.',
      'Tue 10 Mar, 09:00: Daily Papers, Mon 9 Mar: posted Tue 10 Mar, 09:00 as plain text, ' +
        'as the platform refused it: the platform says rejected. 2 cards posted.',
    ]);
  });

  it('has pages, the newest first', async () => {
    for (let n = 1; n <= 8; n += 1) {
      const message = { summary: `Notice ${n}.`, parts: [] };
      const notice = { what: `${n}`, message, trx: house.store };
      await house.services.planner.planNotice(PLACE, notice, house.time.now + n * MINUTE);
    }

    const first = await log();
    const second = await press(house, control(first, 'Next'), { person: BOSS });
    const back = await press(house, control(second, 'Back'), { person: BOSS });

    expect(entries(first)).toHaveLength(6);
    expect(entries(first)[0]).toBe('Tue 10 Mar, 07:08: A notice: waits.');
    expect(entries(second)).toHaveLength(2);
    expect(entries(back)).toEqual(entries(first));
    expect(wordsOf(second)).not.toContain('[Next]');
  });

  it('is for admins, whoever turns its pages', async () => {
    await morning();

    expect(wordsOf(await ask(house, 'log', { person: BO }))).toMatch(/^Only an admin/);
  });

  it('says when there is nothing', async () => {
    expect(wordsOf(await log())).toBe('Nothing was posted here yet.');
    expect(wordsOf(await log('elsewhere'))).toBe('I know no log “elsewhere”. Try: /papers log all');
  });
});

describe('the log of a workspace', () => {
  beforeEach(async () => {
    await house.time.pass(0); // what delivers has looked for work, and looks again in seconds
    house.fake.privateChannels.add(SECRET.channel);
    for (const place of [PLACE, SECRET, OPEN, { ...PLACE, workspace: 'fake:W2' }]) {
      const message = { summary: 'Hello.', parts: [] };
      await house.services.planner.planNotice(
        place,
        { what: place.channel, message, trx: house.store },
        house.time.now,
      );
    }
    const message = { summary: 'For you.', parts: [] };
    await house.services.planner.planPrivate(
      { workspace: WORKSPACE, person: 'fake:U5' },
      { what: 'private', message, trx: house.store },
      house.time.now,
    );
  });

  it('leaves out private channels, messages to single persons, and other workspaces', async () => {
    const answer = await log('all');

    expect(entries(answer)).toEqual([
      'Tue 10 Mar, 07:00, name-of-C9: A notice: waits.',
      'Tue 10 Mar, 07:00: A notice: waits.',
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/C8|fake:W2|U5/);
  });

  it('shows a private channel’s own there', async () => {
    expect(entries(await log('', SECRET))).toHaveLength(1);
    expect(entries(await log('all', SECRET))).toHaveLength(3);
  });

  it('is this channel’s alone where people of other workspaces read along', async () => {
    house.fake.sharedChannels.add('C1');

    expect(entries(await log('all'))).toEqual(['Tue 10 Mar, 07:00: A notice: waits.']);
  });

  it('is for who may manage the workspace', async () => {
    house.fake.people.set('fake:U2', { isAdmin: true, isWorkspaceAdmin: false });
    const { isAdmin: _, ...maker } = BO;

    expect(wordsOf(await ask(house, 'log all', { person: maker }))).toMatch(
      /^Only an admin of this workspace/,
    );
    expect(entries(await ask(house, 'log', { person: maker }))).toHaveLength(1);
  });
});
