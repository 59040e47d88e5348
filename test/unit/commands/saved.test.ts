import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BO, DISCORD, openReadingRoom, type ReadingRoom } from './reading-room.ts';

const LOGER = '2603.03269';
const OTHER = '2603.04918';

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('save', () => {
  it('puts a paper on the list, then takes it off', async () => {
    const saved = await room.ask(`save ${LOGER}`);
    const two = await room.ask(`save https://huggingface.co/papers/${OTHER}`);
    const removed = await room.ask(`save ${LOGER}`);

    expect(saved.lines).toEqual(['Saved. 1 paper on your list: /papers saved.']);
    expect(two.lines).toEqual(['Saved. 2 papers on your list: /papers saved.']);
    expect(removed.lines).toEqual(['Removed from your list.']);
    expect((await room.ask('saved')).lines[0]).toBe('Your reading list: 1 paper');
  });

  it('is a button of every card, too', async () => {
    const card = await room.ask(`show ${LOGER}`);

    const receipt = await room.press(card, 'Save');

    expect(receipt.lines[0]).toMatch(/^Saved\. 1 paper/);
  });

  it('answers a mistake, and an id that nobody has', async () => {
    expect((await room.ask('save nothing')).lines[0]).toMatch(/Try: \/papers save 2509\.24002$/);
    expect((await room.ask('save 2509.24002')).lines).toEqual([
      'That is not in the bundled sample week, and Hugging Face could not be reached. Start Paperboy again when it can.',
    ]);
  });

  it('takes a paper off that a vote is on', async () => {
    await room.react(await room.card(LOGER), '👍');
    await room.ask(`save ${LOGER}`);

    expect((await room.ask(`save ${LOGER}`)).lines).toEqual(['Removed from your list.']);
  });

  it('says what keeps a paper on the list', async () => {
    await room.react(await room.card(LOGER), 'bookmark');
    await room.ask(`save ${LOGER}`);

    const receipt = await room.ask(`save ${LOGER}`);

    expect(receipt.lines).toEqual([
      'Still on your list: your 🔖 on this message saves it too. Remove it to take the paper off.',
    ]);
  });
});

describe('the reading list', () => {
  it('says how to begin it', async () => {
    expect((await room.ask('saved')).lines).toEqual([
      'Nothing is on your list. Press Save on a paper’s card, or react with 🔖.',
    ]);
  });

  it('holds what was saved by command and by reaction, each once, newest first', async () => {
    const card = await room.card(LOGER);
    await room.react(card, '🔖');
    await room.react(card, '📌');
    room.later(1);
    await room.ask(`save ${OTHER}`);

    const { lines } = await room.ask('saved');

    expect(lines[0]).toBe('Your reading list: 2 papers');
    expect(lines[1]).toMatch(/^1\. BandPO/);
    expect(lines.filter((line) => line.includes('LoGeR'))).toHaveLength(1);
  });

  it('is nobody else’s, and not that of another workspace', async () => {
    await room.ask(`save ${LOGER}`);

    expect((await room.ask('saved', { person: BO })).lines[0]).toMatch(/^Nothing is on/);
    expect((await room.ask('saved', { workspace: DISCORD })).lines[0]).toMatch(/^Nothing is on/);
  });

  it('pages', async () => {
    const lists = await room.engine.services.archive.lists('2026-03-09', '2026-03-10');
    for (const { id } of lists.flatMap((list) => list.papers)) await room.ask(`save ${id}`);

    const next = await room.press(await room.ask('saved'), 'Next');

    expect(next.lines[0]).toBe('Your reading list: 20 papers, 11 to 20');
  });
});
