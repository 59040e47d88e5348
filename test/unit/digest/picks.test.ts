import { describe, expect, it } from 'vitest';
import { type Message, plain } from '#chat/message.ts';
import { commonBlanks, joinFacts, smallLine } from '#chat/words.ts';
import { toComponents } from '../../../adapters/discord/render.ts';
import { composePicks, type PicksFacts } from '../../../src/digest/picks.ts';
import { noPicksWords } from '../../../src/digest/picks-words.ts';
import type { Picks } from '../../../src/votes/picks.ts';
import { aPaper, ids, TIGHT } from './papers.ts';

const papers = new Map(
  ids(12).map((id, n) => [
    id,
    aPaper(id, {
      title: `Paper ${n + 1}: ${'a long title that says a lot '.repeat(6).trim()}`,
      aiSummary:
        'Chooses among sampled answers by how their confidence scores are distributed, which costs next to nothing, and asks a second model only where the first one is not sure of what it said, so that most of the gain of a much larger ensemble comes at a fraction of its price.',
      upvotes: n === 6 ? 0 : 30 - n,
    }),
  ]),
);
const [
  a = '',
  b = '',
  c = '',
  d = '',
  e = '',
  f = '',
  sleeper = '',
  second = '',
  hype = '',
  more = '',
] = ids(12);
const picks: Picks = {
  places: [
    { paper: a, place: 1, isTied: false },
    { paper: b, place: 2, isTied: true },
    { paper: c, place: 2, isTied: true },
    { paper: d, place: 4, isTied: false },
  ],
  sleepers: [sleeper],
  skipped: [hype],
  totals: { votes: 37, people: 14, voted: 13, listed: 114 },
};
const tallies = new Map([
  [a, { up: 6, down: 0 }],
  [b, { up: 5, down: 0 }],
  [c, { up: 5, down: 0 }],
  [d, { up: 4, down: 1 }],
  [sleeper, { up: 2, down: 0 }],
]);

describe('picks', () => {
  it('tell both tallies in the small line, ties and zeros too', () => {
    const lines = smallLines(compose({}));

    expect(lines).toEqual([
      'Ada Lo and 2 more · 6 votes here · 30 HF upvotes',
      'Ada Lo and 2 more · 5 votes here, tied · 29 HF upvotes',
      'Ada Lo and 2 more · 5 votes here, tied · 28 HF upvotes',
      'Ada Lo and 2 more · 4 votes here · 27 HF upvotes · 1 vote against',
      'Ada Lo and 2 more · 2 votes here · no HF upvotes',
      'Ada Lo and 2 more · no votes here · 22 HF upvotes',
    ]);
  });

  it('number by place, and not at all what stands apart', () => {
    const numbers = compose({}).parts.flatMap((part) =>
      part.kind === 'paper' ? [part.number] : [],
    );

    expect(numbers).toEqual([1, 2, 2, 4, undefined, undefined]);
  });

  it('have a heading, two parts apart, and one line of small print', () => {
    expect(headings(compose({}))).toEqual([
      'Team picks, 9 to 13 Mar',
      'Sleepers / Voted up here, overlooked on Hugging Face.',
      'Skipped hype / Popular on Hugging Face, not with this team.',
    ]);
    expect(noteOf(compose({}))).toBe(
      '37 votes by 14 people on 13 of 114 papers. Tied papers share a place.',
    );
  });

  it('leave out a part that is empty, and the words on ties where there are none', () => {
    const untied = { ...picks, places: picks.places.slice(0, 1), sleepers: [], skipped: [] };
    const message = compose({ picks: untied });

    expect(headings(message)).toEqual(['Team picks, 9 to 13 Mar']);
    expect(noteOf(message)).toBe('37 votes by 14 people on 13 of 114 papers.');
  });

  it('say nothing of a tie that votes have parted since', () => {
    const moved = new Map([...tallies, [c, { up: 6, down: 0 }]]);

    expect(smallLines(compose({ tallies: moved })).join('\n')).not.toContain('tied');
  });

  it('of one day, and of all time, say so', () => {
    const oneDay = compose({ listed: { from: '2026-03-13', to: '2026-03-13' } });
    const { listed: _, ...ever } = facts({});

    expect(headings(oneDay)[0]).toBe('Team picks, Fri 13 Mar');
    expect(headings(composePicks(ever))[0]).toBe('Team picks of all time');
    expect(composePicks(ever).summary).toMatch(
      /^Team picks of all time, from 37 votes by 14 people\./,
    );
  });

  it('do not say how many people voted where that was not counted', () => {
    const { people: _, ...totals } = picks.totals;

    expect(noteOf(compose({ picks: { ...picks, totals } }))).toMatch(
      /^37 votes on 13 of 114 papers\./,
    );
  });

  it('are read aloud place by place', () => {
    const { summary } = compose({});

    expect(summary).toMatch(
      /^Team picks for 9 to 13 March, from 37 votes by 14 people\. Place 1: Paper 1: /,
    );
    expect(summary).toContain('Place 2, tied: Paper 3');
    expect(summary).toMatch(/Place 4: .*, 4 votes\.$/);
  });

  it('have vote buttons where everybody sees them, else a way to the cards', () => {
    const posted = compose({ isPrivate: false });

    expect(labels(posted)).toEqual([
      ...['Vote · 6', 'Vote · 5', 'Vote · 5', 'Vote · 4', 'Vote · 2', 'Vote'],
      ...['All 13 voted papers', 'Reading list'],
    ]);
    expect(labels(compose({}))).toEqual([
      'More on a paper…',
      'All 13 voted papers',
      'Reading list',
    ]);
  });

  it('offer no list of all voted papers when all are shown', () => {
    const all = { ...picks, totals: { ...picks.totals, voted: 4 } };

    expect(labels(compose({ picks: all }))).toEqual(['More on a paper…', 'Reading list']);
  });

  it('fit into Discord’s forty components and 4,000 characters, ten of them, posted', () => {
    const places = [a, b, c, d, e, f].map((paper, n) => ({ paper, place: n + 1, isTied: true }));
    const full = { ...picks, places, sleepers: [sleeper, second], skipped: [hype, more] };

    const message = compose({ picks: full, isPrivate: false });
    const [container] = toComponents(message);

    const json = JSON.stringify(container);
    const texts = [...json.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);
    const blurbs = message.parts.flatMap((part) =>
      part.kind === 'paper' ? [plain(part.blurb ?? '')] : [],
    );
    expect(json.match(/"type":/g)?.length).toBeLessThanOrEqual(40);
    expect(texts.join('').length).toBeLessThanOrEqual(4_000);
    expect(blurbs.every((blurb) => blurb !== '' && json.includes(blurb))).toBe(true);
    expect(blurbs).toHaveLength(10);
    expect(commonBlanks(texts.at(-1) ?? '')).toContain('37 votes by 14 people');
  });

  it('of nobody are one sentence', () => {
    expect(noPicksWords('last week')).toBe(
      'No votes last week, so no picks. Press Vote on a digest to change that.',
    );
  });
});

function facts(given: Partial<PicksFacts>): PicksFacts {
  return {
    ...{ picks, papers, tallies, key: 'k'.repeat(24), limits: TIGHT, today: '2026-03-16' },
    listed: { from: '2026-03-09', to: '2026-03-13' },
    isPrivate: true,
    ...given,
  };
}

function compose(given: Partial<PicksFacts>): Message {
  return composePicks(facts(given));
}

function smallLines({ parts }: Message): readonly string[] {
  return parts.flatMap((part) =>
    part.kind === 'paper' ? [commonBlanks(joinFacts(smallLine(part)))] : [],
  );
}

function headings({ parts }: Message): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'heading') return [];
    const words = part.below === undefined ? part.text : `${part.text} / ${plain(part.below)}`;
    return [commonBlanks(words)];
  });
}

function noteOf({ parts }: Message): string {
  const note = parts.find((part) => part.kind === 'note');
  return note === undefined ? '' : commonBlanks(plain(note.text));
}

function labels({ parts }: Message): readonly string[] {
  return parts
    .flatMap((part) => {
      if (part.kind === 'paper') return part.vote === undefined ? [] : [part.vote.label];
      if (part.kind !== 'actions') return [];
      return part.items.map((item) => (item.kind === 'button' ? item.label : item.placeholder));
    })
    .map(commonBlanks);
}
