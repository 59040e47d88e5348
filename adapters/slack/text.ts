import type { Span, Text } from '#chat/message.ts';
import { codeSpan, dateToken, escapeInline, escapeLines, linkToken } from './escape.ts';
import { MAX_URL } from './limits.ts';

/** Text as mrkdwn, its runs of words cut to `longest`. */
export function toMarkup(text: Text, longest: number): string {
  const spans: readonly Span[] = typeof text === 'string' ? [{ kind: 'plain', text }] : text;
  return spans.reduce((written, span) => {
    const markup = spanMarkup(span, longest);
    return written + gapBetween(written, markup) + markup;
  }, '');
}

function spanMarkup(span: Span, longest: number): string {
  switch (span.kind) {
    case 'plain':
      return asDrawn(escapeLines(cutAtWord(span.text, longest)));
    case 'strong':
      return around('*', escapeInline(cutAtWord(span.text, longest)));
    case 'emphasis':
      return around('_', escapeInline(cutAtWord(span.text, longest)));
    case 'code':
      return codeSpan(cutAtWord(span.text, longest));
    case 'link': {
      const link = linkMarkup(span.text, span.url, longest);
      return span.isStrong ? around('*', link) : link;
    }
    case 'time':
      return dateToken(Math.floor(span.at / 1_000), TIME_FORMATS[span.show], span.fallback);
    case 'person':
      return mention('@', /^slack:[^/]+\/([UW][A-Z0-9]+)$/.exec(span.person)?.[1], span.name);
    case 'channel':
      return mention('#', /^[CGD][A-Z0-9]+$/.exec(span.channel)?.[0], span.name);
  }
}

/** Docs: messaging/formatting-message-text, date formatting. */
const TIME_FORMATS = {
  time: '{time}',
  date: '{date_short}',
  'date-time': '{date_short}, {time}',
} as const;

/** `<url|label>`, or the label alone. An address that is longer than the words may be, is left out with them. */
export function linkMarkup(label: string, url: string, longest: number): string {
  const words = escapeInline(cutAtWord(label, longest));
  if (words.trim() === '' || url.length > Math.min(Math.max(longest, 300), MAX_URL)) return words;
  return linkToken(url, words) ?? words;
}

function mention(sign: '@' | '#', id: string | undefined, name: string): string {
  return id === undefined ? escapeInline(name) : `<${sign}${id}>`;
}

/** Marks must touch a word, so outer blanks stand outside of them. */
export function around(mark: '*' | '_', markup: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(markup) ?? [];
  return words === '' ? markup : `${before}${mark}${words}${mark}${after}`;
}

/** A mark counts only at the edge of a word; a zero-width space makes one (yhatt/jsx-slack, exact mode). */
function gapBetween(written: string, markup: string): '' | '\u200b' {
  const opens = /[\p{L}\p{N}*_`]$/u.test(written) && /^[*_`]/.test(markup);
  const closes = /[*_`]$/.test(written) && /^[\p{L}\p{N}]/u.test(markup);
  return opens || closes ? '\u200b' : '';
}

const KEYCAPS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The emoji that we ask people to react with, by the names that Slack's picker gives them. */
function asDrawn(markup: string): string {
  return markup
    .replace(/([1-9])\ufe0f?\u20e3/gu, (_, digit: string) => `:${KEYCAPS[Number(digit) - 1]}:`)
    .replaceAll('🔟', ':keycap_ten:')
    .replaceAll('👍', ':+1:')
    .replaceAll('👎', ':-1:');
}

/** At most `max` characters, the last word whole where that costs little. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = text.slice(0, Math.max(0, max - 1));
  const lastBlank = room.search(/\s\S*$/u);
  const kept = lastBlank > max / 2 ? room.slice(0, lastBlank) : room;
  return `${kept.toWellFormed().replace(/[\s,;:.\ufffd]+$/u, '')}…`;
}
