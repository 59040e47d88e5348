import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foundHeading } from '../../../src/commands/search-words.ts';
import { composeList } from '../../../src/digest/list.ts';
import { matchedIn } from '../../../src/digest/matches.ts';
import { documentOf } from '../../../src/search/paper-document.ts';
import { readQuery } from '../../../src/search/query.ts';
import { createIndex } from '../../../src/search/search-index.ts';
import { filtersOf } from '../../../src/search/wanted.ts';
import { anyCharacter } from '../../fakes/any-character.ts';
import { runs } from '../../fakes/store/index.ts';
import { type House, PLACE } from '../delivery/house.ts';
import { openSearchRoom } from './search-room.ts';
import { BO, linesOf, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openSearchRoom();
});
afterEach(() => house[Symbol.asyncDispose]());

describe('anything at all', () => {
  const pieces = fc.constantFrom(
    ...[
      '"',
      '“',
      '-',
      '−',
      ' ',
      ':',
      '>',
      '\0',
      '\ud800',
      '𞤀',
      'é',
      '视频',
      '*',
      '(',
      "'; --",
      '👍',
    ],
    ...['author:', 'org:', 'after:', 'before:', 'upvotes:>', 'votes:>', 'posted:here', 'has:code'],
    ...['sort:votes', 'sort:new', '2025', 'diffusion', 'vidoe', 'part', 'AND', '--why', '\u202e'],
  );
  const line = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 300 }),
    fc.array(pieces, { maxLength: 40 }).map((some) => some.join('')),
    fc.array(pieces, { maxLength: 40 }).map((some) => some.join(' ')),
  );

  it('may be typed: the index answers, and the answer can be composed', async () => {
    const index = createIndex();
    const papers = await house.services.archive.lists('2025-10-07', '2026-03-09');
    for (const paper of papers.flatMap((list) => list.papers)) index.put(documentOf(paper));
    const found = papers.flatMap((list) => list.papers).slice(0, 3);

    fc.assert(
      fc.property(line, (typed) => {
        const query = readQuery(typed);
        const wanted = { ...filtersOf(query), words: query.words };
        const { total, hits, matches, corrected, unknown } = index.find(wanted, {
          limit: 5,
          offset: 0,
        });
        const listed = found.map((paper) => ({ paper, tally: { up: 0, down: 0 } }));
        const { parts } = composeList({
          ...{ papers: listed, before: 0, total: 3, pageSize: 5, key: 'k', today: '2026-03-11' },
          ...{ limits: house.fake.limits, searched: matchedIn(found, matches) },
          heading: foundHeading(query, { total, hits: [], corrected, unknown, matches }),
        });

        expect(total).toBeGreaterThanOrEqual(hits.length);
        expect(parts).toHaveLength(7);
      }),
      { numRuns: runs(10_000) },
    );
  }, 60_000);

  it('may be typed in a channel: the answer is never an excuse', async () => {
    await fc.assert(
      fc.asyncProperty(line, async (typed) => {
        const options = { words: typed };
        const call = { name: 'search', options, isShared: false, canOpenForm: false };
        const reply = await house.engine.inbox.onCommand({ ...call, person: BO, spot: PLACE });

        expect(wordsOf(reply)).not.toMatch(/^That did not work/);
        expect(linesOf(reply).join('').trim()).not.toBe('');
      }),
      { numRuns: runs(300) },
    );
  }, 60_000);
});
