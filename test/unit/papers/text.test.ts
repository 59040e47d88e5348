import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanCodeUrl,
  cleanName,
  cleanProse,
  cleanTitle,
  cleanUrl,
  cutAtClause,
  cutAtWord,
  firstSentences,
} from '../../../src/papers/text.ts';
import { anyCharacter } from '../../fakes/any-character.ts';
import { trickyTitles } from '../../fixtures/papers/tricky-titles.ts';
import { hasRecorded, recordedPapers } from './recorded.ts';

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'a',
          'loss ',
          '$',
          '\\',
          '{',
          '}',
          '^',
          '_',
          '\\textbf{',
          '\\alpha',
          '\\"',
          '\n  ',
          '\0',
        ],
        ...['\ud800', '\ue000', '👩‍🔬', 'e\u0301', '5', '. ', ', ', ' of ', '中文', '\u202e', '``'],
      ),
      { maxLength: 60 },
    )
    .map((pieces) => pieces.join('')),
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;

describe('cleaned text', () => {
  it.each(trickyTitles)('reads %s without TeX', (_, raw, clean) => {
    const title = cleanTitle(raw);

    expect(title).toBe(clean);
    expect(cleanTitle(title)).toBe(clean);
  });

  it.each([
    [String.raw`na\"{\i}vely`, 'naïvely'],
    [String.raw`Erd\H{o}s, Bolet\'{\i}n, Schr\"odinger, \~8B`, 'Erdős, Boletín, Schrödinger, ~8B'],
    [String.raw`under \20 USD, \$500 vs. $\geq$ 100,000`, 'under $20 USD, $500 vs. ≥ 100,000'],
    [
      String.raw`code: \href{https://x.org/a}{here} \url{https://x.org/b}`,
      'code: here https://x.org/b',
    ],
    ['360^{circ} scenes of H_{infty} in R^{d times d}', '360° scenes of H_∞ in R^(d × d)'],
    ['pi_0, π_{0.5}, theta_{GRPO}, 10^{-20}, AP_{50}', 'π_0, π_0.5, θ_GRPO, 10⁻²⁰, AP₅₀'],
    ['mathcal{O}(T^{-1/3}) and AR (49.6 rightarrow 68.3)', 'O(T^(-1/3)) and AR (49.6 → 68.3)'],
    ["``quoted'' by $x_i$ and $\\mathbf{W}^\\top$", '"quoted" by xᵢ and Wᵀ'],
    [
      String.raw`an \textcolor{red}{important} and \textcolor[rgb]{1,0,0}{red} word`,
      'an important and red word',
    ],
    [
      String.raw`a {\color{blue}blue} one, \color{red}all red, a \colorbox{yellow}{yellow} one`,
      'a blue one, all red, a yellow one',
    ],
    [
      String.raw`\textbf{a \emph{strong \textcolor{red}{\texttt{red}} word} in {\it it}}`,
      'a strong red word in it',
    ],
    [
      String.raw`$\textcolor{red}{x^2}$ of {braces} and {"red": 1}`,
      'x² of {braces} and {"red": 1}',
    ],
    ['costs $5 and then $10', 'costs $5 and then $10'],
    ['a <think> token, {"key": 1} and file_name_1', 'a <think> token, {"key": 1} and file_name_1'],
    ['one\n  two\r\nthree\u2028four\u00a0five', 'one two three four five'],
    ['NUL\0 and \ud800lone\udfff and \u202eturned', 'NUL and lone and turned'],
  ])('turns %j into %j', (raw, clean) => {
    expect(cleanProse(raw)).toBe(clean);
  });

  it('is one well-formed line without control characters, whatever came in', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        for (const text of [cleanTitle(raw), cleanProse(raw), cleanName(raw)]) {
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(UNWANTED);
          expect(text).toBe(text.trim());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stays as it is when it is cleaned again', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const name = cleanName(raw);
        const words = cleanTitle(raw.replace(/[\\$^_{}`']/g, ' '));

        expect(cleanName(name)).toBe(name);
        expect(cleanTitle(words)).toBe(words);
      }),
      { numRuns: 500 },
    );
  });

  it('is no title when nothing of it can be seen', () => {
    expect(cleanTitle('\u200b\u2060 \u0301')).toBe('');
  });

  it('is read no further than anybody would', () => {
    expect(cleanProse('a'.repeat(30_000))).toHaveLength(20_000);
  });

  it('is made in time even of text that means harm', () => {
    const started = performance.now();

    for (const piece of ['\\', '{', '$ ', '\\a{', '^{', '$x', '\\[', ' ', '_{^{', '\\"{']) {
      cleanProse(piece.repeat(20_000));
    }

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('cut text', () => {
  const sentence =
    'A memory that grows with the scene keeps long videos in shape, and needs no camera poses at all';

  it('ends at a word and with an ellipsis', () => {
    expect(cutAtWord(sentence, 30)).toBe('A memory that grows with the…');
  });

  it('ends at a clause when one ends late enough', () => {
    expect(cutAtClause(sentence, 75)).toBe(
      'A memory that grows with the scene keeps long videos in shape…',
    );
  });

  it('never ends with a word that promises more', () => {
    expect(cutAtClause(sentence, 30)).toBe('A memory that grows…');
  });

  it('keeps what fits as it is', () => {
    expect(cutAtWord(sentence, sentence.length)).toBe(sentence);
    expect(cutAtClause(sentence, sentence.length)).toBe(sentence);
  });

  it('takes whole sentences as long as they fit', () => {
    const text = 'We test GPT-4 et al. on vs. tasks, e.g. Go. It works. It is also fast.';

    expect(firstSentences(text, 60)).toBe('We test GPT-4 et al. on vs. tasks, e.g. Go. It works.');
    expect(firstSentences(text, 45)).toBe('We test GPT-4 et al. on vs. tasks, e.g. Go.');
    expect(firstSentences(text, 20)).toBe('We test GPT-4 et…');
    expect(firstSentences('', 20)).toBe('');
  });

  it('goes on after a first sentence that says little, cut where the next one does not fit', () => {
    const text =
      'Data comes in many forms. From a shallow perspective, they can be viewed as being either in structured or in unstructured formats. More.';

    expect(firstSentences(text, 100)).toBe(
      'Data comes in many forms. From a shallow perspective, they can be viewed as being either…',
    );
    expect(firstSentences(text, 131)).toBe(text.slice(0, text.indexOf(' More')));
    expect(firstSentences('It works. Supercalifragilisticexpialidocious', 20)).toBe('It works.');
    expect(firstSentences('Data comes in many forms.', 100)).toBe('Data comes in many forms.');
  });

  it.each([
    ['MR. Video, an agentic framework of ours.', 'MR. Video…'],
    ['Gemini 2.X Flash, the smaller of the two.', 'Gemini 2.X Flash…'],
  ])('takes no name for the end of a sentence: %s', (name, shown) => {
    const before = 'What understands long videos as well as people do is';

    expect(firstSentences(`${before} ${name}`, 72)).toBe(`${before} ${shown}`);
  });

  it.skipIf(!hasRecorded)('says something of every real paper, within its room', () => {
    const abstracts = recordedPapers().map(({ summary }) => cleanProse(summary));

    for (const max of [60, 100, 150, 300]) {
      for (const abstract of abstracts.filter((one) => one.length > max)) {
        const blurb = firstSentences(abstract, max);
        expect(blurb.length).toBeLessThanOrEqual(max);
        expect(blurb.length).toBeGreaterThanOrEqual(Math.min(50, max / 2));
      }
    }
  });

  it('is within its room and never ends inside a grapheme', () => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const isBoundary = (text: string, index: number) =>
      index === text.length || graphemes.segment(text).containing(index)?.index === index;
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (raw, max) => {
        const text = cleanName(raw);
        for (const cut of [
          cutAtWord(text, max),
          cutAtClause(text, max),
          firstSentences(text, max),
        ]) {
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
          if (cut.endsWith('…') && text.startsWith(cut.slice(0, -1))) {
            expect(isBoundary(text, cut.length - 1)).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('links of papers', () => {
  it.each([
    [' https://example.org/page ', 'https://example.org/page'],
    ['http://example.org', 'https://example.org/'],
    ['https://example.org/a\n  b', 'https://example.org/ab'],
    ['https://example.org/(a)|b*', 'https://example.org/%28a%29%7Cb%2A'],
    ['https://example.org/?q=<b>', 'https://example.org/?q=%3Cb%3E'],
  ])('repairs %j', (raw, clean) => {
    expect(cleanUrl(raw)).toBe(clean);
  });

  it.each([
    '',
    'coming soon',
    'javascript:alert(1)',
    'https://localhost/x',
    'https://u:p@example.org',
    'ftp://a.b',
    `https://a.b/${'c'.repeat(2_000)}`,
    // Nine characters each, once they are written as an address.
    `https://a.b/${'文'.repeat(300)}`,
  ])('leaves out %j', (raw) => {
    expect(cleanUrl(raw)).toBeUndefined();
  });

  it.each([
    ['https://github.com/sirano1004/\nMargin-DPO', 'https://github.com/sirano1004/Margin-DPO'],
    ['https://github.com/a/b/tree/main/code', 'https://github.com/a/b'],
    ['https://github.com/a/b.git', 'https://github.com/a/b'],
    ['https://gitlab.com/a/b/c', 'https://gitlab.com/a/b/c'],
  ])('takes the repository out of %j', (raw, clean) => {
    expect(cleanCodeUrl(raw)).toBe(clean);
  });

  it('knows no repository in the page of an organisation', () => {
    expect(cleanCodeUrl('https://github.com/databricks')).toBeUndefined();
  });
});
