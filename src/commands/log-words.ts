import type { Span } from '#chat/message.ts';
import type { Instant } from '#chat/platform.ts';
import { dayWords, many } from '#chat/words.ts';
import { cutAtWord } from '../papers/text.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { CardGroup, LogEntry } from './log-rows.ts';

export interface LogWording {
  /** `Slack`. */
  readonly platform: string;
  readonly today: string;
  /** `Wed 11 Mar, 09:00` of a moment where it is read. */
  readonly moment: (at: Instant) => string;
  /** To the message, where it is known. */
  readonly link: string | undefined;
}

/** `Daily Papers, Mon 9 Mar: posted. 4 of 5 cards posted, 1 uncertain: …`, and the key by which it is found in the operator's log. */
export function entryWords(entry: LogEntry, wording: LogWording): readonly Span[] {
  const { row, cards } = entry;
  return [
    say(`${whatWords(entry, wording)}: `),
    ...stateWords(row, wording),
    ...(cards.length === 0 ? [] : [say(` ${cardWords(cards, wording)}`)]),
    say(' '),
    { kind: 'code', text: row.key },
  ];
}

function whatWords({ row, day }: LogEntry, { today }: LogWording): string {
  switch (row.purpose) {
    case 'digest':
      return `Daily Papers, ${dayWords(day ?? today, today)}`;
    case 'share':
      return row.part === 'list' ? 'A shared list' : `Paper ${row.part}, shared`;
    case 'pick':
      return row.part === null ? 'Team picks' : `Paper ${row.part}, by its votes`;
    case 'notice':
      return 'A notice';
    case 'alert':
      return 'An alert';
  }
}

function stateWords(row: DeliveryRow, wording: LogWording): readonly Span[] {
  if (row.state !== 'sent') return [say(`${unsentWords(row, wording)}.`)];
  const posted = 'posted';
  const link: Span =
    wording.link === undefined ? say(posted) : { kind: 'link', text: posted, url: wording.link };
  const at = row.sent_at === null ? '' : ` ${wording.moment(row.sent_at)}`;
  return [
    link,
    say(row.reason === null ? `${at}.` : `${at} as plain text, as ${refusalWords(row)}.`),
  ];
}

/** `rejected, sent as plain text: Slack says invalid_blocks` without what is said already. */
function refusalWords({ reason }: DeliveryRow): string {
  const words = (reason ?? '').replace(/^rejected, sent as plain text: /, '');
  return `the platform refused it: ${cutAtWord(words, REASON_MAX)}`;
}

function unsentWords(row: DeliveryRow, { platform, moment }: LogWording): string {
  switch (row.state) {
    case 'pending':
    case 'sending':
      if (row.maybe_sent === 1) return `no answer from ${platform} yet; it is looked for`;
      return row.attempts === 0 ? 'waits' : `waits; next try ${moment(row.not_before)}`;
    case 'sent':
    case 'uncertain':
    case 'refused':
    case 'skipped':
    case 'dead':
      return endWords(row, platform);
  }
}

function cardWords(cards: readonly CardGroup[], { platform }: LogWording): string {
  const all = cards.reduce((sum, { count }) => sum + count, 0);
  const posted = cards.filter(({ state }) => state === 'sent');
  const sent = posted.reduce((sum, { count }) => sum + count, 0);
  if (sent === all) return `${many(all, 'card')} posted.`;
  const others = cards
    .filter(({ state }) => state !== 'sent')
    .map((group) => `${group.count} ${groupWords(group, platform)}`);
  return `${sent} of ${many(all, 'card')} posted; ${others.join('; ')}.`;
}

function groupWords(group: CardGroup, platform: string): string {
  const isOpen = group.state === 'pending' || group.state === 'sending';
  return isOpen ? 'to come' : endWords(group, platform);
}

/** How something ended that was not posted. */
function endWords(
  { state, reason }: Pick<CardGroup, 'state' | 'reason'>,
  platform: string,
): string {
  const because = reason === null ? '' : `: ${commonName(reason, platform)}`;
  switch (state) {
    case 'uncertain':
      return `uncertain${because}. It will not be sent again`;
    case 'refused':
      return `refused${because}`;
    case 'skipped':
      return `left out${because}`;
    case 'dead':
      return `given up${because}`;
    case 'pending':
    case 'sending':
    case 'sent':
      return state;
  }
}

/** Some platforms answer with whole forms. */
const REASON_MAX = 160;

/** `slack did not say` was written by the platform's id. */
function commonName(reason: string, platform: string): string {
  const start = `${platform.toLowerCase()} `;
  const words = reason.startsWith(start) ? `${platform} ${reason.slice(start.length)}` : reason;
  return cutAtWord(words, REASON_MAX);
}

function say(text: string): Span {
  return { kind: 'plain', text };
}
