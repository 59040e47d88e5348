import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadingRoom, type ReadingRoom } from './reading-room.ts';

let room: ReadingRoom;
beforeEach(async () => {
  room = await openReadingRoom();
});
afterEach(() => room[Symbol.asyncDispose]());

describe('a day after the bundled week', () => {
  const wordsFor = async (day: string) => (await room.ask(day)).lines.join('\n');

  beforeEach(() => room.later(14 * 24));

  it('that is over is one of which nobody could be asked', async () => {
    expect(await wordsFor('2026-03-25')).toMatch(
      /^That is not in the bundled sample week, and Hugging Face could not be reached\./,
    );
    expect(await wordsFor('2026-03-27')).toMatch(/^That is not in the bundled sample week/);
  });

  it('that has not come has not come', async () => {
    expect(await wordsFor('2026-03-28')).toBe(
      '2026-03-28 has not come yet. The newest list: /papers today',
    );
  });
});
