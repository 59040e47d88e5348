import { describe, expect, it } from 'vitest';
import type { Message } from '#chat/message.ts';
import { commonBlanks } from '#chat/words.ts';
import { toComponents } from '../../../adapters/discord/render.ts';
import { composeCitations } from '../../../src/digest/citations.ts';
import { aPaper, ids } from './papers.ts';

const crowd = aPaper('2603.99999', {
  title: 'Humanity’s Last Exam',
  authors: Array.from({ length: 664 }, (_, n) => `Author Number${n}`),
});

describe('citations', () => {
  it('of one paper are BibTeX, then RIS, to be copied', () => {
    const message = pageOf([aPaper('2603.00001')], 0);

    expect(headingOf(message)).toBe('Citation');
    expect(verbatims(message)).toEqual([
      expect.stringMatching(/^@misc\{lo2026paper,[\s\S]*\}$/),
      expect.stringMatching(/^TY {2}- GEN[\s\S]*ER {2}- $/),
    ]);
  });

  it('of many fill pages, each entry on one page in both forms', () => {
    const papers = ids(30).map((id) => aPaper(id));
    const pages = allPages(papers);

    const both = pages.map((page) =>
      verbatims(page).map((text) => text.match(/2603\.\d{5}\b(?=\},?\n)|UR {2}- \S+/g)),
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(both.flatMap(([bibtex]) => bibtex ?? [])).toHaveLength(30 * 3);
    for (const [bibtex, ris] of both) expect(bibtex).toHaveLength(3 * (ris?.length ?? 0));
    expect(headingOf(pages[0])).toMatch(/^Citations, 1 to \d of 30$/);
    expect(labels(pages[0])).toEqual(['Next']);
    expect(labels(pages.at(-1))).toEqual(['Back']);
  });

  it('have keys that differ over all pages', () => {
    const keys = allPages(ids(30).map((id) => aPaper(id, { title: 'The same' }))).flatMap(
      (page) => [...(verbatims(page)[0] ?? '').matchAll(/@misc\{([^,]+),/g)],
    );

    expect(new Set(keys.map(([, key]) => key)).size).toBe(30);
  });

  it('name fewer of 664 authors rather than break, and say so', () => {
    const message = pageOf([crowd], 0);

    const [bibtex = '', ris = ''] = verbatims(message);
    expect(bibtex).toMatch(/and others\},\n[\s\S]*\n\}$/);
    expect(ris).toMatch(/N1 {2}- and 6\d\d more authors\n/);
    expect(noteOf(message)).toMatch(/^Too long for a message, so named are \d+ of 664 authors\.$/);
  });

  it('show the last page when there are no more', () => {
    const papers = ids(30).map((id) => aPaper(id));

    expect(headingOf(pageOf(papers, 99))).toMatch(/ to 30 of 30$/);
    expect(verbatims(pageOf(papers, 99))[0]).toMatch(/^@misc/);
  });

  it('fit into Discord’s message whole', () => {
    const papers = [
      crowd,
      ...ids(12).map((id) => aPaper(id, { title: 'Long & _marked_ '.repeat(12) })),
    ];

    for (const page of allPages(papers)) {
      const json = JSON.stringify(toComponents(page));
      for (const text of verbatims(page)) expect(json).toContain(JSON.stringify(text).slice(1, -1));
    }
  });
});

function pageOf(papers: Parameters<typeof composeCitations>[0]['papers'], page: number): Message {
  return composeCitations({ papers, page, key: 'k' });
}

function allPages(papers: Parameters<typeof composeCitations>[0]['papers']): readonly Message[] {
  const pages = [pageOf(papers, 0)];
  while (labels(pages.at(-1)).includes('Next')) pages.push(pageOf(papers, pages.length));
  return pages;
}

function verbatims({ parts }: Message): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'verbatim' ? [part.text] : []));
}

function headingOf(message: Message | undefined): string {
  const heading = message?.parts.find((part) => part.kind === 'heading');
  return commonBlanks(heading?.text ?? '');
}

function noteOf({ parts }: Message): string {
  const note = parts.find((part) => part.kind === 'note');
  return typeof note?.text === 'string' ? commonBlanks(note.text) : '';
}

function labels(message: Message | undefined): readonly string[] {
  const actions = message?.parts.find((part) => part.kind === 'actions');
  return (actions?.items ?? []).flatMap((item) => (item.kind === 'button' ? [item.label] : []));
}
