import { describe, expect, it } from 'vitest';
import { addDays, isWeekday } from '../../../src/papers/feed-day.ts';
import { readRow } from '../../../src/papers/hugging-face-schema.ts';
import { toPaperId } from '../../../src/papers/links.ts';
import { createSample, sampleLists } from '../../../src/papers/sample.ts';
import { cleanProse, cleanTitle } from '../../../src/papers/text.ts';
import { hasRecorded, recordedDay } from './recorded.ts';

describe('the bundled week', () => {
  it('is five weekdays in a row of ten papers each', () => {
    const days = sampleLists.map((list) => list.day);

    expect(days).toEqual([0, 1, 2, 3, 4].map((later) => addDays(days[0] ?? '', later)));
    expect(days.every(isWeekday)).toBe(true);
    expect(sampleLists.map((list) => list.papers.length)).toEqual([10, 10, 10, 10, 10]);
  });

  it('holds papers that are real, clean, and by upvotes, each once', () => {
    const papers = sampleLists.flatMap((list) => list.papers);

    for (const paper of papers) {
      expect(toPaperId(paper.id)).toBe(paper.id);
      expect(cleanTitle(paper.title)).toBe(paper.title);
      expect(cleanProse(paper.summary)).toBe(paper.summary);
      expect(paper).not.toHaveProperty('aiSummary');
    }
    expect(new Set(papers.map((paper) => paper.id)).size).toBe(50);
    for (const list of sampleLists) {
      const upvotes = list.papers.map((paper) => paper.upvotes);
      expect(upvotes).toEqual(upvotes.toSorted((one, other) => other - one));
    }
  });

  it('has today as its newest day, whatever the clock says', () => {
    expect(createSample().today(0)).toBe('2026-03-13');
  });

  it('knows its papers by id, and does not say that there are no others', async () => {
    const sample = createSample();

    expect(await sample.paper('2603.03269')).toMatchObject({ upvotes: 29 });
    await expect(sample.paper('2509.24002')).rejects.toThrow(/could not be reached/);
    await expect(sample.dailyList('2025-01-02')).rejects.toThrow(/not in the bundled sample week/);
  });

  it.skipIf(!hasRecorded)(
    'tells the facts as Hugging Face does, and says them in words of its own',
    () => {
      for (const { day, papers } of sampleLists) {
        const recorded = new Map(
          recordedDay(day).map((row) => {
            const paper = readRow(row);
            return 'problem' in paper ? ['', undefined] : [paper.id, paper];
          }),
        );
        for (const { summary, ...facts } of papers) {
          const real = recorded.get(facts.id);
          expect(real).toMatchObject(facts);
          const theirs = `${real?.summary} ${real?.aiSummary ?? ''}`;
          for (const words of runsOf(summary, 8)) expect(theirs).not.toContain(words);
        }
      }
    },
  );
});

/** All runs of so many words. */
function runsOf(text: string, length: number): readonly string[] {
  const words = text.split(' ');
  return words.slice(length - 1).map((_, start) => words.slice(start, start + length).join(' '));
}
