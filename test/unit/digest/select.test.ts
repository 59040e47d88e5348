import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidates, select } from '../../../src/digest/select.ts';
import { addDays } from '../../../src/papers/feed-day.ts';
import { aList, aPaper, ids } from './papers.ts';

const monday = aList('2026-03-09', [aPaper('a', { upvotes: 50 }), aPaper('b', { upvotes: 3 })]);
const tuesday = aList('2026-03-10', [
  aPaper('c', { upvotes: 9 }),
  aPaper('d', { upvotes: 30 }),
  aPaper('e', { upvotes: 9 }),
]);

describe('an ordinary morning', () => {
  it('takes the newest closed list, the most upvoted first, ties in the order of the source', () => {
    const content = select(candidates({ closed: [monday, tuesday], coveredTo: '2026-03-09' }));

    expect(content).toEqual({
      papers: [{ paper: 'd' }, { paper: 'c' }, { paper: 'e' }],
      total: 3,
      from: '2026-03-10',
      to: '2026-03-10',
    });
  });

  it('is silent without a new list', () => {
    const content = select(candidates({ closed: [monday, tuesday], coveredTo: '2026-03-10' }));

    expect(content).toBeUndefined();
  });

  it('is silent without any list, and when the channel saw all of it', () => {
    expect(select(candidates({ closed: [] }))).toBeUndefined();
    expect(select(candidates({ closed: [tuesday], isShown: () => true }))).toBeUndefined();
  });

  it('shows no paper that the channel has seen', () => {
    const content = select(candidates({ closed: [tuesday], isShown: (paper) => paper === 'd' }));

    expect(content?.papers).toEqual([{ paper: 'c' }, { paper: 'e' }]);
  });

  it('takes no more than the channel wants, and says of how many', () => {
    const content = select(candidates({ closed: [tuesday], top: 2 }));

    expect(content?.papers).toEqual([{ paper: 'd' }, { paper: 'c' }]);
    expect(content?.total).toBe(3);
  });

  it('says in the small print that the list was late', () => {
    const content = select(candidates({ closed: [tuesday], isLate: true }));

    expect(content?.note).toBe('Hugging Face published this list late.');
  });
});

describe('a new subscription', () => {
  it('starts with one list, never with a flood', () => {
    const content = select(candidates({ closed: [monday, tuesday] }));

    expect(content?.from).toBe('2026-03-10');
    expect(content?.total).toBe(3);
  });
});

describe('after missed slots', () => {
  const away = { who: 'Paperboy' as const, since: '2026-03-06' };

  it('takes the best of all that was missed, and says whose absence it was', () => {
    const content = select(
      candidates({ closed: [tuesday, monday], coveredTo: '2026-03-06', top: 2, away }),
    );

    expect(content).toEqual({
      papers: [{ paper: 'a' }, { paper: 'd' }],
      total: 5,
      from: '2026-03-09',
      to: '2026-03-10',
      news: 'Paperboy was away since Fri\u00a06\u00a0Mar: the best since then. And 3 more: /papers missed',
    });
  });

  it('names a pause as what it was', () => {
    const content = select(
      candidates({
        closed: [monday, tuesday],
        coveredTo: '2026-03-06',
        away: { who: 'a pause', since: '2026-03-06' },
      }),
    );

    expect(content?.news).toBe(
      'Resumed after a pause since Fri\u00a06\u00a0Mar: the best since then.',
    );
  });

  it('says nothing about an absence in which one list came', () => {
    const content = select(
      candidates({ closed: [monday, tuesday], coveredTo: '2026-03-09', away }),
    );

    expect(content?.news).toBeUndefined();
  });

  it('counts a paper that was listed twice once', () => {
    const again = aList('2026-03-10', [aPaper('a', { upvotes: 50 }), aPaper('f')]);

    const content = select(candidates({ closed: [monday, again], coveredTo: '2026-03-06' }));

    expect(content?.papers.map(({ paper }) => paper)).toEqual(['a', 'f', 'b']);
  });

  it('looks back seven days and no further', () => {
    const long = ids(20).map((id, n) => aList(addDays('2026-03-01', n), [aPaper(id)]));

    const content = select(candidates({ closed: long, coveredTo: '2026-03-01' }));

    expect(content?.from).toBe('2026-03-14');
    expect(content?.total).toBe(7);
  });
});

it('never shows a channel a paper twice over any run of mornings', () => {
  const lists = fc.array(
    fc.uniqueArray(fc.constantFrom(...ids(30)), { minLength: 0, maxLength: 12 }),
    { minLength: 1, maxLength: 10 },
  );
  fc.assert(
    fc.property(lists, fc.array(fc.boolean()), fc.integer({ min: 1, max: 10 }), (days, up, top) => {
      const closed = days.map((papers, n) =>
        aList(
          addDays('2026-03-01', n),
          papers.map((id) => aPaper(id)),
        ),
      );
      const shown: string[] = [];
      let coveredTo: string | undefined;
      for (const [n, isUp] of closed.map((_, index) => [index, up[index] ?? true] as const)) {
        if (!isUp) continue;
        const content = select(
          candidates({
            closed: closed.slice(0, n + 1),
            isShown: (paper) => shown.includes(paper),
            top,
            ...(coveredTo !== undefined && { coveredTo }),
          }),
        );
        shown.push(...(content?.papers ?? []).map(({ paper }) => paper));
        coveredTo = content?.to ?? coveredTo;
      }

      expect(new Set(shown).size).toBe(shown.length);
    }),
  );
});

function candidates(given: Partial<Candidates>): Candidates {
  return { closed: [], isShown: () => false, top: 5, isLate: false, ...given };
}
