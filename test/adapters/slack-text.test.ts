import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, Span } from '#chat/message.ts';
import { NBSP } from '#chat/words.ts';
import { linkTarget } from '../../adapters/slack/escape.ts';
import { toSlackMessage } from '../../adapters/slack/render.ts';
import { toMarkup } from '../../adapters/slack/text.ts';
import { trickyTitles } from '../fixtures/papers/tricky-titles.ts';
import { asTyped, readMrkdwn } from './slack-mrkdwn.ts';
import { refusals } from './slack-refusals.ts';

const PAPERS = new URL('../../../shared/data/hf/papers.jsonl.gz', import.meta.url);
const LONG = 9_000;

const plain = (text: string): Span => ({ kind: 'plain', text });

/** Marks, mentions and the letters between them, as bad as they come. */
const anyWords = fc.string({
  unit: fc.constantFrom(
    ..."*_~`<>&@:|!#＊＿｀＞'- \n\u00a0\t.()1aZπ我\u200b\u00ad",
    'here',
    ':tada:',
    '```',
  ),
  maxLength: 60,
});

describe('words of others on Slack', () => {
  it.each([
    '<!channel> <!here> <@U123> <#C123> <https://evil.example|free>',
    '@here and @channel and @everyone',
    '*bold* _italic_ ~gone~ `code` ```block```',
    '＊bold＊ ＿italic＿ ｀code｀',
    '> quote\n>>> more\n＞ more',
    ':tada: and :チェックマーク: and :+1::skin-tone-2:',
    '\u200b*bold\u200b*',
    'AT&T &amp; &lt;b&gt;',
  ])('are only words: %j', (text) => {
    const { marks, words } = readMrkdwn(toMarkup(text, LONG));

    expect(marks).toEqual([]);
    expect(words).toBe(asTyped(text));
  });

  it('are only words, whatever is typed', () => {
    fc.assert(
      fc.property(anyWords, (text) => {
        const { marks, words } = readMrkdwn(toMarkup(text, LONG));

        expect(marks).toEqual([]);
        expect(words.replace(/\s+/gu, ' ')).toBe(asTyped(text).replace(/\s+/gu, ' '));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(trickyTitles.map(([, , clean]) => clean))('read as they were written: %s', (title) => {
    const { marks, words } = readMrkdwn(toMarkup(title, LONG));

    expect(marks).toEqual([]);
    expect(words).toBe(title);
  });

  it('can be copied to the letter where no mark could count', () => {
    for (const words of ['snake_case_name', '2 * 3 * 4', 'a*b*c', 'ratio 1:2', `4${NBSP}votes`]) {
      expect(toMarkup(words, LONG)).toBe(words);
    }
  });

  it('fold blanks, but not the no-break ones', () => {
    expect(toMarkup(`4${NBSP}votes \t here`, LONG)).toBe(`4${NBSP}votes here`);
  });

  it('lose no letter in a code span, and do not end it', () => {
    const { marks } = readMrkdwn(toMarkup([{ kind: 'code', text: '/x `*a*` <b>' }], LONG));

    expect(marks).toEqual(['code /x `*a*` <b>']);
  });
});

describe('our own markup on Slack', () => {
  it('keeps its form whatever the words in it are', () => {
    fc.assert(
      fc.property(anyWords, anyWords, (title, label) => {
        fc.pre(/[\p{L}]/u.test(title) && /[\p{L}]/u.test(label));
        const spans: readonly Span[] = [
          { kind: 'strong', text: title },
          plain(' '),
          { kind: 'link', text: label, url: 'https://a.example/x' },
        ];

        const { marks } = readMrkdwn(toMarkup(spans, LONG));

        const bold = `bold ${asTyped(title)
          .replace(/[^\S\u00a0]+/gu, ' ')
          .trim()}`;
        expect(marks.map((one) => one.trim())).toEqual(['link https://a.example/x', bold]);
      }),
      { numRuns: 500 },
    );
  });

  it('counts in the middle of a word too', () => {
    const spans: readonly Span[] = [plain('super'), { kind: 'strong', text: 'cali' }, plain('x')];

    expect(readMrkdwn(toMarkup(spans, LONG))).toEqual({
      words: 'supercalix',
      marks: ['bold cali'],
    });
  });

  it('leaves outer blanks outside of its marks', () => {
    expect(toMarkup([{ kind: 'strong', text: ' two words ' }], LONG)).toBe(' *two words* ');
    expect(toMarkup([{ kind: 'emphasis', text: 'it' }, plain('!')], LONG)).toBe('_it_!');
  });

  it('shows times in the reader’s zone, people and channels by their ids', () => {
    const spans: readonly Span[] = [
      { kind: 'time', at: 1_773_216_000_999, show: 'date-time', fallback: 'Wed <11> Mar' },
      plain(' '),
      { kind: 'person', person: 'slack:T0001/U0MARA001', name: 'Ada' },
      plain(' '),
      { kind: 'channel', channel: 'C0PAPERS1', name: 'papers' },
      plain(' '),
      { kind: 'person', person: 'discord:42', name: '<!here>' },
    ];

    expect(toMarkup(spans, LONG)).toBe(
      '<!date^1773216000^{date_short}, {time}|Wed  11  Mar> <@U0MARA001> <#C0PAPERS1> &lt;!here&gt;',
    );
  });

  it.each(['http://a.example', 'javascript:alert(1)', 'not a url', '', 'https://'])(
    'links to no %j',
    (url) => {
      expect(linkTarget(url)).toBeUndefined();
      expect(toMarkup([{ kind: 'link', text: 'Code', url }], LONG)).toBe('Code');
    },
  );

  it('ends no link early', () => {
    const url = 'https://a.example/x|y>z*?a=1&b=2';

    expect(toMarkup([{ kind: 'link', text: 'x', url }], LONG)).toBe(
      '<https://a.example/x%7Cy%3Ez%2A?a=1&amp;b=2|x>',
    );
  });
});

describe.skipIf(!existsSync(PAPERS))('every real paper (skipped without the shared data)', () => {
  it('fits, and nothing in its title, abstract or authors becomes markup', () => {
    const lines = gunzipSync(readFileSync(PAPERS)).toString().trim().split('\n');
    const wrong = lines.flatMap((line) => {
      const { title, summary, authors } = JSON.parse(line);
      const marks = [title, summary, authors.join(', ')].flatMap(
        (text) => readMrkdwn(toMarkup(text, LONG)).marks,
      );
      const refused = refusals(toSlackMessage(cardLike(title, summary, authors)));
      return marks.length + refused.length === 0 ? [] : [[title, ...marks, ...refused]];
    });

    expect(wrong).toEqual([]);
    expect(lines.length).toBeGreaterThan(12_000);
  });
});

function cardLike(title: string, summary: string, authors: readonly string[]): Message {
  return {
    summary: title,
    parts: [
      {
        kind: 'paper',
        title,
        url: 'https://huggingface.co/papers/2603.03269',
        blurb: summary.slice(0, 160),
        byline: authors.join(', '),
      },
      { kind: 'text', text: summary, isLong: true },
    ],
  };
}
