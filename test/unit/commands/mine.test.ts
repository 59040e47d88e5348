import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ADA, BO, DISCORD, openReadingRoom, type ReadingRoom, SLACK } from './reading-room.ts';

const LOGER = '2603.03269';
const OTHER = '2603.04918';
const ADA_ON_DISCORD = 'discord:501';

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('mine', () => {
  it('says when there are none', async () => {
    await room.react(await room.card(LOGER), '👍', BO);

    expect((await room.ask('mine')).lines).toEqual(['No votes of yours.']);
  });

  it('lists them newest first, each with what it comes from', async () => {
    await room.react(await room.card(LOGER), '+1::skin-tone-2');
    room.later(1);
    await room.react(await room.card(OTHER), '-1');
    room.later(1);
    await vote(LOGER);

    const { lines, message } = await room.ask('mine');

    expect(lines[0]).toBe('Your votes: 2 papers');
    expect(lines[1]).toMatch(/^1\. LoGeR/);
    expect(lines[2]).toBe('Up: the button and your 👍 on this message.');
    expect(lines[3]).toBe('1 vote here');
    expect(lines[5]).toBe('Down: your 👎 on this message.');
    expect(JSON.stringify(message)).toContain(`https://chat.example/C9/card-${OTHER}`);
  });

  it('says why a vote does not count', async () => {
    const card = await room.card(LOGER);
    await room.react(card, '👍');
    await room.react(card, '👎');

    const { lines } = await room.ask('mine');

    expect(lines[2]).toMatch(
      /^Not counted: your 👍 on this message and your 👎 on this message cancel each other\.$|^Not counted: your 👎 .* 👍 .*\.$/,
    );
  });

  it('offers to take back what stands in a channel that is gone', async () => {
    await room.react(await room.card(LOGER), '👍');
    const before = await room.ask('mine');

    await room.engine.inbox.onPlace({
      kind: 'channel-gone',
      place: { workspace: SLACK, channel: 'C9' },
    });

    expect(before.labels).not.toContain('Take back');
    expect((await room.ask('mine')).labels).toContain('Take back');
  });

  it('holds what joined accounts voted, and nobody else’s', async () => {
    await joinTeam(room.store, [SLACK, DISCORD]);
    await room.react(await room.card(LOGER, { workspace: DISCORD }), '👍', ADA_ON_DISCORD);
    const before = await room.ask('mine');
    const code = /link (\S+)\./.exec((await room.ask('link')).lines[0] ?? '')?.[1];
    await room.ask(`link ${code}`, { workspace: DISCORD, person: ADA_ON_DISCORD });

    expect(before.lines).toEqual(['No votes of yours.']);
    expect((await room.ask('mine')).lines[2]).toBe('Up: your 👍 on this message.');
    expect((await room.ask('mine', { person: BO })).lines).toEqual(['No votes of yours.']);
  });

  it('pages', async () => {
    const [list] = await room.engine.services.archive.lists('2026-03-09', '2026-03-09');
    for (const { id } of list?.papers ?? []) await vote(id);

    const first = await room.ask('mine');
    const second = await room.press(first, 'Next');

    expect(first.lines[0]).toBe('Your votes: 10 papers, 1 to 5');
    expect(second.lines[0]).toBe('Your votes: 10 papers, 6 to 10');
    expect(second.lines[1]).toMatch(/^6\. /);
    expect(second.labels).toEqual(['Back']);
  });

  it('counts many causes of one vote instead of naming them all', async () => {
    const card = await room.card(LOGER);
    for (const emoji of ['👍', '🔥', '🚀', '⭐', '👏']) await room.react(card, emoji);

    const { lines } = await room.ask('mine');

    expect(lines[2]).toMatch(/^Up: your . on this message, .*, .* and 2 more\.$/u);
  });
});

describe('a vote on a message that was deleted', () => {
  it('stays, and can be taken back', async () => {
    const card = await room.card(LOGER);
    await room.react(card, '👍');
    await room.react(card, '👍', BO);
    await room.engine.inbox.onReaction({ kind: 'deleted', refs: [card] });

    const mine = await room.ask('mine');
    const receipt = await room.press(mine, 'Take back');

    expect(mine.lines[2]).toBe('Up: your 👍 on a message that is gone.');
    expect(receipt.lines).toEqual(['Taken back. 1 vote here.']);
    expect((await room.ask('mine')).lines).toEqual(['No votes of yours.']);
    expect((await room.press(mine, 'Take back')).lines).toEqual([
      'There is nothing left to take back.',
    ]);
  });

  it('is not brought back by a scan that began before', async () => {
    const card = await room.card(LOGER);
    await room.react(card, '👍');
    await room.engine.inbox.onReaction({ kind: 'deleted', refs: [card] });
    const since = room.engine.services.clock();
    await room.press(await room.ask('mine'), 'Take back');

    const reactions = [{ person: ADA, emoji: '👍', isBurst: false }];
    await room.store
      .transaction()
      .execute((trx) => room.engine.services.ledger.heal(trx, { ref: card, reactions, since }));

    expect((await room.ask('mine')).lines).toEqual(['No votes of yours.']);
  });

  it('leaves the vote standing that comes from somewhere else', async () => {
    const card = await room.card(LOGER);
    await room.react(card, '👍');
    await room.react(await room.card(LOGER, { channel: 'C8' }), '👍');
    await vote(LOGER);
    await room.engine.inbox.onReaction({ kind: 'deleted', refs: [card] });

    const receipt = await room.press(await room.ask('mine'), 'Take back');

    expect(receipt.lines[0]).toMatch(/^Taken back there\. Something else of yours still votes/);
    const { lines, labels } = await room.ask('mine');
    expect(lines[2]).toBe('Up: your 👍 on this message and the button.');
    expect(labels).toEqual([]);
  });

  it('is not offered while the message stands', async () => {
    await room.react(await room.card(LOGER), '👍');
    const checked = { checked_at: 1, read_in_full_at: 1, ended_reason: null };
    await room.store
      .insertInto('heal')
      .values({ delivery: 1, ...checked })
      .execute();

    expect((await room.ask('mine')).labels).toEqual([]);
  });
});

function vote(argument: string) {
  return room.act({ key: 'k', verb: 'vote', argument });
}
