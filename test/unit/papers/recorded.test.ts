import { afterAll, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/papers/archive.ts';
import { readRow } from '../../../src/papers/hugging-face-schema.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { cleanProse, cleanTitle } from '../../../src/papers/text.ts';
import { openTestStore } from '../../fakes/store/index.ts';

import {
  hasRecorded,
  recordedDay,
  recordedDays,
  recordedPapers,
  recordedSnapshots,
} from './recorded.ts';

/** Marks of TeX that have no business in a message; a dollar before a number is money. */
const GARBAGE = /\\|[_^]\{|\$\$|\$[^0-9\s]*\\|[\ud800-\udfff\ufffd\ue000]/u;

describe.skipIf(!hasRecorded)(
  'what Hugging Face really answered (skipped without ../shared)',
  async () => {
    const store = await openTestStore();
    const archive = createArchive(store);
    afterAll(() => store.destroy());

    it('goes through schema and archive, all 517 days, without a dropped paper', async () => {
      const now = Date.parse('2026-05-01T12:00:00Z');
      const ids = new Set<string>();
      let rows = 0;

      for (const day of recordedDays) {
        const papers = recordedDay(day).map(read);
        await archive.saveList(day, papers, { now });
        rows += papers.length;
        for (const { id } of papers) ids.add(id);
      }

      expect(recordedDays).toHaveLength(517);
      expect(rows).toBe(8_047);
      expect(await archive.count()).toBe(ids.size);
      const lists = await archive.lists('2024-01-01', '2026-12-31');
      expect(lists.reduce((sum, list) => sum + list.papers.length, 0)).toBe(8_047);
      expect(
        lists.every((list) => list.state === (list.papers.length > 0 ? 'closed' : 'empty')),
      ).toBe(true);
    }, 60_000);

    it('keeps the list of a day in the order in which it came', async () => {
      const [list] = await archive.lists('2026-04-30', '2026-04-30');

      expect(list?.papers.map((paper) => paper.id)).toEqual(
        recordedDay('2026-04-30')
          .map(read)
          .map((paper) => paper.id),
      );
    });

    it('grows with a day that is read again and again', async () => {
      await using fresh = await openTestStore();
      const growing = createArchive(fresh);
      const sizes: number[] = [];

      for (const answer of recordedSnapshots('2025-01-08')) {
        await growing.saveList('2025-01-08', answer.map(read), { now: 0 });
        sizes.push((await growing.list('2025-01-08'))?.papers.length ?? 0);
      }

      expect(sizes).toEqual([13, ...Array(7).fill(15)]);
    });

    it('has no TeX left in any of 12,693 titles and abstracts', () => {
      const papers = recordedPapers();
      const garbage = papers.flatMap(({ id, title, summary }) =>
        [cleanTitle(title), cleanProse(summary)]
          .filter((text) => GARBAGE.test(text))
          .map((text) => [id, text]),
      );

      expect(papers).toHaveLength(12_693);
      expect(garbage).toEqual([]);
    }, 60_000);
  },
);

function read(row: unknown): Paper {
  const paper = readRow(row);
  if ('problem' in paper) throw new Error(paper.problem);
  return paper;
}
