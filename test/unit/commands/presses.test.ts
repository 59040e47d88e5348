import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import type { Message } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { HOUR, House, MINUTE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, linesOf, messageOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`, { upvotes: 10 - n }));
  house.source.lists.set('2026-03-09', papers);
  await house.subscribe();
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(5_000);
});
afterEach(() => house[Symbol.asyncDispose]());

function overview(): { readonly message: Message; readonly ref: MessageRef } {
  const [kept] = house.fake.in('C1');
  if (kept === undefined) throw new Error('no overview was posted');
  return kept;
}

/** Presses the vote button of the first paper that still says this. */
async function vote(person = BO, label = 'Vote'): Promise<string> {
  const { message, ref } = overview();
  return wordsOf(await press(house, control(message, label), { person, on: ref }));
}

async function react(person: string, emoji: string): Promise<void> {
  const [card] = house.fake.underneath('C1');
  if (card === undefined) throw new Error('no card was posted');
  const { inbox } = house.engine;
  await inbox.onReaction({ kind: 'added', ref: card.ref, person, emoji, isBurst: false });
}

const label = () => {
  const paper = overview().message.parts.find((part) => part.kind === 'paper');
  return paper?.vote?.label;
};
/** `Vote` stands on every button, so the last one is pressed: paper 2. */
const TITLE = 'Paper 2603.00002';

describe('the vote button', () => {
  it('votes, then takes back, and says so', async () => {
    const first = await vote();
    const second = await vote(ADA);
    const third = await vote(ADA);
    const fourth = await vote();

    expect([first, second, third, fourth]).toEqual([
      `Voted for ${TITLE}. Yours is the first vote here.`,
      `Voted for ${TITLE}. 2 votes here.`,
      'Taken back. 1 vote here.',
      'Taken back. No votes here.',
    ]);
  });

  it('shows in the overview and on the card within five seconds', async () => {
    const { message, ref } = overview();
    const [first] = message.parts.filter((part) => part.kind === 'paper');
    const does = first?.vote?.does;
    if (does === undefined || !('verb' in does)) throw new Error('no vote button');

    await press(house, does, { on: ref });
    await house.time.pass(5_000);

    const [card] = house.fake.underneath('C1');
    expect(label()).toBe('Vote · 1');
    expect(linesOf(card?.message ?? overview().message)).toContain('Votes here: 1 up');
  });

  it('counts the same person once, whatever the message', async () => {
    await vote();
    const answer = await ask(house, 'show 2603.00002');

    const words = wordsOf(await press(house, control(answer, 'Vote · 1')));

    expect(words).toBe('Taken back. No votes here.');
  });

  it('names the reaction that still counts, with a link to it', async () => {
    const [, card] = house.fake.underneath('C1');
    const ref = card?.ref ?? overview().ref;
    await house.engine.inbox.onReaction({
      ...{ kind: 'added', ref, person: BO.id, emoji: '+1', isBurst: false },
    });
    await vote();

    const { message, ref: on } = overview();
    const reply = await press(house, control(message, 'Vote'), { on });

    expect(wordsOf(reply)).toBe(
      'Still counted: your 👍 on this message is a vote too. Remove it to take the vote back.',
    );
    expect(JSON.stringify(reply)).toContain(`https://chat.example/C1/${ref.message}`);
  });

  it('says what cancels it', async () => {
    const [, card] = house.fake.underneath('C1');
    const ref = card?.ref ?? overview().ref;
    await house.engine.inbox.onReaction({
      ...{ kind: 'added', ref, person: BO.id, emoji: '-1', isBurst: false },
    });

    expect(await vote()).toBe('Not counted: your vote and your 👎 cancel each other.');
  });

  it('of a message over a week old says that it will not show there', async () => {
    const action = control(overview().message, 'Vote');
    const before = await vote(ADA);
    await house.time.jump(7 * 24 * HOUR);

    const after = wordsOf(await press(house, action));

    expect(before).not.toContain('too old');
    expect(after).toBe(`Voted for ${TITLE}. 2 votes here. This message is too old to show it.`);
  });

  it('that cannot be stored says so, and to press again', async () => {
    await house.store.schema.dropTable('button_vote').execute();

    expect(await vote()).toBe('That was not stored. Please press again.');
    expect(house.log.lines.at(-1)).toMatchObject({
      sentence: 'not answered',
      facts: { what: 'vote', error: expect.stringContaining('button_vote') },
    });
  });
});

describe('More on a paper…', () => {
  it('answers with the paper’s card', async () => {
    const { message, ref } = overview();

    const card = await press(house, control(message, '1. Paper 2603.00001'), { on: ref });

    expect(linesOf(card)[0]).toBe('Paper 2603.00001');
    expect(wordsOf(card)).toContain('[Vote] [Save] [Similar] [Discuss here] [PDF]');
  });
});

describe('All N', () => {
  it('answers with the whole list that the digest was chosen from', async () => {
    const { message, ref } = overview();

    const list = await press(house, control(message, 'All 3'), { on: ref });

    expect(linesOf(list).slice(0, 4)).toEqual([
      'Daily Papers, Mon 9 Mar: 3 papers',
      '1. Paper 2603.00001',
      '2. Paper 2603.00002',
      '3. Paper 2603.00003',
    ]);
  });

  it('of another workspace’s digest answers nothing', async () => {
    const action = control(overview().message, 'All 3');
    const spot = { workspace: 'fake:W2', channel: 'C1' };

    expect(wordsOf(await press(house, action, { spot }))).toMatch(
      /^This button is no longer in use/,
    );
  });
});

describe('Discuss here', () => {
  const discuss = async (person = BO, channel = 'C7') => {
    const spot = { workspace: WORKSPACE, channel };
    const card = await ask(house, 'show 2603.00003', { person, spot });
    return press(house, control(card, 'Discuss here'), { person, spot });
  };

  it('posts the card once per channel and paper, and later presses link to it', async () => {
    const first = await discuss();
    const second = await discuss(ADA);
    const elsewhere = await discuss(ADA, 'C8');

    expect(wordsOf(first)).toBe('Posted here: the card.');
    expect(wordsOf(second)).toBe('Already discussed here: the card.');
    expect(wordsOf(elsewhere)).toBe('Posted here: the card.');
    expect(linkIn(first)).toBe(`https://chat.example/C7/${house.fake.in('C7')[0]?.ref.message}`);
    expect(linkIn(second)).toBe(linkIn(first));
    expect(house.fake.in('C7')).toHaveLength(1);
    expect(house.fake.in('C8')).toHaveLength(1);
  });

  it('that takes longer than a person waits is still being posted, for whoever asks meanwhile too', async () => {
    house.fake.faults.push('hang');
    const first = discuss();
    await house.time.pass(2_000);
    const second = discuss(ADA);
    await house.time.pass(1_000);
    const early = await first;
    house.fake.release();
    const [late, after] = [await second, await discuss(ADA)];

    expect(wordsOf(early)).toBe('It is being posted here.');
    expect(wordsOf(late)).toBe('Already discussed here: the card.');
    expect(wordsOf(after)).toBe('Already discussed here: the card.');
    expect(house.fake.in('C7')).toHaveLength(1);
  });

  it('that another process posts is linked to when it is out', async () => {
    house.fake.faults.push('hang');
    const asked = discuss();
    await house.time.pass(1_000);
    const ref = { workspace: WORKSPACE, channel: 'C7', message: 'elsewhere' };
    const { key } = await house.store
      .selectFrom('delivery')
      .select('key')
      .where('channel', '=', 'C7')
      .executeTakeFirstOrThrow();
    await house.services.outbox.bind(key, ref, house.time.now);
    await house.time.pass(2_000);

    expect(linkIn(await asked)).toBe('https://chat.example/C7/elsewhere');
    house.fake.release();
  });

  it('opens with who would like to discuss, and its reactions are votes', async () => {
    await discuss();
    await house.time.pass(2_000);
    const [card] = house.fake.in('C7');
    if (card === undefined) throw new Error('no card was posted');
    await house.engine.inbox.onReaction({
      ...{ kind: 'added', ref: card.ref, person: ADA.id, emoji: '👍', isBurst: false },
    });
    await house.time.pass(5_000);

    const [paper] = card.message.parts;
    expect(paper).toMatchObject({
      opening: [{ kind: 'person', person: BO.id, name: 'Bo Chen' }, {}],
    });
    expect(linesOf(card.message)).toContain('Votes here: 1 up');
  });

  it('in a thread posts into its channel', async () => {
    const thread = { workspace: WORKSPACE, channel: 'C7', message: 'm5' };
    const spot = { workspace: WORKSPACE, channel: 'C7', threadOf: thread };
    const card = await ask(house, 'show 2603.00003', { spot });

    await press(house, control(card, 'Discuss here'), { spot });
    await house.time.pass(2_000);

    expect(house.fake.in('C7')).toHaveLength(1);
  });

  it('where Paperboy cannot post names the fix, and works after it', async () => {
    house.fake.blocked.set('C7', {
      obstacle: { kind: 'membership', problem: 'Not a member.', fix: 'Invite it.' },
      failure: { kind: 'forbidden', of: 'channel' },
    });
    const refused = await discuss();
    house.fake.blocked.clear();
    await discuss();
    await house.time.pass(2_000);

    expect(wordsOf(refused)).toBe('Not a member. Invite it.');
    expect(house.fake.in('C7')).toHaveLength(1);
  });

  it('that was refused when it was tried may be asked for again', async () => {
    house.fake.blocked.set('C7', { failure: { kind: 'forbidden', of: 'channel' } });
    const refused = await discuss();
    house.fake.blocked.clear();

    const again = await house.time.within(2_000, discuss());

    expect(wordsOf(refused)).toBe('It could not be posted here. Please try again later.');
    expect(wordsOf(again)).toBe('Posted here: the card.');
    expect(house.fake.in('C7')).toHaveLength(1);
  });

  it('that nobody can find is not posted again, and says so', async () => {
    house.fake.faults.push('answer-lost');
    house.fake.findFails = 'cannot-say';
    await house.time.within(MINUTE, discuss());

    const again = await discuss();
    await house.time.pass(MINUTE);

    expect(wordsOf(again)).toBe('Fake did not say whether it arrived. It will not be sent again.');
    expect(house.fake.in('C7')).toHaveLength(1);
  });
});

function linkIn(reply: Reply): string | undefined {
  const spans = messageOf(reply).parts.flatMap((part) =>
    part.kind === 'text' && typeof part.text !== 'string' ? part.text : [],
  );
  return spans.find((span) => span.kind === 'link')?.url;
}

describe('a button whose time is over', () => {
  const GONE = 'This button is no longer in use. Try: /papers help';

  it.each(['toString', 'constructor', 'settings'])('%s', async (verb) => {
    expect(wordsOf(await press(house, { key: 'k', verb }))).toBe(GONE);
  });

  it('All N of a digest that nobody knows', async () => {
    expect(wordsOf(await press(house, { key: 'nobody-knows', verb: 'all' }))).toBe(GONE);
  });

  it('a vote on a paper that nobody knows', async () => {
    const action = { key: 'k', verb: 'vote', argument: '2601.99999' };

    expect(wordsOf(await press(house, action))).toBe(GONE);
  });

  it.each(['more', 'discuss'])('%s about what is no paper', async (verb) => {
    const action = { key: 'k', verb, argument: '../daily_papers?date=2026-03-10' };

    expect(wordsOf(await press(house, action))).toBe(GONE);
  });

  it('a page of a view that nobody knows', async () => {
    const action = { key: 'nobody-knows', verb: 'page', argument: '1' };

    expect(wordsOf(await press(house, action))).toBe(
      'This list is no longer here. Ask again, please.',
    );
  });

  it('a vote under a key that nobody knows still counts, and moves no message', async () => {
    const action = { key: 'nobody-knows', verb: 'vote', argument: '2603.00002' };
    const on = { workspace: WORKSPACE, channel: 'C1', message: 'm999' };

    const words = wordsOf(await press(house, action, { on }));

    expect(words).toBe(`Voted for ${TITLE}. Yours is the first vote here.`);
    expect((await house.deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });
});

it('a press on a message of which nobody knew whether it arrived says where it is', async () => {
  house.fake.faults.push('answer-lost');
  house.fake.findFails = 'cannot-say';
  const spot = { workspace: WORKSPACE, channel: 'C7' };
  await house.time.within(MINUTE, ask(house, 'show 2603.00003 --share', { spot }));
  const [card] = house.fake.in('C7');
  const states = async () => (await house.deliveries()).map(({ state }) => state);
  const before = await states();

  if (card === undefined) throw new Error('no card was posted');
  await press(house, control(card.message, 'Vote'), { spot, on: card.ref });
  await house.time.pass(5_000);

  expect(before.at(-1)).toBe('uncertain');
  expect((await states()).at(-1)).toBe('sent');
  expect(linesOf(card.message)).toContain('Votes here: 1 up');
});

it('keeps a reaction that is faster than the answer to the post', async () => {
  house.fake.faults.push('hang');
  const spot = { workspace: WORKSPACE, channel: 'C7' };
  const asked = ask(house, 'show 2603.00003 --share', { spot });
  await house.time.pass(1);
  const message = `m${house.fake.calls.length}`;
  await house.engine.inbox.onReaction({
    ...{ kind: 'added', ref: { ...spot, message }, person: BO.id, emoji: '👍', isBurst: false },
  });
  house.fake.release();
  await asked;

  expect(house.fake.in('C7')[0]?.ref.message).toBe(message);
  const tallies = await house.services.tallies.of(WORKSPACE, ['2603.00003']);
  expect(tallies.get('2603.00003')).toEqual({ up: 1, down: 0 });
});

it('counts a reaction on a card', async () => {
  await react(BO.id, '🔥');
  await house.time.pass(5_000);

  expect(label()).toBe('Vote · 1');
});
