import { type Button, plain, type Span, type Text } from '#chat/message.ts';
import { unquoted } from '#chat/quoted.ts';
import { dateWords, dayWords, many, NBSP, shortNumber } from '#chat/words.ts';
import type { Coverage } from '../papers/coverage.ts';
import { cutAtWord } from '../papers/text.ts';
import type { Posted } from '../search/posted.ts';
import type { Query } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import type { SecondList } from '../search/second-list.ts';
import { withInstead } from '../search/spelling.ts';

/** Words of a person that stand in a heading or on a button are cut at these. */
const HEADING_MAX = 80;
const BUTTON_MAX = 40;

/** `25 papers for “confidence calibration”`; `12 of 340 papers for …` where filters cut the list. */
export function foundHeading(query: Query, found: Found): string {
  const { total, among = total } = found;
  const count = among > total ? ofWords(total, among) : many(total, 'paper');
  return `${count} for ${quoted(searchedWords(query.typed, found))}`;
}

/** `12 of 12.6k papers`; whole numbers where short ones would be equal. */
function ofWords(total: number, among: number): string {
  if (shortNumber(total) !== shortNumber(among)) {
    return `${shortNumber(total)}${NBSP}of${NBSP}${many(among, 'paper')}`;
  }
  const [some, all] = [total, among].map((count) => count.toLocaleString('en-US'));
  return `${some}${NBSP}of${NBSP}${all}${NBSP}papers`;
}

export function nothingWords(query: Query, papers: number): string {
  return `Nothing found for ${quoted(query.typed)} among ${many(papers, 'paper')}.`;
}

/** What was searched instead of what was typed. */
export function searchedWords(typed: string, { corrected }: Pick<Found, 'corrected'>): string {
  return corrected.reduce(
    (words, { typed: wrong, shown: [right = wrong] }) => withInstead(words, wrong, right),
    typed,
  );
}

/** What is to be known before the list is read: mistakes, corrections, and that not everything was searched. */
export function sentencesOf({ problems }: Query, found: Found): readonly Text[] {
  const { total, corrected, unknown, reading } = found;
  const ignored = total === 0 ? [] : unknown;
  return [
    ...problems,
    ...(ignored.length === 0 ? [] : [`Nothing matches ${plain(listed(ignored.map(toQuoted)))}.`]),
    ...(corrected.length === 0 ? [] : [correctedWords(corrected)]),
    ...(reading === undefined ? [] : [readingWords(reading)]),
  ];
}

/** `Nothing matches “gaussain” and “spltting”. Showing results for **gaussian splatting**.` */
function correctedWords(corrected: Found['corrected']): readonly Span[] {
  const isPlain = corrected.every(({ shown }) => shown.length === 1);
  const words = corrected.flatMap(({ shown }) => shown);
  const rights = isPlain ? [words.join(' ')] : words;
  return [
    toSpan('Nothing matches '),
    ...listed(corrected.map(({ typed }) => toQuoted(typed))),
    toSpan('. Showing results for '),
    ...listed(rights.map((text) => ({ kind: 'strong', text }))),
    toSpan('.'),
  ];
}

/** `one`, `one and two`, `one, two and three`. */
function listed(spans: readonly Span[]): readonly Span[] {
  return spans.flatMap((span, at) => {
    if (at === 0) return [span];
    return [toSpan(at === spans.length - 1 ? ' and ' : ', '), span];
  });
}

function readingWords({ papers, of }: NonNullable<Found['reading']>): string {
  return `The archive is still being read: ${shortNumber(papers)} of ${many(of, 'paper')} so far.`;
}

/** That there will be more to find; nothing once the archive has filled itself, or where it does not. */
export function fillingWords(coverage: Coverage | undefined): readonly string[] {
  if (coverage === undefined || !coverage.isFilling) return [];
  const { backTo, share } = coverage;
  const far = backTo === undefined ? '' : `back to ${dateWords(backTo)}, `;
  return [`The archive is still filling: ${far}${Math.floor(share * 100)}${NBSP}% so far.`];
}

/** The terms of a score on a line of their own. */
export function whyWords(terms: readonly string[]): { readonly why?: string } {
  return terms.length === 0 ? {} : { why: `Why: ${terms.join(', ')}` };
}

export function secondHeading(count: number): string {
  return `Found by Hugging Face’s own search, not in our archive: ${many(count, 'paper')}`;
}

/** Why there is no second list. */
export function noSecondWords(second: SecondList): string {
  switch (second.kind) {
    case 'found':
      return 'Hugging Face’s own search finds nothing more.';
    case 'silent':
      return 'Hugging Face’s search does not answer right now.';
    case 'used-up': {
      const minutes = Math.max(1, Math.ceil(second.retryAfterMs / 60_000));
      return `Hugging Face’s search was asked as often as it may be. Try again in ${many(minutes, 'minute')}.`;
    }
  }
}

/** `posted here 10 Mar`, with the year when it is not this one. */
export function postedWords(posted: Posted, today: string): string {
  if (posted.in === 'private channel') return 'posted in a private channel';
  const where = posted.in === 'this channel' ? 'here' : `in #${posted.name.replace(/^#/, '')}`;
  const day = Temporal.Instant.fromEpochMilliseconds(posted.at).toZonedDateTimeISO('UTC');
  const [, ...date] = dayWords(day.toPlainDate().toString(), today).split(NBSP);
  return `posted ${where} ${date.join(NBSP)}`;
}

/** Posts this page for everybody. */
export function shareButton(key: string, page: number): Button {
  return { kind: 'button', label: 'Share', does: { key, verb: 'share', argument: String(page) } };
}

export function beyondButton(key: string): Button {
  const does = { key, verb: 'beyond' };
  return { kind: 'button', label: 'Search all of Hugging Face', does };
}

/** Asks Hugging Face for the words that no paper of ours has. */
export function literalButton({ words }: Query, key: string): Button {
  const does = { key, verb: 'beyond', argument: 'typed' };
  return { kind: 'button', label: `Search ${quoted(words, BUTTON_MAX)} instead`, does };
}

function quoted(words: string, max = HEADING_MAX): string {
  return `“${cutAtWord(unquoted(words), max)}”`;
}

function toQuoted(words: string): Span {
  return toSpan(quoted(words));
}

function toSpan(text: string): Span {
  return { kind: 'plain', text };
}
