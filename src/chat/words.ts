/** The words that messages share on every platform: counts, dates, bylines, small lines. See messages.md. */
import type { PaperPart, Tally } from './message.ts';

/** U+00A0 joins a count to its noun and the parts of a date; an escaper must leave it alone. */
export const NBSP = '\u00a0';

/** `1 vote`, `2 votes`, `1,729 votes`, `12.3k votes`, the number joined to its noun. */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${shortNumber(n)}${NBSP}${(n === 1 ? one : more).replaceAll(' ', NBSP)}`;
}

/** `1,729` below 10,000, then `12.3k`. */
export function shortNumber(n: number): string {
  // Most numbers have no comma, and the formatter takes twenty times as long as this.
  if (n < 1_000) return `${n}`;
  if (n < 10_000) return english.format(n);
  return `${english.format(Math.floor(n / 100) / 10)}k`;
}

const english = new Intl.NumberFormat('en-US');

/** Facts of a small line: ` ·` stays with the word before it. */
export function joinFacts(facts: readonly string[]): string {
  return facts.join(`${NBSP}· `);
}

/** `Ada Lo`; `Ada Lo and Bo Chen`; `Ada Lo and 2 more`. Undefined without authors. */
export function byline(authors: readonly string[], named = 1): string | undefined {
  const [first] = authors;
  if (first === undefined) return undefined;
  if (authors.length <= 2 || authors.length <= named) return listNames(authors);
  return `${authors.slice(0, named).join(', ')} ${andMore(authors.length - named)}`;
}

function listNames(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `and 7 more`, its words joined. */
export function andMore(n: number): string {
  return `and${NBSP}${shortNumber(n)}${NBSP}more`;
}

/** The grey line under a paper: byline, facts, upvotes, stars, votes, reason; what is zero or unknown is left out. */
export function smallLine(paper: PaperPart): readonly string[] {
  const up = paper.tally?.up ?? 0;
  const down = paper.tally?.down ?? 0;
  return [
    ...(paper.byline === undefined ? [] : [paper.byline]),
    ...(paper.facts ?? []),
    ...(paper.upvotes ? [many(paper.upvotes, 'HF upvote')] : []),
    ...(paper.stars ? [many(paper.stars, 'code star')] : []),
    ...(paper.vote === undefined && up > 0 ? [many(up, 'vote here', 'votes here')] : []),
    ...(down > 0 ? [many(down, 'vote against', 'votes against')] : []),
    ...(paper.reason === undefined ? [] : [shortReason(paper.reason)]),
  ];
}

/** The phrase of a reason is at most this long (messages.md, A paper). */
const PHRASE_MAX = 30;

/** `followed here: Databricks`, the phrase after the colon cut at 30; a reason without one, `posted here 10 Mar`, is whole. */
function shortReason(reason: string): string {
  const start = reason.indexOf(': ') + 1;
  if (start === 0) return reason;
  const phrase = reason.slice(start).trim();
  if (phrase.length <= PHRASE_MAX) return reason;
  const cut = phrase.slice(0, PHRASE_MAX);
  const kept = cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut.slice(0, -1);
  return `${reason.slice(0, start)} ${kept.toWellFormed()}…`;
}

/** `Vote`, later `Vote · 4`: an act and the state in one, and nothing that says zero. */
export function voteLabel({ up }: Tally): string {
  return up === 0 ? 'Vote' : `Vote · ${shortNumber(up)}`;
}

/** `4 votes here`, `no votes here`. */
export function votesHere({ up }: Tally): string {
  return up === 0 ? 'no votes here' : many(up, 'vote here', 'votes here');
}

/** `Vote for 1, LoGeR: Long-Context…, 4 votes here`: what a vote button says aloud; the title is cut already. */
export function spokenVote(title: string, tally: Tally, number?: number): string {
  const which = number === undefined ? title : `${number}, ${title}`;
  return `Vote for ${which}, ${votesHere(tally)}`;
}

/** The same words with common blanks, for what is read aloud or compared. */
export function commonBlanks(text: string): string {
  return text.replaceAll(NBSP, ' ');
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Tue 10 Mar`, with the year when it is not that of `today`. Days are `YYYY-MM-DD`. */
export function dayWords(day: string, today: string): string {
  const date = Temporal.PlainDate.from(day);
  const words = [weekday(date).slice(0, 3), String(date.day), month(date).slice(0, 3)];
  return [...words, ...yearUnless(date, today)].join(NBSP);
}

/** `10 Mar 2026`, as in search, always with the year. */
export function dateWords(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return [String(date.day), month(date).slice(0, 3), String(date.year)].join(NBSP);
}

/** `Tuesday 10 March`, for what is read aloud. */
export function spokenDay(day: string, today: string): string {
  const date = Temporal.PlainDate.from(day);
  return [weekday(date), String(date.day), month(date), ...yearUnless(date, today)].join(' ');
}

/** `5 to 10 March`, for what is read aloud. */
export function spokenRange(from: string, to: string, today: string): string {
  const long = dayRange(from, to, today).replace(
    /[A-Z][a-z]{2}/g,
    (short) => MONTHS.find((name) => name.startsWith(short)) ?? short,
  );
  return commonBlanks(long);
}

/** `5 to 10 Mar`, `28 Feb to 3 Mar`, `30 Dec 2025 to 2 Jan 2026`. */
export function dayRange(from: string, to: string, today: string): string {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const shortMonth = (date: Temporal.PlainDate) => month(date).slice(0, 3);
  const start =
    first.month === last.month && first.year === last.year
      ? [first.day]
      : [first.day, shortMonth(first)];
  const sameYear = first.year === last.year ? [] : [first.year];
  const words = [
    ...start,
    ...sameYear,
    'to',
    last.day,
    shortMonth(last),
    ...(sameYear.length > 0 ? [last.year] : yearUnless(last, today)),
  ];
  return words.join(NBSP);
}

/** `Wed 11 Mar, 09:00` of a moment in a zone. */
export function momentWords(at: number, zone: string, today: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return `${dayWords(local.toPlainDate().toString(), today)}, ${clockTime(local)}`;
}

/** `09:00`. */
export function clockTime(local: { readonly hour: number; readonly minute: number }): string {
  return `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
}

/** `Zurich` of `Europe/Zurich`, `UTC` of `UTC`. */
export function zoneCity(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `4 minutes ago`, `just now`, `2 days ago`. */
export function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${many(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${many(hours, 'hour')} ago`;
  return `${many(Math.floor(hours / 24), 'day')} ago`;
}

/** `Slack` of `slack`, to begin a sentence with. */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function weekday(date: Temporal.PlainDate): string {
  return WEEKDAYS[date.dayOfWeek - 1] ?? '';
}

function month(date: Temporal.PlainDate): string {
  return MONTHS[date.month - 1] ?? '';
}

function yearUnless(date: Temporal.PlainDate, today: string): readonly string[] {
  return today.startsWith(`${date.year}-`) ? [] : [String(date.year)];
}
