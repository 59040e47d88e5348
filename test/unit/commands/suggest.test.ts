import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/inbox.ts';
import { House, PLACE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { BO } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
  house.source.lists.set('2025-03-04', [
    aPaper('2503.00001', { title: 'Diffusion of Old', publishedOn: '2025-03-03', upvotes: 300 }),
  ]);
  house.source.lists.set('2026-03-10', [
    aPaper('2603.00001', { title: 'Diffusion of New', upvotes: 9 }),
    aPaper('2603.00002', { title: 'Counting Sheep', upvotes: 40, authors: ['Grace Hopper'] }),
    aPaper('2603.00004', { title: 'Counting Stars', upvotes: 1 }),
    aPaper('2603.00003', { title: 'A Title of Many Words That Goes On '.repeat(4).trim() }),
  ]);
  await house.services.puller.ensureListed('2025-03-04');
  await house.services.puller.ensureListed('2026-03-10');
  await house.engine.live.catchUp();
});
afterEach(() => house[Symbol.asyncDispose]());

const suggest = (command: string, option: string, typed: string) =>
  house.engine.inbox.onSuggest({ command, option, typed, spot: PLACE, person: BO });
const show = (typed: string) => suggest('show', 'paper', typed);
const values = (all: Awaited<ReturnType<typeof show>>) => all.map(({ value }) => value);
const vote = async (paper: string, person: string, workspace = WORKSPACE) => {
  await house.services.ledger.press({ workspace, paper, person });
  await house.engine.tick(house.time.now);
};

describe('suggestions of papers', () => {
  it('are there for every option that takes a paper', () => {
    const options = commands.flatMap((command) => command.options);
    const silent = options.filter(
      ({ kind, hasSuggestions }) => kind === 'paper' && !hasSuggestions,
    );

    expect(options.filter(({ kind }) => kind === 'paper').length).toBeGreaterThanOrEqual(4);
    expect(silent).toEqual([]);
  });

  it('complete a title, recent papers first', async () => {
    expect(await show('diffusion')).toEqual([
      { label: 'Diffusion of New', value: '2603.00001' },
      { label: 'Diffusion of Old', value: '2503.00001' },
    ]);
  });

  it('put first what the team voted up, whatever other teams did', async () => {
    for (const person of ['a', 'b']) await vote('2603.00002', person, 'fake:W2');
    await vote('2603.00004', 'a');

    const counting = values(await show('counting'));
    const newest = values(await show(''));

    expect(counting).toEqual(['2603.00004', '2603.00002']);
    expect(newest[0]).toBe('2603.00004');
  });

  it('forgive a wrong letter', async () => {
    expect(values(await show('difusion of n'))).toEqual(['2603.00001']);
  });

  it('are the recent and the voted ones while nothing is typed', async () => {
    const before = await show('');
    await vote('2503.00001', 'a');
    const after = await show(' ');

    expect(values(before)).toEqual(['2603.00002', '2603.00001', '2603.00003', '2603.00004']);
    expect(values(after)).toContain('2503.00001');
  });

  it('are the newer ones first, whatever their upvotes', async () => {
    const older = aPaper('2602.00001', { publishedOn: '2026-02-27', upvotes: 500 });
    house.source.lists.set('2026-03-02', [older]);
    await house.services.puller.ensureListed('2026-03-02');

    expect(values(await show('')).at(-1)).toBe('2602.00001');
  });

  it('take a paper for as new as the list that it stood on last', async () => {
    const found = aPaper('2501.00001', { publishedOn: '2025-01-01', upvotes: 500 });
    house.source.lists.set('2026-03-11', [found]);
    await house.services.puller.ensureListed('2026-03-11');

    expect(values(await show(''))[0]).toBe('2501.00001');
  });

  it('complete an id and a link to the paper, known or not', async () => {
    expect(await show('2603.00001')).toEqual([
      { label: '2603.00001 Diffusion of New', value: '2603.00001' },
    ]);
    expect(values(await show('https://arxiv.org/pdf/2603.00001v2'))).toEqual(['2603.00001']);
    expect(await show('2601.12345')).toEqual([{ label: '2601.12345', value: '2601.12345' }]);
  });

  it('complete the beginning of an id, with the number in sight', async () => {
    const march = await show('2603.0000');

    expect(march).toHaveLength(4);
    expect(march).toContainEqual({ label: '2603.00004 Counting Stars', value: '2603.00004' });
    expect(values(await show('2503.0'))).toEqual(['2503.00001']);
    expect(await show('2504.')).toEqual([]);
  });

  it('are cut at a word, and never longer than the platform takes', async () => {
    const [long] = await show('title of many');

    expect(long?.label.length).toBeLessThanOrEqual(100);
    expect(long?.label).toMatch(/ (?:A|Title|of|Many|Words|That|Goes|On)…$/);
  });

  it('offer the reading list where that can be cited', async () => {
    const empty = await suggest('cite', 'what', '');
    const typed = await suggest('cite', 'what', 'sav');
    const paper = await suggest('cite', 'what', 'sheep');

    expect(empty[0]).toEqual({ label: 'Your reading list', value: 'saved' });
    expect(typed[0]).toEqual({ label: 'Your reading list', value: 'saved' });
    expect(values(paper)).toEqual(['2603.00002']);
  });

  it('are at most 25', async () => {
    house.source.lists.set(
      '2026-03-09',
      Array.from({ length: 40 }, (_, n) => aPaper(`2603.1${String(n).padStart(4, '0')}`)),
    );
    await house.services.puller.ensureListed('2026-03-09');
    await house.engine.live.catchUp();

    const papers = await Promise.all(['', '2603.1', 'paper'].map(show));
    const cited = await suggest('cite', 'what', '');

    expect([...papers, cited].map(({ length }) => length)).toEqual([25, 25, 25, 25]);
  });

  it('are none for other options, unknown commands, and when something fails', async () => {
    const others = await Promise.all([
      suggest('status', 'paper', 'x'),
      suggest('day', 'date', ''),
      suggest('nothing', 'paper', 'x'),
    ]);
    await house.store.schema.alterTable('tally').renameTo('elsewhere').execute();
    const failed = await show('diffusion');
    await house.store.schema.alterTable('elsewhere').renameTo('tally').execute();

    expect([...others, failed]).toEqual([[], [], [], []]);
  });
});

describe('suggestions for a search', () => {
  const search = (typed: string) => suggest('search', 'words', typed);

  it('begin with what was typed, so that Enter sends it; then come papers', async () => {
    expect(await search('diffusion')).toEqual([
      { label: 'diffusion', value: 'diffusion' },
      { label: 'Diffusion of New', value: '2603.00001' },
      { label: 'Diffusion of Old', value: '2503.00001' },
    ]);
  });

  it.each(['author:grace', 'author:"Grace Ho', 'author:hop'])(
    'complete the name in %s',
    async (typed) => {
      const all = values(await search(`sheep ${typed}`));

      expect(all).toEqual([`sheep ${typed}`, 'sheep author:"Grace Hopper"']);
    },
  );

  it('are none for nothing, and for what is too long to be chosen', async () => {
    expect(await search('')).toEqual([]);
    expect(await search('words '.repeat(20))).toEqual([]);
  });
});
