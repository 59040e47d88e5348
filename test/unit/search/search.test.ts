import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readQuery } from '../../../src/search/query.ts';
import { joinTeam } from '../../../src/votes/teams.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { ELSEWHERE, HERE, idsOf, type Library, openLibrary, SECRET, THERE } from './library.ts';

const [CALIBRATION, LAUNDRY, ATTENTION, GPT] = [
  '2601.00001',
  '2601.00002',
  '2601.00003',
  '2601.00004',
] as const;

let library: Library;
beforeEach(async () => {
  library = await openLibrary();
  await library.save(
    aPaper(CALIBRATION, {
      title: 'Confidence Calibration for Reasoning Models',
      summary: 'Asks models how sure they are.',
      authors: ['Yann LeCun', 'Zoé Müller', 'Kim Park', 'Jo Berg', 'Li Wei', 'Max Roy'],
      publishedOn: '2026-01-05',
    }),
    aPaper(LAUNDRY, {
      title: 'Robots That Fold Laundry',
      summary:
        'Calibration of grippers, and much confidence, in every long sentence of this abstract.',
      authors: ['Ada Yann', 'Bo LeCun'],
      publishedOn: '2026-01-07',
    }),
    aPaper(ATTENTION, {
      title: 'Attention Is All You Need, Again',
      summary: 'A second look at an old idea, with confidence.',
      authors: ['Ada Lovelace'],
      publishedOn: '2026-01-06',
    }),
    aPaper(GPT, { title: 'GPT-4 in C++', summary: '视频生成 of videos.', authors: ['王小明'] }),
  );
});
afterEach(() => library[Symbol.asyncDispose]());

describe('a search', () => {
  it.each([
    ['confidence calibration', CALIBRATION],
    ['calibrations', CALIBRATION],
    ['REASONING MODEL', CALIBRATION],
    ['how do robots fold laundry?', LAUNDRY],
    ['Ada Lovelace', ATTENTION],
    ['yann lecun', CALIBRATION],
    ['zoe muller', CALIBRATION],
    ['attention is all you need', ATTENTION],
    ['"second look"', ATTENTION],
    ['gpt-4', GPT],
    ['author:lecun -calibration', undefined],
    ['author:"bo lecun"', LAUNDRY],
  ])('finds for %j', async (typed, id) => {
    expect(idsOf(await library.find(typed))[0]).toBe(id);
  });

  it('finds a paper that was saved a moment ago, and follows its new title', async () => {
    await library.find('zebras');
    await library.save(aPaper('2601.00009', { title: 'Zebras' }));
    const first = await library.find('zebras');
    await library.save(aPaper('2601.00009', { title: 'Giraffes' }));

    expect(idsOf(first)).toEqual(['2601.00009']);
    expect((await library.find('"zebras"')).total).toBe(0);
    expect(idsOf(await library.find('giraffe'))).toEqual(['2601.00009']);
  });

  it('says how many there are in all, and of how many a filter leaves so many', async () => {
    const page = { limit: 1, offset: 1 };

    expect(await library.find('confidence', HERE, page)).toMatchObject({ total: 3 });
    expect((await library.find('confidence')).among).toBeUndefined();
    expect(await library.find('confidence after:2026-01-06')).toMatchObject({ total: 2, among: 3 });
    expect(await library.find('after:2026-01-06')).toMatchObject({ among: 4 });
  });

  it('lists the newest where only filters were typed', async () => {
    const found = await library.find('after:2026-01-05 before:2026-01-08');

    expect(idsOf(found)).toEqual([LAUNDRY, ATTENTION, CALIBRATION]);
  });

  it('corrects a word that no paper has', async () => {
    const { corrected, matches, total } = await library.find('calibraton');

    expect(total).toBe(2);
    expect(corrected).toMatchObject([{ typed: 'calibraton', shown: ['calibration'] }]);
    expect(['Calibration', 'laundry'].map(matches)).toEqual([true, false]);
  });

  it('explains its hits only when it is asked to', async () => {
    const asked = { place: HERE, page: { limit: 1, offset: 0 }, isExplained: true };

    const [hit] = (await library.search.find(readQuery('calibration'), asked)).hits;

    expect(hit?.why.join(', ')).toMatch(/calibration.* in the title/);
    expect((await library.find('calibration')).hits[0]?.why).toEqual([]);
  });
});

describe('votes', () => {
  beforeEach(async () => {
    for (const person of ['fake:U1', 'fake:U2']) await library.vote(LAUNDRY, person);
    await library.vote(ATTENTION, 'fake:U1');
    await library.vote(CALIBRATION, 'fake:U9', ELSEWHERE);
  });

  it('are those of the team that asks', async () => {
    const voted = idsOf(await library.find('confidence votes:>0'));

    expect(voted.toSorted()).toEqual([LAUNDRY, ATTENTION]);
    expect(idsOf(await library.find('votes:>1'))).toEqual([LAUNDRY]);
    expect(idsOf(await library.find('votes:>0', ELSEWHERE))).toEqual([CALIBRATION]);
  });

  it('of joined workspaces count together', async () => {
    await joinTeam(library.store, [HERE.workspace, ELSEWHERE.workspace]);

    const found = await library.find('votes:>0');

    expect(idsOf(found).toSorted()).toEqual([CALIBRATION, LAUNDRY, ATTENTION]);
  });

  it('order what is found, those without any last', async () => {
    expect(idsOf(await library.find('confidence sort:votes'))).toEqual([
      LAUNDRY,
      ATTENTION,
      CALIBRATION,
    ]);
    expect(idsOf(await library.find('sort:votes')).slice(0, 2)).toEqual([LAUNDRY, ATTENTION]);
    expect((await library.find('sort:votes')).total).toBe(4);
  });

  it('of a moment ago count', async () => {
    await library.find('votes:>0');
    await library.vote(GPT, 'fake:U1');

    expect(idsOf(await library.find('votes:>0'))).toContain(GPT);
  });
});

describe('posted:here', () => {
  beforeEach(async () => {
    await library.post(CALIBRATION, HERE);
    await library.post(LAUNDRY, THERE);
    await library.post(ATTENTION, SECRET);
    await library.post(GPT, ELSEWHERE);
  });

  it('is this channel, and every one that is public to the whole workspace', async () => {
    const found = await library.find('posted:here');

    expect(idsOf(found).toSorted()).toEqual([CALIBRATION, LAUNDRY]);
  });

  it('is in a private channel what stands there as well', async () => {
    const found = await library.find('posted:here', SECRET);

    expect(idsOf(found).toSorted()).toEqual([CALIBRATION, LAUNDRY, ATTENTION]);
  });

  it('holds together with votes', async () => {
    await library.vote(LAUNDRY, 'fake:U1');
    await library.vote(ATTENTION, 'fake:U1');

    expect(idsOf(await library.find('posted:here votes:>0'))).toEqual([LAUNDRY]);
  });

  it('is only this channel while nobody can say what the others are', async () => {
    library.faults.set('C2', 'cannot-say');

    expect(idsOf(await library.find('posted:here'))).toEqual([CALIBRATION]);
  });
});
