import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIndex } from '../../../../src/search/search-index.ts';
import { anyCharacter } from '../../../fakes/any-character.ts';
import { ALL, aPaper, found, indexOf } from './papers.ts';

const FILLER = 'We study how large networks learn from data and report many results in detail.';

/** Papers that are about something else, so that words are as rare as they are among thousands. */
const others = Array.from({ length: 60 }, (_, number) =>
  aPaper({ id: `2501.${10_000 + number}`, title: `Study ${number}`, summary: FILLER }),
);

const library = indexOf([
  ...others,
  aPaper({
    id: '2601.00001',
    title: 'Image Editing with Diffusion Models',
    summary: 'Editing images by text.',
    authors: ['Ada Lo', 'Bo Chen'],
  }),
  aPaper({
    id: '2601.00002',
    title: 'A survey of networks',
    summary: 'Diffusion is one of them, and editing of images another. Models too.',
    authors: ['Yi-Hao Peng'],
  }),
  aPaper({ id: '2601.00003', title: 'Diffusion', summary: 'Of gases.', authors: ['Bo Chen'] }),
  aPaper({
    id: '2601.00004',
    title: 'Who needs capsules?',
    summary: 'Nobody.',
    authors: ['Geoffrey Hinton'],
  }),
  aPaper({ id: '2601.00005', title: 'Attention Is All You Need for Caches', summary: FILLER }),
  aPaper({ id: '2601.00006', title: 'FlashAttention', summary: 'Fast kernels in C++.' }),
  aPaper({ id: '2601.00007', title: 'GPT-4o System Card', summary: 'Multi-modal by design.' }),
  aPaper({ id: '2601.00008', title: 'Qwen2.5-VL Technical Report', summary: 'Q-learning in 3D.' }),
  aPaper({
    id: '2601.00009',
    title: 'LoGeR: Long-Context Geometric Reconstruction',
    summary: 'By Wise and others.',
  }),
]);

describe('the ranking', () => {
  it('puts words of the title before words of the abstract', () => {
    expect(found(library, 'editing diffusion').slice(0, 2)).toEqual(['2601.00001', '2601.00002']);
  });

  it('finds other forms of a word', () => {
    expect(found(library, 'diffusing')).toContain('2601.00003');
  });

  it('puts a title first that was pasted whole, colon and all', () => {
    expect(found(library, 'LoGeR: Long-Context Geometric Reconstruction')[0]).toBe('2601.00009');
  });

  it('puts the title first that begins like what was typed', () => {
    expect(found(library, 'attention is all')[0]).toBe('2601.00005');
  });

  it('puts a title that begins with the word before one that has it more often', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Quantized GaLore beside GaLore' }),
      aPaper({ id: '2601.00002', title: 'GaLore for memory' }),
    ]);

    expect(found(index, 'galore')).toEqual(['2601.00002', '2601.00001']);
  });

  it('looks at small words in titles that have all the others', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Attention to attention' }),
      aPaper({ id: '2601.00002', title: 'Attention fails, and we know why' }),
    ]);

    expect(found(index, 'why attention')[0]).toBe('2601.00002');
  });

  it('counts a compound once, however it is written', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Reinforcement learning of grippers' }),
      aPaper({ id: '2601.00002', title: 'Reinforcement-learning of grippers' }),
    ]);

    const [one, other] = index.find({ words: 'reinforcement learning' }, ALL).hits;

    expect(one?.score).toBe(other?.score);
  });

  it('takes no word for a surname that texts use more than authors bear it', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Long context' }),
      aPaper({ id: '2601.00002', title: 'Long videos' }),
      aPaper({ id: '2601.00003', title: 'Grippers', authors: ['Li Long'] }),
    ]);

    expect(found(index, 'long')).toEqual(['2601.00001', '2601.00002']);
    expect(found(index, 'li long')).toEqual(['2601.00003']);
  });

  it('finds papers by a word that is in all of them and in all their authors’ names', () => {
    const papers = ['2601.00001', '2601.00002'].map((id) =>
      aPaper({ id, title: 'Chen', authors: ['Bo Chen'] }),
    );

    const { hits } = indexOf(papers).find({ words: 'chen' }, ALL);

    expect(hits.map(({ score }) => score > 0)).toEqual([true, true]);
  });

  it.each([
    ['the who', '2601.00004'],
    ['gpt4o', '2601.00007'],
    ['gpt 4o', '2601.00007'],
    ['multimodal', '2601.00007'],
    ['multi modal', '2601.00007'],
    ['flash attention', '2601.00006'],
    ['c++', '2601.00006'],
    ['qwen', '2601.00008'],
    ['qwen2.5', '2601.00008'],
    ['qwen 2.5', '2601.00008'],
    ['qwen2.5-vl', '2601.00008'],
    ['qlearning', '2601.00008'],
    ['3-d', '2601.00008'],
  ])('finds what people mean by “%s”', (line, id) => {
    expect(found(library, line)[0]).toBe(id);
  });

  it.each([
    ['ada lo', ['2601.00001']],
    ['Bo Chen', ['2601.00001', '2601.00003']],
    ['yihao peng', ['2601.00002']],
    ['hinton', ['2601.00004']],
  ])('finds the papers of the author “%s”', (line, ids) => {
    expect(found(library, line)).toEqual(ids);
  });

  it('puts an author’s paper on a topic before others on it', () => {
    expect(found(library, 'chen diffusion')[0]).toBe('2601.00003');
    expect(found(library, 'peng diffusion')[0]).toBe('2601.00002');
  });

  it('wants both of two words, unless one says nearly all', () => {
    expect(found(library, 'diffusion editing')).not.toContain('2601.00003');
  });

  it('puts neighbours before words that small ones part, and those before words apart', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', summary: 'Models for audio. Grip.' }),
      aPaper({ id: '2601.00002', summary: 'Models audio. For grip.' }),
      aPaper({ id: '2601.00003', summary: 'Models. For grip audio.' }),
    ]);

    expect(found(index, 'models audio')).toEqual(['2601.00002', '2601.00001', '2601.00003']);
    expect(found(index, 'models for audio')[0]).toBe('2601.00001');
  });

  it('parts papers that fit alike by their upvotes and their age, and no others', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Qwen3 for grippers', day: '2024-01-05' }),
      aPaper({ id: '2601.00002', title: 'Qwen3 for networks', day: '2024-01-05', upvotes: 90 }),
      aPaper({ id: '2601.00003', title: 'Qwen3 for everything', summary: 'Grip.' }),
      aPaper({ id: '2601.00004', title: 'Grippers', summary: 'Qwen3.', upvotes: 999 }),
    ]);

    expect(found(index, 'qwen3')).toEqual(['2601.00002', '2601.00003', '2601.00001', '2601.00004']);
  });

  it('puts the paper first of whose title a lone word is most', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Qwen3 embedding, retrieval, search, rest' }),
      aPaper({ id: '2601.00002', title: 'Qwen3 Technical Report', summary: FILLER }),
    ]);

    expect(found(index, 'qwen3')[0]).toBe('2601.00002');
  });

  it('orders papers that score alike by their ids', () => {
    const alike = ['2601.00003', '2601.00001', '2601.00002'].map((id) =>
      aPaper({ id, title: 'Grippers' }),
    );

    expect(found(indexOf(alike), 'grippers')).toEqual(['2601.00001', '2601.00002', '2601.00003']);
  });

  it('goes on over pages without a gap and without a paper twice', () => {
    const many = indexOf(
      Array.from({ length: 500 }, (_, number) =>
        aPaper({
          id: `2602.${10_000 + number}`,
          title: 'Grippers',
          summary: FILLER.slice(number % 50),
        }),
      ),
    );

    const pages = Array.from({ length: 100 }, (_, page) =>
      many.find({ words: 'grippers' }, { limit: 5, offset: page * 5 }),
    ).flatMap(({ hits }) => hits);

    expect(new Set(pages.map(({ id }) => id)).size).toBe(500);
    expect(pages).toEqual(many.find({ words: 'grippers' }, ALL).hits);
  });
});

describe('a word that no paper has', () => {
  it.each([
    ['difusion', ['diffusion']],
    ['diffusoin', ['diffusion']],
    ['diffusionmodels', ['diffusion models']],
    ['reconstruc', ['reconstruction']],
  ])('is read as a word that is known: %s', (typed, shown) => {
    const { corrected, hits } = library.find({ words: typed }, ALL);

    expect(corrected).toEqual([{ typed, shown }]);
    expect(hits.length).toBeGreaterThan(0);
  });

  it('is taken as typed when that is wanted', () => {
    const { corrected, total } = library.find({ words: 'difusion', isLiteral: true }, ALL);

    expect(corrected).toEqual([]);
    expect(total).toBe(0);
  });

  it.each(['gpt5', 'r2', 'peng', 'diffusions', 'ai'])(
    'is left alone when it may be a name: %s',
    (typed) => {
      expect(library.find({ words: typed }, ALL).corrected).toEqual([]);
    },
  );

  it('is left alone when an author is called so, or when it has another number', () => {
    const index = indexOf([
      aPaper({ id: '2601.00001', title: 'Diffusion at 1024px', authors: ['Maria Diffusio'] }),
    ]);

    const { corrected } = index.find({ words: 'diffusio 1025px' }, ALL);

    expect(corrected).toEqual([]);
  });

  it('finds nothing when it is like no other', () => {
    expect(library.find({ words: '机器学习 zzzzzz' }, ALL)).toMatchObject({ total: 0, hits: [] });
  });
});

describe('matches', () => {
  it('are the words that were searched for, in any form and however they are written', () => {
    const { matches } = library.find({ words: 'difusion multi-modal' }, ALL);

    const words = ['Diffusion', 'diffusing', 'multi', 'modal', 'multimodal', 'models', '—'];
    expect(words.filter(matches)).toEqual(words.slice(0, 5));
  });

  it('are compounds too that were typed as one word, but not their parts', () => {
    const { matches } = library.find({ words: 'multimodal' }, ALL);

    expect(['multimodal', 'multi', 'modal'].filter(matches)).toEqual(['multimodal']);
  });
});

describe('anything that may be typed', () => {
  it('is answered', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: anyCharacter, maxLength: 80 }),
      fc
        .array(fc.constantFrom('diffusion', 'a', '-', 'chen', 'c++', '\ud800', '的'), {
          maxLength: 40,
        })
        .map((words) => words.join(' ')),
    );

    fc.assert(
      fc.property(line, (typed) => {
        const { total, hits } = library.find({ words: typed, phrases: [typed] }, ALL);
        library.suggestPapers(typed, { limit: 5, boost: () => 0 });
        library.suggestAuthors(typed, 5);

        expect(hits).toHaveLength(total);
        expect(hits.every(({ score }) => Number.isFinite(score))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is answered by an empty index', () => {
    expect(createIndex().find({ words: 'diffusion' }, ALL)).toMatchObject({ total: 0, hits: [] });
  });

  it('takes 6,000 characters', () => {
    expect(found(library, 'image editing '.repeat(430))[0]).toBe('2601.00001');
  });
});
