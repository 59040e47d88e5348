import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { team } from '../../../src/tools/team.ts';
import {
  ADA,
  type Answer,
  BO,
  DISCORD,
  openReadingRoom,
  type ReadingRoom,
  SLACK,
} from './reading-room.ts';

const LOGER = '2603.03269';
const ON_DISCORD = { workspace: DISCORD, person: 'discord:501' };

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('link', () => {
  it('says what to do where there is no other workspace to link with', async () => {
    expect((await room.ask('link')).lines[0]).toMatch(/shares its votes with no other/);
  });

  it('gives a code that makes one vote of two accounts, and parts them again', async () => {
    await run('join', SLACK, DISCORD);
    await vote();
    await vote(ON_DISCORD);
    const code = codeOf(await room.ask('link'));

    const linked = await room.ask(`link ${code}`, ON_DISCORD);
    const together = await ups();
    const parted = await room.ask('link off');

    expect(linked.lines[0]).toMatch(/^Linked\. Your accounts have one vote together/);
    expect(together).toBe(1);
    expect(parted.lines).toEqual(['Parted. Each of your accounts has its own vote again.']);
    expect(await ups()).toBe(2);
  });

  it.each([
    ['link NOPE-NOPE', /^I know no such code, or it is older than ten minutes/],
    ['link off', /^No other account of yours is linked/],
  ])('answers the mistake %s', async (typed, words) => {
    await run('join', SLACK, DISCORD);

    expect((await room.ask(typed)).lines[0]).toMatch(words);
  });

  it('refuses a code in the account that it was made for', async () => {
    await run('join', SLACK, DISCORD);
    const code = codeOf(await room.ask('link'));

    expect((await room.ask(`link ${code}`)).lines[0]).toMatch(/^That is this account’s own code/);
  });
});

describe('forget-me', () => {
  it('is done at once, and the votes no longer count', async () => {
    await vote();
    await vote({ person: BO });

    const done = await room.ask('forget-me');

    expect(done.lines[0]).toMatch(/^Done\. Everything about you is deleted/);
    expect(await ups()).toBe(1);
    expect((await room.ask('mine')).lines).toEqual(['No votes of yours.']);
  });

  it('ends with the next press, which says so', async () => {
    await vote();
    await room.ask('forget-me');

    const receipt = await vote();
    const next = await vote();

    expect(receipt.lines[0]).toMatch(
      /You had asked to be forgotten; from now on votes are kept again\.$/,
    );
    expect(next.lines[0]).not.toContain('forgotten');
  });

  it('does not end with the repeated event of an old reaction', async () => {
    const card = await room.card(LOGER);
    const reacted = { kind: 'added', ref: card, person: ADA, emoji: '+1', isBurst: false } as const;
    const at = room.engine.services.clock() - 60_000;
    await room.engine.inbox.onReaction({ ...reacted, at });
    await room.ask('forget-me');

    await room.engine.inbox.onReaction({ ...reacted, at });
    const afterRepetition = await ups();
    await room.engine.inbox.onReaction({ ...reacted, at: at + 120_000 });

    expect(afterRepetition).toBe(0);
    expect(await ups()).toBe(1);
  });

  it('ends with the next reaction, which is told in a message of their own', async () => {
    await room.ask('forget-me');
    const card = await room.card(LOGER);

    await room.react(card, '+1');
    await room.react(card, 'fire');

    const told = await room.store
      .selectFrom('delivery')
      .select('payload')
      .where('person', 'is not', null)
      .execute();
    expect(told.map(({ payload }) => payload)).toEqual([
      expect.stringContaining('asked to be forgotten'),
    ]);
    expect(await ups()).toBe(1);
  });
});

describe('export-me', () => {
  it('hands over what is stored as JSON, page by page', async () => {
    await vote();
    for (let n = 0; n < 30; n++) await room.ask('saved');

    const first = await room.ask('export-me');
    const pages = [first];
    for (let page = first; page.labels.includes('Next'); ) {
      page = await room.press(page, 'Next');
      pages.push(page);
    }

    const text = pages.map(({ lines }) => lines[1]).join('\n');
    expect(first.lines[0]).toMatch(/^All that is stored about you here/);
    expect(JSON.parse(text).button_vote).toEqual([
      expect.objectContaining({ paper: LOGER, workspace: SLACK }),
    ]);
  });

  it('turns no page for anybody else', async () => {
    await vote();
    for (let n = 0; n < 30; n++) await room.ask('saved');
    const first = await room.ask('export-me');

    const stolen = await room.press(first, 'Next', { person: BO });

    expect(stolen.lines[0]).toMatch(/no longer here/);
  });
});

describe('team on the command line', () => {
  it('joins, shows and parts', async () => {
    const joined = await run('join', SLACK, DISCORD);
    const shown = await run();
    const parted = await run('part', DISCORD);

    expect(joined).toEqual([`Joined: ${DISCORD}, ${SLACK}.`]);
    expect(shown).toEqual([expect.stringContaining(' + ')]);
    expect(parted).toEqual([`${DISCORD} counts its votes alone.`]);
    expect(await run()).toHaveLength(2);
  });

  it.each([
    [['join', SLACK], /^Try: /],
    [['part'], /^Try: /],
    [['leave', SLACK], /^Try: /],
    [['join', SLACK, 'discord:404'], /knows no workspace discord:404/],
  ])('answers the mistake %j', async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words);
  });
});

async function run(...args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const terminal = { isTerminal: false, write: () => {} };
  const stopSignal = () => new AbortController().signal;
  await team.run(args, { engine: room.engine, say, show: () => {}, terminal, stopSignal });
  return lines;
}

function vote(by: Parameters<ReadingRoom['act']>[1] = {}): Promise<Answer> {
  return room.act({ key: 'k', verb: 'vote', argument: LOGER }, by);
}

async function ups(): Promise<number | undefined> {
  return (await room.engine.services.tallies.of(SLACK, [LOGER])).get(LOGER)?.up;
}

function codeOf({ lines }: Answer): string {
  return /\/papers link ([A-Z0-9-]{9})/.exec(lines.join(' '))?.[1] ?? '';
}
