import type { Button, Span, Text } from '#chat/message.ts';
import { dayWords, many, NBSP, shortNumber } from '#chat/words.ts';
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
  const count =
    among > total
      ? `${shortNumber(total)}${NBSP}of${NBSP}${many(among, 'paper')}`
      : many(total, 'paper');
  return `${count} for ${quoted(searchedWords(query.typed, found))}`;
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
export function sentencesOf({ problems }: Query, { corrected, reading }: Found): readonly Text[] {
  return [
    ...problems,
    ...corrected.map(correctedWords),
    ...(reading === undefined ? [] : [readingWords(reading)]),
  ];
}

function correctedWords({ typed, shown }: Found['corrected'][number]): readonly Span[] {
  return [
    plain(`Nothing matches ${quoted(typed)}. Showing results for `),
    ...shown.flatMap((word, at): readonly Span[] => [
      ...(at === 0 ? [] : [plain(at === shown.length - 1 ? ' and ' : ', ')]),
      { kind: 'strong', text: word },
    ]),
    plain('.'),
  ];
}

function readingWords({ papers, of }: NonNullable<Found['reading']>): string {
  return `The archive is still being read: ${shortNumber(papers)} of ${many(of, 'paper')} so far.`;
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
  return `“${cutAtWord(words, max)}”`;
}

function plain(text: string): Span {
  return { kind: 'plain', text };
}
