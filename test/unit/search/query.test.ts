import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Query, readQuery } from '../../../src/search/query.ts';
import { anyCharacter } from '../../fakes/any-character.ts';

const NOTHING = {
  words: '',
  phrases: [],
  without: [],
  authors: [],
  organizations: [],
  isPostedHere: false,
  hasCode: false,
  sort: 'best',
  problems: [],
};

describe('what is typed into a search', () => {
  it.each<[string, Partial<Query>]>([
    ['video diffusion', { words: 'video diffusion' }],
    ['  video \t diffusion\n', { words: 'video diffusion' }],
    [
      'gaussian "image editing" splat',
      { words: 'gaussian image editing splat', phrases: ['image editing'] },
    ],
    ['“image editing”', { words: 'image editing', phrases: ['image editing'] }],
    ['„image editing“', { words: 'image editing', phrases: ['image editing'] }],
    ['«image editing»', { words: 'image editing', phrases: ['image editing'] }],
    ['diffusion -survey', { words: 'diffusion', without: ['survey'] }],
    ['diffusion −survey', { words: 'diffusion', without: ['survey'] }],
    ['-"large language model" vision', { words: 'vision', without: ['large language model'] }],
    ['author:Lo', { authors: ['Lo'] }],
    ['author:"Ada Lo" vision', { words: 'vision', authors: ['Ada Lo'] }],
    ['author:“Ada Lo” author:Chen', { authors: ['Ada Lo', 'Chen'] }],
    ['org:"Google DeepMind"', { organizations: ['Google DeepMind'] }],
    ['AFTER:2025', { after: '2025-01-01' }],
    ['after:2025-03', { after: '2025-03-01' }],
    ['after:2025-3 before:2025/3/9', { after: '2025-03-01', before: '2025-03-09' }],
    ['after:2025.03', { after: '2025-03-01' }],
    ['before:2025-03-14', { before: '2025-03-14' }],
    [
      'after:2024 after:2025 before:2026-02 before:2026',
      { after: '2025-01-01', before: '2026-01-01' },
    ],
    ['upvotes:>10 votes:>2', { upvotesAbove: 10, votesAbove: 2 }],
    ['upvotes:>10 upvotes:>20', { upvotesAbove: 20 }],
    ['posted:here has:code', { isPostedHere: true, hasCode: true }],
    ['sort:new', { sort: 'new' }],
    ['sort:new sort:Votes', { sort: 'votes' }],
    ['after:2025, agents', { words: 'agents', after: '2025-01-01' }],
  ])('%j', (typed, wanted) => {
    const { typed: _, ...query } = readQuery(typed);

    expect(query).toEqual({ ...NOTHING, ...wanted });
  });

  it.each([
    'LoGeR: Long-Context Geometric Reconstruction',
    'Author: who wrote this',
    'before: and after: a study',
    'multi-modal',
    'a - b',
    '--fast',
    'c++ a:b title:fold coauthor:Lo',
    'NEAR( AND OR * 👍',
    'posted: here',
  ])('takes %j for words', (typed) => {
    expect(readQuery(typed)).toEqual({ ...NOTHING, typed, words: typed });
  });

  it.each([
    ['"image editing', 'image editing'],
    ['5" disk', '5 disk'],
    ['image editing"', 'image editing'],
    ['author:', 'author:'],
    ['"***" x', '*** x'],
    ['""', ''],
    ['"', ''],
  ])('takes marks of %j that mean nothing for none', (typed, words) => {
    expect(readQuery(typed)).toEqual({ ...NOTHING, typed, words });
  });

  it.each(['2509.24002', 'arXiv:2509.24002v2', ' https://huggingface.co/papers/2509.24002 '])(
    'knows the paper %j',
    (typed) => {
      expect(readQuery(typed).paper).toBe('2509.24002');
    },
  );

  it.each([
    ['after:2025-13', '“after:2025-13” is no year, month or day. Try: after:2025-03'],
    ['before:yesterday', '“before:yesterday” is no year, month or day. Try: before:2025-03'],
    ['after:2025-02-30', '“after:2025-02-30” is no year, month or day. Try: after:2025-03'],
    ['upvotes:10', '“upvotes:10” does not say above which number. Try: upvotes:>10'],
    ['votes:many', '“votes:many” does not say above which number. Try: votes:>2'],
    ['has:video', '“has:video” is nothing that I know of papers. Try: has:code'],
    ['posted:there', '“posted:there” is no place I know. Try: posted:here'],
    ['sort:old', '“sort:old” is no order I know. Try: sort:new or sort:votes'],
    ['author:*', '“author:*” names nobody. Try: author:"Fei-Fei Li"'],
    ['org:""', '“org:""” names no organisation. Try: org:DeepMind'],
    ['-author:Lo', '“-author:Lo” cannot be left out, only words and phrases can. Try: -survey'],
  ])('names the mistake in %j, and still looks for the rest', (wrong, sentence) => {
    const query = readQuery(`diffusion ${wrong} sort:new`);

    const sort = 'new';
    expect(query).toEqual({
      ...NOTHING,
      typed: query.typed,
      words: 'diffusion',
      sort,
      problems: [sentence],
    });
  });

  it('says a mistake that was made twice once', () => {
    expect(readQuery('sort:old sort:old').problems).toHaveLength(1);
  });

  it('takes the first ten of a kind, and says the first five mistakes', () => {
    const all = Array.from({ length: 30 }, (_, n) => `"a ${n}" -b${n} author:c${n} has:d${n}`);

    const { phrases, without, authors, problems } = readQuery(all.join(' '));

    expect([phrases, without, authors, problems].map(({ length }) => length)).toEqual([
      10, 10, 10, 5,
    ]);
  });

  it('never throws, and keeps no half letter and no NUL', () => {
    const pieces = fc.constantFrom(
      ...['"', '“', '-', '−', ' ', ':', '>', '\0', '\ud800', '𞤀', 'é', '2025', '-13', 'here'],
      ...['author:', 'org:', 'after:', 'before:', 'upvotes:', 'votes:', 'posted:', 'has:', 'sort:'],
    );
    const line = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc.array(pieces, { maxLength: 40 }).map((some) => some.join('')),
    );

    fc.assert(
      fc.property(line, (typed) => {
        const query = readQuery(typed);

        const { typed: line, words, phrases, without, authors, organizations, problems } = query;
        const texts = [line, words, phrases, without, authors, organizations, problems].flat();
        expect(texts.filter((text) => !text.isWellFormed() || text.includes('\0'))).toEqual([]);
        expect(query.words).toBe(query.words.trim());
      }),
      { numRuns: 10_000 },
    );
  });

  it('reads a line of any length at once', () => {
    const typed = 'author:"a '.repeat(100_000);

    const before = performance.now();
    const { words } = readQuery(typed);

    expect(words.length).toBeLessThan(6_000);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
