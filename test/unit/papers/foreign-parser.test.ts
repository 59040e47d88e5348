import { BibLatexParser, RISParser } from 'biblatex-csl-converter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { citationKeys, toBibtex } from '../../../src/papers/bibtex.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { toRis } from '../../../src/papers/ris.ts';
import { sampleLists } from '../../../src/papers/sample.ts';
import { aPaper } from '../digest/papers.ts';

const Words = z.array(z.object({ text: z.string() }).partial()).optional();
const Author = z.object({
  family: Words,
  given: Words,
  prefix: Words,
  suffix: Words,
  literal: Words,
});
const Parsed = z.object({
  entries: z.record(
    z.string(),
    z.object({
      entry_key: z.string(),
      bib_type: z.string(),
      fields: z.object({
        title: Words,
        author: z.array(Author).optional(),
        date: z.string().optional(),
        doi: z.string().optional(),
        eprint: z.string().optional(),
        url: z.string().optional(),
      }),
    }),
  ),
  errors: z.array(z.unknown()),
});
type Entry = z.infer<typeof Parsed>['entries'][string];

const papers = [
  ...sampleLists.flatMap((list) => list.papers),
  aPaper('2603.00001', {
    title: 'Costs 100% of $5 & more_or_less #1: \\alpha ~ "quoted"',
    authors: [
      'Laurens van der Maaten',
      'Søren O’Brien-Smith',
      'Qwen Team',
      'Research and Play Lab',
    ],
  }),
  aPaper('2603.00002', { title: 'A } brace { of { braces', authors: ['Plato'] }),
  aPaper('2603.00003', { title: 'Nobody wrote it', authors: [] }),
];

describe('a parser that nobody here wrote', () => {
  it('reads our BibTeX without a complaint, every paper whole', () => {
    const entries = readBibtex(papers);

    expect(entries.map(factsOf)).toEqual(
      papers.map(({ id, publishedOn }) => ({
        doi: `10.48550/arXiv.${id}`,
        url: `https://arxiv.org/abs/${id}`,
        year: publishedOn.slice(0, 4),
      })),
    );
    expect(entries.map(({ fields }) => fields.eprint)).toEqual(papers.map(({ id }) => id));
    expect(new Set(entries.map((entry) => entry.entry_key)).size).toBe(papers.length);
    expect(withoutBraces(entries.map(titleOf))).toEqual(
      withoutBraces(papers.map(({ title }) => title)),
    );
    expect(entries.map(authorsOf)).toEqual(papers.map(({ authors }) => authors.map(wordsOf)));
  });

  it('reads our RIS without a complaint, every paper whole', () => {
    const entries = readRis(papers);

    expect(entries.map(factsOf)).toEqual(
      papers.map(({ id, publishedOn }) => ({
        doi: `10.48550/arXiv.${id}`,
        url: `https://arxiv.org/abs/${id}`,
        year: publishedOn.slice(0, 4),
      })),
    );
    expect(entries.map(titleOf)).toEqual(papers.map(({ title }) => title));
    expect(entries.map(authorsOf)).toEqual(papers.map(({ authors }) => authors.map(wordsOf)));
  });

  it('finds every entry, whatever stands in titles and names', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map(oneLine);
    const marked = fc
      .string({ unit: fc.constantFrom(...'{}\\$&#_%~^",@=ab '), maxLength: 20 })
      .map(oneLine);
    const any = fc.oneof(text, marked);

    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { minLength: 1, maxLength: 5 }), (made) => {
        const all = made.map(([title, author], n) =>
          aPaper(`2603.1000${n}`, { title: `T${title}`, authors: [`A${author}`] }),
        );

        expect(readBibtex(all).map(({ fields }) => fields.eprint)).toEqual(all.map(({ id }) => id));
        expect(readRis(all)).toHaveLength(all.length);
      }),
      { numRuns: 300 },
    );
  });
});

function readBibtex(some: readonly Paper[]): readonly Entry[] {
  const keys = citationKeys(some);
  const text = some.map((one) => toBibtex(one, { key: keys.get(one.id) ?? '', mostAuthors: 999 }));
  return read(new BibLatexParser(text.join('\n\n')));
}

function readRis(some: readonly Paper[]): readonly Entry[] {
  const text = some.map((one) => toRis(one, { mostAuthors: 999 }));
  return read(new RISParser(text.join('\n\n')));
}

function read(parser: { parse(): unknown }): readonly Entry[] {
  const { entries, errors } = Parsed.parse(parser.parse());
  expect(errors).toEqual([]);
  return Object.values(entries);
}

function factsOf({ fields }: Entry) {
  return { doi: fields.doi, url: fields.url, year: fields.date?.slice(0, 4) };
}

function titleOf({ fields }: Entry): string {
  return plain(fields.title);
}

/** Names as words in any order: where a family begins is anybody’s guess. */
function authorsOf({ fields }: Entry): readonly string[] {
  return (fields.author ?? []).map((one) =>
    wordsOf([one.given, one.prefix, one.family, one.suffix, one.literal].map(plain).join(' ')),
  );
}

function plain(words: z.infer<typeof Words>): string {
  return (words ?? []).map(({ text }) => text ?? '').join('');
}

function wordsOf(name: string): string {
  return name
    .split(/[\s,]+/)
    .filter(Boolean)
    .toSorted()
    .join(' ');
}

/** It does not know the commands that stand for them. */
function withoutBraces(titles: readonly string[]): readonly string[] {
  return titles.map((title) => title.replace(/[{}]/g, '').replace(/\s+/g, ' '));
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
