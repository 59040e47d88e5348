import type { Span, Text } from '#chat/message.ts';
import { codeSpan, escapeInline, escapeLabel, escapeLines, linkTarget } from './escape.ts';
import { snowflakeOf } from './ids.ts';

/** What the words of a message are written with. */
export interface Writing {
  /** The longest run of words left whole; longer ones are cut at a word. */
  readonly longest: number;
  /** A typed command as Discord takes it, see `command-words.ts`. */
  readonly asTyped: (command: string) => string;
}

/** Text as markdown. `isLineStart`: whether it begins a line of the message. */
export function toMarkup(text: Text, writing: Writing, isLineStart = true): string {
  const spans: readonly Span[] = typeof text === 'string' ? [{ kind: 'plain', text }] : text;
  return spans.reduce((written, span) => {
    const starts = written === '' ? isLineStart : written.endsWith('\n');
    return written + spanMarkup(span, writing, starts);
  }, '');
}

function spanMarkup(span: Span, writing: Writing, isLineStart: boolean): string {
  switch (span.kind) {
    case 'plain':
      return escapeLines(cutAtWord(span.text, writing.longest), isLineStart);
    case 'strong':
      return around('**', escapeInline(span.text));
    case 'emphasis':
      return around('*', escapeInline(span.text));
    case 'code':
      return codeSpan(writing.asTyped(span.text));
    case 'link':
      return span.isStrong
        ? around('**', linkMarkup(span.text, span.url))
        : linkMarkup(span.text, span.url);
    case 'time':
      return `<t:${Math.floor(span.at / 1_000)}:${TIME_STYLES[span.show]}>`;
    case 'person':
      return mention('@', snowflakeOf(span.person), span.name);
    case 'channel':
      return mention('#', span.channel, span.name);
  }
}

const TIME_STYLES = { time: 't', date: 'D', 'date-time': 'f' } as const;

/** `[label](url)`, or the label alone when the address is none of ours to trust. */
export function linkMarkup(label: string, url: string): string {
  const target = linkTarget(url);
  return target === undefined ? escapeInline(label) : `[${escapeLabel(label)}](${target})`;
}

function mention(sign: '@' | '#', id: string, name: string): string {
  return /^\d+$/.test(id) ? `<${sign}${id}>` : escapeInline(name);
}

/** Emphasis marks must touch a word, so outer blanks stand outside of them. */
function around(mark: string, text: string): string {
  const [, before = '', word = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return word === '' ? text : `${before}${mark}${word}${mark}${after}`;
}

/** At most `max` characters, the last word whole where that costs little. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = text.slice(0, Math.max(0, max - 1));
  const lastBlank = room.search(/\s\S*$/u);
  const kept = lastBlank > max / 2 ? room.slice(0, lastBlank) : room;
  return `${kept.toWellFormed().replace(/[\s,;:.\ufffd]+$/u, '')}…`;
}
