import { describe, expect, it } from 'vitest';
import { ALL, aPaper, indexOf } from './papers.ts';

const papers = [
  aPaper({
    id: '2601.00001',
    title: 'Image Editing with Diffusion Models',
    summary: 'We edit images. LoRA adapts diffusion models to instructions.',
    authors: ['Ada Lo', 'Bo Chen'],
    day: '2026-01-02',
  }),
  aPaper({
    id: '2601.00002',
    title: 'Faster Diffusion',
    summary: 'LoRA makes diffusion fast.',
    authors: ['Bo Chen'],
    day: '2026-01-03',
  }),
  aPaper({ id: '2601.00003', title: 'Robots that fold laundry', summary: 'A dataset of towels.' }),
  aPaper({ id: '2601.00004', title: 'Editing Text', summary: 'About instructions.' }),
  aPaper({ id: '2601.00005', title: 'Grasping', summary: 'With robots.', authors: ['Łukasz Bo'] }),
];
const library = indexOf(papers);

describe('similar papers', () => {
  it('share telling words, which are said as people write them', () => {
    const { hits } = library.similar(papers[0] ?? aPaper({ id: '' }), ALL);

    expect(hits[0]?.id).toBe('2601.00002');
    expect(hits[0]?.shared).toEqual(expect.arrayContaining(['LoRA', 'diffusion']));
  });

  it('are never the paper itself, and are not those with nothing in common', () => {
    const { hits, total } = library.similar(papers[0] ?? aPaper({ id: '' }), ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00002', '2601.00004']);
    expect(total).toBe(2);
  });

  it('are found for a paper that is not in the archive', () => {
    const stranger = aPaper({ id: '2602.00001', title: 'Laundry robots', summary: 'Towels.' });

    expect(library.similar(stranger, ALL).hits[0]?.id).toBe('2601.00003');
  });

  it('share words, not letters', () => {
    const rays = ['2601.00001', '2601.00002'].map((id) =>
      aPaper({ id, title: 'X-ray vision', summary: 'The model’s X.' }),
    );

    const { hits } = indexOf([...rays, ...papers.slice(2)]).similar(
      rays[0] ?? aPaper({ id: '' }),
      ALL,
    );

    expect(hits[0]?.shared.toSorted()).toEqual(['X-ray', 'model', 'vision']);
  });

  it('are those with the same neighbouring words and compounds, not the same numbers', () => {
    const index = indexOf([
      ...papers,
      aPaper({ id: '2601.00011', title: 'Multi-Token Prediction Needs Registers' }),
      aPaper({
        id: '2601.00012',
        title: 'Prediction of a token',
        summary: 'Faster by 12 percent.',
      }),
      aPaper({ id: '2601.00013', title: 'Larger and better', summary: '12 percent faster.' }),
    ]);
    const asked = aPaper({
      id: '2601.00010',
      title: 'Better and Faster Models by Multi-token Prediction',
      summary: 'It is 12 percent faster, and larger.',
    });

    const { hits } = index.similar(asked, ALL);

    expect(hits.slice(0, 2).map(({ id }) => id)).toEqual(['2601.00011', '2601.00012']);
    expect(hits[0]?.shared).toEqual(['Multi-token', 'Prediction']);
    expect(hits.map(({ id }) => id)).not.toContain('2601.00013');
  });

  it('come page by page', () => {
    const second = library.similar(papers[0] ?? aPaper({ id: '' }), { limit: 1, offset: 1 });

    expect(second.hits.map(({ id }) => id)).toEqual(['2601.00004']);
    expect(second.total).toBe(2);
  });
});

describe('an explanation', () => {
  it('says the terms of a score in words', () => {
    const why = library.explain({ words: 'diffusion text image chen' }, '2601.00001');

    expect(new Set(why)).toEqual(
      new Set([
        '“diffusion” in the title',
        '“image” in the title',
        'author Bo Chen',
        'its day and upvotes',
      ]),
    );
  });

  it('begins with what counts most', () => {
    const why = library.explain({ words: 'models diffusion' }, '2601.00002');

    expect(why).toEqual(['“diffusion” in the title', 'its day and upvotes']);
    expect(library.explain({ words: 'diffusion laundry' }, '2601.00003')[0]).toBe(
      '“laundry” in the title',
    );
    expect(library.explain({ words: 'robots lora with models' }, '2601.00001')[0]).toBe(
      '“models” in the title',
    );
  });

  it('names pairs, forms and a title that has all words', () => {
    const why = library.explain({ words: 'image editing instructed' }, '2601.00001');

    expect(why).toContain('“image editing” as a pair');
    expect(why).toContain('a form of “instructed” in the abstract');
    expect(library.explain({ words: 'diffusion faster' }, '2601.00002')).toContain(
      'all words in the title',
    );
    expect(library.explain({ words: 'faster diffusion' }, '2601.00002')).toContain(
      'the title begins so',
    );
  });

  it('is empty for a paper that is not there', () => {
    expect(library.explain({ words: 'diffusion' }, '2601.09999')).toEqual([]);
  });
});

describe('suggested papers', () => {
  const titles = (typed: string, boost = () => 0) =>
    library.suggestPapers(typed, { limit: 3, boost }).map(({ title }) => title);

  it.each([
    ['ima', ['Image Editing with Diffusion Models']],
    ['edit', ['Editing Text', 'Image Editing with Diffusion Models']],
    ['editing dif', ['Image Editing with Diffusion Models']],
    ['roborts', ['Robots that fold laundry']],
    ['2601.00005', ['Grasping']],
    ['nothing like it', []],
  ])('for “%s” begin so, or have it', (typed, suggested) => {
    expect(titles(typed)).toEqual(suggested);
  });

  it('put first what is lifted, then the newest', () => {
    expect(titles('')[0]).toBe('Robots that fold laundry');
    expect(
      library
        .suggestPapers('', { limit: 1, boost: (id) => (id === '2601.00004' ? 1 : 0) })
        .map(({ title }) => title),
    ).toEqual(['Editing Text']);
  });
});

describe('suggested authors', () => {
  it.each([
    ['', ['Bo Chen', 'Ada Lo', 'Łukasz Bo']],
    ['bo', ['Bo Chen', 'Łukasz Bo']],
    ['luk', ['Łukasz Bo']],
    ['chen b', ['Bo Chen']],
    ['lukaz', ['Łukasz Bo']],
    ['nobody', []],
  ])('for “%s” have words that begin so, those with most papers first', (typed, names) => {
    expect(library.suggestAuthors(typed, 5)).toEqual(names);
  });
});
