import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadingRoom, type ReadingRoom } from './reading-room.ts';

const LOGER = '2603.03269';

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('cite', () => {
  it('gives one paper as BibTeX and RIS', async () => {
    const { lines } = await room.ask(`cite https://arxiv.org/abs/${LOGER}v2`);

    expect(lines[0]).toBe('Citation');
    expect(lines[2]).toMatch(/^@misc\{zhang2026loger,\n {2}title = \{\{LoGeR/);
    expect(lines[4]).toContain(`UR  - https://arxiv.org/abs/${LOGER}`);
  });

  it('gives the whole reading list, a page at a time', async () => {
    const lists = await room.engine.services.archive.lists('2026-03-09', '2026-03-10');
    for (const { id } of lists.flatMap((list) => list.papers)) await room.ask(`save ${id}`);

    const first = await room.ask('cite saved');
    const second = await room.press(first, 'Next');

    expect(first.lines[0]).toMatch(/^Citations, 1 to \d of 20$/);
    expect(second.lines[0]).toMatch(/^Citations, \d to \d+ of 20$/);
    expect(second.labels).toEqual(['Back', 'Next']);
  });

  it('answers mistakes with what to type', async () => {
    const said = async (typed: string) => (await room.ask(typed)).lines[0];

    expect(await said('cite nothing')).toMatch(
      /Try: \/papers cite 2509\.24002, or \/papers cite saved$/,
    );
    expect(await said('cite saved')).toBe('Nothing is on your list, so nothing to cite.');
    expect(await said('cite 2509.24002')).toBe(
      'That is not in the bundled sample week, and Hugging Face could not be reached. Start Paperboy again when it can.',
    );
  });
});
