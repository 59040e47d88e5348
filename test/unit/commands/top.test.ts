import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BO, DISCORD, openReadingRoom, type ReadingRoom, SLACK } from './reading-room.ts';

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

/** Of the bundled week: in Hugging Face’s lower half, and at its top. */
const QUIET = '2603.06408';
const LOGER = '2603.03269';
const HYPE = '2603.04918';

describe('top', () => {
  it('shows places, then what Hugging Face sees otherwise, and who voted', async () => {
    await press(LOGER, ADA);
    await press(LOGER, BO);
    await press(QUIET, BO);

    const { lines, labels } = await room.ask('top');

    expect(lines[0]).toBe('Team picks, 9 to 13 Mar');
    expect(lines.filter((line) => /^\d+\. /.test(line)).map((line) => line.slice(0, 8))).toEqual([
      '1. LoGeR',
      expect.stringMatching(/^2\. /),
    ]);
    expect(lines).toContain('Popular on Hugging Face, not with this team.');
    expect(lines.at(-1)).toBe('3 votes by 2 people on 2 of 50 papers.');
    expect(labels).toEqual(['More on a paper…', 'Reading list']);
  });

  it('says what is tied', async () => {
    await press(LOGER, ADA);
    await press(QUIET, ADA);

    const { lines } = await room.ask('top week');

    expect(lines.filter((line) => line.startsWith('1. '))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('1 vote here, tied'))).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/Tied papers share a place\.$/);
  });

  it('says so when nobody voted', async () => {
    const said = async (typed: string) => (await room.ask(typed)).lines;

    expect(await said('top')).toEqual([
      'No votes last week, so no picks. Press Vote on a digest to change that.',
    ]);
    expect((await said('top all'))[0]).toMatch(/^No votes yet, so no picks\./);
  });

  it('looks at lists of other days for a month and for ever', async () => {
    await room.engine.services.archive.saveList(
      '2026-02-20',
      [{ ...(await paper(HYPE)), id: '2602.00001', title: 'Of February', upvotes: 3 }],
      { now: 1 },
    );
    await press('2602.00001', ADA);

    const [week, month, ever] = await Promise.all(
      ['top week', 'top month', 'top all'].map((typed) => room.ask(typed)),
    );

    expect(week?.lines[0]).toMatch(/^No votes last week/);
    expect(month?.lines.slice(0, 2)).toEqual(['Team picks, 20 Feb to 13 Mar', '1. Of February']);
    expect(ever?.lines.slice(0, 2)).toEqual(['Team picks of all time', '1. Of February']);
    expect(ever?.lines.at(-1)).toBe('1 vote by 1 person on 1 of 51 papers.');
  });

  it('shows nothing of another team', async () => {
    await room.act(voteFor(LOGER), { workspace: DISCORD, person: 'discord:5' });

    expect((await room.ask('top')).lines[0]).toMatch(/^No votes/);
  });

  it('leads to all voted papers, by place, a page at a time', async () => {
    const week = await room.engine.services.archive.lists('2026-03-09', '2026-03-10');
    const papers = week.flatMap((list) => list.papers.map(({ id }) => id));
    for (const id of papers) await press(id, ADA);
    await press(LOGER, BO);

    const top = await room.ask('top');
    const ranking = await room.press(top, 'All 20 voted papers');
    const next = await room.press(ranking, 'Next');

    expect(ranking.lines[0]).toBe('20 voted papers, 9 to 13 Mar, 1 to 10');
    expect(ranking.lines.filter((line) => /^1\. LoGeR/.test(line))).toHaveLength(1);
    expect(ranking.lines.filter((line) => line.startsWith('2. '))).toHaveLength(9);
    expect(next.lines[0]).toBe('20 voted papers, 9 to 13 Mar, 11 to 20');
    expect(next.lines.filter((line) => line.startsWith('2. '))).toHaveLength(10);
    expect(next.lines.filter((line) => line.endsWith('1 vote here · tied'))).toHaveLength(10);
  });

  it('has little left to count: every tick counts what moved', async () => {
    await press(LOGER, ADA);
    const { store, engine } = room;
    const before = await store.selectFrom('stale_tally').selectAll().execute();

    await engine.tick(engine.services.clock());

    expect(before).toHaveLength(1);
    expect(await store.selectFrom('stale_tally').selectAll().execute()).toEqual([]);
  });

  it('knows three periods, and stays private', async () => {
    expect((await room.ask('top years')).lines).toEqual([
      '“years” is none of week, month and all. Try: /papers top month',
    ]);
    expect((await room.ask('top --share')).lines[0]).toMatch(/cannot be shared/);
  });
});

function press(id: string, person: string) {
  return room.act(voteFor(id), { workspace: SLACK, person });
}

function voteFor(argument: string) {
  return { key: 'k', verb: 'vote', argument };
}

async function paper(id: string) {
  const found = await room.engine.services.archive.find(id);
  if (found === undefined) throw new Error(`the bundled week has no ${id}`);
  return found;
}
