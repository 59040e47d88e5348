import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Message, type Part, plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { composeCard } from '../../../src/digest/card.ts';
import { composeOverview } from '../../../src/digest/compose.ts';
import { select } from '../../../src/digest/select.ts';
import { readRow } from '../../../src/papers/hugging-face-schema.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { aList, TIGHT } from './papers.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/hf/daily/', import.meta.url));

describe.skipIf(!existsSync(folder))('every real day (skipped without the shared data)', () => {
  const days = existsSync(folder) ? readdirSync(folder).map(readDay) : [];

  it.each([5, 10])('fits with %i papers, and loses none', (top) => {
    for (const { day, papers } of days) {
      const content = select({
        closed: [aList(day, papers)],
        isShown: () => false,
        top,
        isLate: true,
      });
      if (content === undefined) continue;

      const message = composeOverview({
        content,
        papers: new Map(papers.map((paper) => [paper.id, paper])),
        tallies: new Map(papers.map(({ id }) => [id, { up: 12, down: 3 }])),
        key: 'Zt4kQ9vXw2LrB7mNcH1sPd0a',
        limits: TIGHT,
        today: '2026-11-24',
      });

      expect(sizeOf(message), day).toBeLessThanOrEqual(4_000);
      expect(message.summary.length, day).toBeLessThanOrEqual(4_000);
      const shown = message.parts.filter((part) => part.kind === 'paper');
      expect(shown, day).toHaveLength(Math.min(top, content.total));
    }
  });

  it('has a card for every paper that fits', () => {
    for (const { papers } of days) {
      for (const paper of papers) {
        const card = composeCard({
          paper,
          tally: { up: 1, down: 1 },
          key: 'k',
          today: '2026-11-24',
          number: 10,
          isPrivate: false,
          listedOn: '2025-01-01',
        });

        expect(sizeOf(card), paper.id).toBeLessThanOrEqual(3_900);
        expect(card.summary.length, paper.id).toBeLessThanOrEqual(4_000);
      }
    }
  });
});

function readDay(file: string): { readonly day: string; readonly papers: readonly Paper[] } {
  const rows: unknown = JSON.parse(gunzipSync(readFileSync(folder + file)).toString());
  const papers = (Array.isArray(rows) ? rows : []).flatMap((row: unknown) => {
    const paper = readRow(row);
    return 'problem' in paper ? [] : [paper];
  });
  return { day: file.slice(0, 10), papers };
}

/** All text with Discord's markup and escapes. */
function sizeOf({ parts }: Message): number {
  return parts.map(textOf).join('').length;
}

function textOf(part: Part): string {
  switch (part.kind) {
    case 'paper':
      return [
        `**${part.number}. [${escaped(plain(part.title))}](${part.url})**`,
        escaped(plain(part.blurb ?? '')),
        `-# ${escaped(joinFacts(smallLine(part)))}`,
      ].join('\n');
    case 'heading':
      return `## ${part.text}\n${plain(part.below ?? '')}`;
    case 'facts':
      return part.facts.map(({ label, value }) => `**${label}**  ${markup(value)}\n`).join('');
    case 'text':
    case 'note':
      return `-# ${escaped(plain(part.text))}`;
    case 'verbatim':
      return part.text;
    case 'actions':
    case 'divider':
      return '';
  }
}

function markup(value: Parameters<typeof plain>[0]): string {
  if (typeof value === 'string') return value;
  return value
    .map((span) => (span.kind === 'link' ? `[${span.text}](${span.url})` : plain([span])))
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[*_~`|\\<>[\]#@]/g, '\\$&');
}
