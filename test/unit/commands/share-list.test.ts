import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { House } from '../delivery/house.ts';
import { openSearchRoom } from './search-room.ts';
import { ADA, ask, BO, control, linesOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openSearchRoom();
});
afterEach(() => house[Symbol.asyncDispose]());

describe('a shared page', () => {
  beforeEach(() => house.run());

  it('is posted once, to be voted on, and its tallies follow', async () => {
    const first = await ask(house, 'search diffusion');
    const second = await press(house, control(first, 'Next'));
    const shared = await press(house, control(second, 'Share'));
    await house.time.pass(2_000);
    const again = await press(house, control(second, 'Share'));
    await house.time.pass(2_000);

    const posted = house.fake.in('C1');
    const [list] = posted;
    if (list === undefined) throw new Error('nothing was posted');
    expect(wordsOf(shared)).toBe('Posted here: the list.');
    expect(wordsOf(again)).toBe('Already posted here: the list.');
    expect(posted).toHaveLength(1);
    expect(linesOf(list.message)).toEqual([
      '7 papers for “diffusion”, 6 to 7',
      'Shared by Bo Chen.',
      ...['6. Video diffusion, part 6', '7. Video diffusion, part 7', '[More on a paper…]'],
      'Vote with a button or a number reaction, 6️⃣ to 7️⃣.',
    ]);

    await press(house, control(list.message, 'Vote'), { person: ADA, on: list.ref });
    const reaction = { ref: list.ref, person: BO.id, emoji: '7️⃣', isBurst: false };
    await house.engine.inbox.onReaction({ kind: 'added', ...reaction });
    await house.time.pass(10_000);

    const votes = house.fake
      .in('C1')[0]
      ?.message.parts.flatMap((part) => (part.kind === 'paper' ? [part.vote?.label] : []));
    expect(votes).toEqual(['Vote', 'Vote · 2']);
  });

  it('does not name any more who asked to be forgotten, and its tallies follow all the same', async () => {
    await ask(house, 'search diffusion --share');
    await house.time.pass(2_000);
    await ask(house, 'forget-me');
    const [list] = house.fake.in('C1');
    if (list === undefined) throw new Error('nothing was posted');
    await press(house, control(list.message, 'Vote'), { person: ADA, on: list.ref });
    await house.time.pass(10_000);

    const words = wordsOf(house.fake.in('C1')[0]?.message ?? list.message);
    expect(words).not.toContain('Bo Chen');
    expect(JSON.stringify(house.fake.in('C1')[0]?.message)).toContain('Vote · 1');
  });

  it('comes at once with --share', async () => {
    const answer = await ask(house, 'search confidence --share', { person: ADA });
    await house.time.pass(2_000);

    expect(wordsOf(answer)).toBe('Posted here: the list.');
    expect(house.fake.in('C1').map(({ message }) => linesOf(message)[0])).toEqual([
      '1 paper for “confidence”',
    ]);
  });

  it('is the card where an id was typed', async () => {
    await ask(house, 'search 2603.30000 --share');
    await house.time.pass(2_000);

    expect(house.fake.in('C1')[0]?.message.summary).toMatch(/^Bo Chen would like to discuss/);
  });

  it('is nothing where nothing was found', async () => {
    const answer = await ask(house, 'search xylophone --share');
    await house.time.pass(2_000);

    expect(wordsOf(answer)).toBe('Nothing found for “xylophone” among 8 papers.');
    expect(house.fake.in('C1')).toEqual([]);
  });

  it('is not posted where Paperboy cannot post, and the answer says the fix', async () => {
    const obstacle = { kind: 'membership', problem: 'Not a member.', fix: 'Invite it.' } as const;
    house.fake.blocked.set('C1', { obstacle, failure: { kind: 'forbidden', of: 'channel' } });

    expect(wordsOf(await ask(house, 'search diffusion --share'))).toBe('Not a member. Invite it.');
    expect(await house.deliveries()).toEqual([]);
  });
});
