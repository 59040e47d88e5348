import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply, Speaker } from '#chat/inbox.ts';
import type { Action } from '#chat/message.ts';
import type { MessageRef, Place } from '#chat/platform.ts';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { House, MINUTE, WORKSPACE } from '../delivery/house.ts';
import { aPaper, ids } from '../digest/papers.ts';
import { ask, controlsOf, press } from './talk.ts';

const OURS: Place = { workspace: WORKSPACE, channel: 'COURS' };
/** A private channel of Slack, or one that Discord shows to a role: `isPrivate` either way. */
const SECRET: Place = { workspace: WORKSPACE, channel: 'CSECRET' };
const THEIRS: Place = { workspace: 'fake:W2', channel: 'CTHEIRS' };
const ADA: Speaker = { id: 'fake:U1', name: 'Ada Lovelace', isAdmin: true };
/** Sees only what is public. */
const BO: Speaker = { id: 'fake:U2', name: 'Bo Chen', isAdmin: true };
const EVE: Speaker = { id: 'fake:U3', name: 'Eve Novak', isAdmin: true };
const PAPERS = ids(4);
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = PAPERS;

/** One of each command there is, those that change much last. */
const LINES: readonly string[] = [
  ...['help', 'today', 'yesterday', 'day 2026-03-09', 'search paper'],
  ...[`show ${FIRST}`, `similar ${FIRST}`, 'search posted:here sort:votes'],
  ...['top', 'top all', 'missed', `save ${THIRD}`, 'saved', 'cite saved', `cite ${FIRST}`],
  ...[
    'mine',
    'link',
    'link off',
    'link AAAA-AAAA',
    'export-me',
    'status',
    'log',
    'log all',
    'meaning',
    'meaning 🎉 up',
    'unfurl',
    'unfurl on',
  ],
  ...['threshold 2', 'status', 'threshold off', 'subscribe daily 09:00 UTC top 2', 'status'],
  ...['subscribe picks', 'unsubscribe', 'unsubscribe picks', `show ${SECOND} --share`, 'forget-me'],
];

let house: House;
beforeEach(() => begin());
afterEach(() => house[Symbol.asyncDispose]());

async function begin(): Promise<void> {
  house = await House.open({ now: '2026-03-13T12:00:00Z', limits: { canUnfurl: true } });
  for (const id of [WORKSPACE, THEIRS.workspace])
    await ensureWorkspace(house.store, { id, name: `Lab ${id}`, now: 1 });
  const papers = PAPERS.map((id, n) => aPaper(id, { upvotes: 9 - n }));
  house.source.lists.set('2026-03-09', papers);
  await house.services.archive.saveList('2026-03-09', papers, {
    now: house.time.now,
    isSample: true,
  });
  house.fake.privateChannels.add(SECRET.channel);
  house.run();
}

describe('another team on the same papers', () => {
  it('has a line here for every command, so that none is forgotten', () => {
    const named = new Set(LINES.map((line) => line.split(' ')[0]));

    const commands = house.engine.inbox.commands.map(({ name }) => name);
    expect(commands.filter((name) => !named.has(name))).toEqual([]);
  });

  it('reads the same in every answer and message, whatever this one does', async () => {
    await liveIn(THEIRS, EVE);
    const alone = await everything(THEIRS, EVE);
    await house[Symbol.asyncDispose]();
    await begin();

    await liveIn(OURS, ADA);
    await liveIn(SECRET, BO);
    await liveIn(THEIRS, EVE);
    const beside = await everything(THEIRS, EVE);

    expect(beside).toEqual(alone);
    expect(JSON.stringify(beside)).toContain(FIRST);
  });

  it('sees its own messages unedited when this one votes', async () => {
    const card = await cardIn(THEIRS, EVE);
    const before = JSON.stringify(messageAt(card));
    await liveIn(OURS, ADA);
    await house.time.pass(MINUTE);

    expect(JSON.stringify(messageAt(card))).toBe(before);
    expect(
      house.fake.calls.filter(({ what, channel }) => what === 'edit' && channel === 'CTHEIRS'),
    ).toEqual([]);
  });

  it('turns no page, follows no button and uses no code of this one', async () => {
    await liveIn(OURS, ADA);
    const asked = await Promise.all(
      ['top all', 'mine', 'saved', 'cite saved', 'export-me', `show ${FIRST}`].map((line) =>
        ask(house, line, { person: ADA, spot: OURS }),
      ),
    );
    const digest = house.fake.messages.flatMap(({ message }) => [...controlsOf(message).values()]);
    const buttons = [...asked.flatMap((reply) => [...controlsOf(reply).values()]), ...digest];

    const pressed: Reply[] = [];
    for (const button of buttons) pressed.push(await pressThere(button));

    const said = pressed.map((reply) => JSON.stringify(reply));
    expect(buttons.length).toBeGreaterThan(5);
    expect(said.filter((words) => /COURS|Ada Lovelace|fake:U1|fake:W1/.test(words))).toEqual([]);
    expect(said.filter((words) => /[2-9] votes here|4 up/.test(words))).toEqual([]);
  });

  it('is not reached by a threshold of this one, nor the other way round', async () => {
    await ask(house, 'threshold 1', { person: EVE, spot: THEIRS });
    await ask(house, 'threshold 1', { person: ADA, spot: OURS });

    await react(await cardIn(OURS, ADA, SECOND), ADA);
    await house.time.pass(MINUTE);

    expect(wordsIn(THEIRS)).not.toContain(SECOND);
    expect(wordsIn(OURS)).toContain(SECOND);
  });
});

describe('a private channel', () => {
  it('is named and linked to nowhere where somebody else asks', async () => {
    await liveIn(SECRET, ADA);
    await ask(house, 'threshold 5', { person: ADA, spot: SECRET });
    await ask(house, 'subscribe daily 09:00 UTC top 2', { person: ADA, spot: SECRET });
    await liveIn(OURS, BO);

    const answers = await everything(OURS, BO);

    expect(answers.filter((one) => /CSECRET|Ada Lovelace|fake:U1/.test(one))).toEqual([]);
    expect(answers.filter((one) => /COURS/.test(one))).not.toEqual([]);
  });

  it('counts in the tally all the same', async () => {
    await react(await cardIn(SECRET, ADA), ADA);

    const words = JSON.stringify(await ask(house, `show ${FIRST}`, { person: BO, spot: OURS }));

    expect(words).toContain('1 up');
  });

  it('is linked to for who reacted there: in their votes, and in the receipt of their press', async () => {
    const card = await cardIn(SECRET, ADA);
    await react(card, ADA);
    const shown = await cardIn(OURS, BO);
    const vote = voteOn(shown);
    const twice = async (person: Speaker) => {
      await press(house, vote, { person, spot: OURS, on: shown });
      return JSON.stringify(await press(house, vote, { person, spot: OURS, on: shown }));
    };

    const own = JSON.stringify(await ask(house, 'mine', { person: ADA, spot: OURS }));
    const receipts = [await twice(ADA), await twice(BO)];

    expect(own).toContain('/CSECRET/');
    expect(receipts[0]).toMatch(/Still counted: your 👍 on .*\/CSECRET\//);
    expect(receipts[1]).toMatch(/Taken back/);
    expect(receipts[1]).not.toMatch(/CSECRET/);
  });

  it('keeps its card to itself: shared elsewhere a paper gets a card of its own', async () => {
    await cardIn(SECRET, ADA);

    const share = () => ask(house, `show ${FIRST} --share`, { person: BO, spot: OURS });
    const answer = await house.time.within(MINUTE, share());
    const again = await house.time.within(MINUTE, share());

    expect(JSON.stringify([answer, again])).not.toContain('CSECRET');
    expect(JSON.stringify(again)).toContain('/COURS/');
    expect(house.fake.in('COURS')).toHaveLength(1);
  });

  it('is not told what a joined workspace does either', async () => {
    await joinTeam(house.store, [OURS.workspace, THEIRS.workspace]);
    await liveIn(SECRET, ADA);
    await ask(house, 'threshold 5', { person: ADA, spot: SECRET });

    const answers = await everything(THEIRS, EVE);

    expect(answers.filter((one) => /CSECRET|Ada Lovelace|fake:U1/.test(one))).toEqual([]);
    expect(answers.some((one) => /2.votes/.test(one))).toBe(true);
  });
});

/** All that leaves a trace: cards, reactions, presses, a list, a meaning, a digest. */
async function liveIn(spot: Place, person: Speaker): Promise<void> {
  const card = await cardIn(spot, person);
  for (const emoji of ['👍', '📌']) await react(card, person, emoji);
  await react(card, { ...person, id: `${person.id}9` });
  await press(house, voteOn(card), { person, spot, on: card });
  await ask(house, `save ${spot === THEIRS ? SECOND : FOURTH}`, { person, spot });
  await house.time.pass(MINUTE);
}

/** A posted card of a paper. */
async function cardIn(spot: Place, person: Speaker, paper = FIRST): Promise<MessageRef> {
  await house.time.within(MINUTE, ask(house, `show ${paper} --share`, { person, spot }));
  const [kept] = house.fake.in(spot.channel);
  if (kept === undefined) throw new Error('no card was posted');
  return kept.ref;
}

async function react(ref: MessageRef, { id: person }: Speaker, emoji = '👍'): Promise<void> {
  await house.engine.inbox.onReaction({ kind: 'added', ref, person, emoji, isBurst: false });
}

/** Every answer that somebody gets in a place, then what stands in it. What only names an answer is left out. */
async function everything(spot: Place, person: Speaker): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const line of LINES) {
    const asked = ask(house, line, { person, spot, canOpenForm: false });
    const reply = await house.time.within(3_000, asked);
    answers.push(`${line}: ${withoutKeys(JSON.stringify(reply))}`);
  }
  await house.time.pass(MINUTE);
  return [...answers, await unasked(spot, person), withoutKeys(wordsIn(spot))];
}

/** What is looked up, suggested, and shown under links. */
async function unasked(spot: Place, person: Speaker): Promise<string> {
  const { inbox } = house.engine;
  const urls = PAPERS.map((id) => `https://arxiv.org/abs/${id}`);
  const asked = { command: 'show', option: 'paper', typed: '', spot, person };
  const shared = { workspace: spot.workspace, urls, isInside: true };
  const all = [
    await inbox.onLookUp({ text: urls.join(' '), spot, person }),
    await inbox.onSuggest(asked),
    await inbox.onLinks(shared),
  ];
  return withoutKeys(JSON.stringify(all));
}

function wordsIn({ channel }: Place): string {
  return JSON.stringify(house.fake.in(channel).map(({ message }) => message));
}

function withoutKeys(json: string): string {
  return json
    .replaceAll(/"key":"[^"]+"/g, '"key":""')
    .replaceAll(/\/m\d+/g, '/m')
    .replaceAll(/\\"(message|sent_message|key|at|id|human)\\":\s*(\\"[^"]*\\"|\d+)/g, '')
    .replaceAll(/\b\d{13}\b/g, 'time')
    .replaceAll(/\b12:0\d\b/g, '12:00');
}

function messageAt({ message }: MessageRef) {
  const kept = house.fake.messages.find(({ ref }) => ref.message === message);
  if (kept === undefined) throw new Error('no such message');
  return kept.message;
}

/** Its label tells the votes. */
function voteOn(ref: MessageRef): Action {
  const found = [...controlsOf(messageAt(ref)).values()].find(({ verb }) => verb === 'vote');
  if (found === undefined) throw new Error('nothing to vote with');
  return found;
}

async function pressThere(action: Action): Promise<Reply> {
  return press(house, action, { person: EVE, spot: THEIRS });
}
