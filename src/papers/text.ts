import { fromTex } from './tex.ts';

/** A title on one line, readable, without NUL and lone surrogates. */
export function cleanTitle(raw: string): string {
  return oneLine(fromTex(wellFormed(raw)));
}

/** An abstract or a summary, its hard wraps undone: one paragraph. */
export function cleanProse(raw: string): string {
  return oneLine(fromTex(wellFormed(raw)));
}

/** A name, as it is written, on one line. */
export function cleanName(raw: string): string {
  return oneLine(wellFormed(raw));
}

/** Far below what either platform takes. */
const LONGEST_URL = 2_000;

/** An https link that can be trusted inside markup, or undefined: blanks trimmed, a line break inside repaired. */
export function cleanUrl(raw: string): string | undefined {
  if (raw.length > LONGEST_URL) return undefined;
  const url = URL.parse(raw.replace(/\s+/g, ''));
  if (url === null || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) {
    return undefined;
  }
  if (url.username !== '' || url.password !== '') return undefined;
  url.protocol = 'https:';
  const href = url.href.replace(/[<>|"()[\]\\`*]/g, encodeURIComponent).replace(/[()*]/g, percent);
  return href.length > LONGEST_URL ? undefined : href;
}

/** `encodeURIComponent` leaves these alone, yet they end a link on Discord. */
function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A code repository's address without the path into its tree; undefined for an organisation's page. */
export function cleanCodeUrl(raw: string): string | undefined {
  const href = cleanUrl(raw);
  if (href === undefined) return undefined;
  const url = new URL(href);
  const [owner, name] = url.pathname.split('/').filter(Boolean);
  if (url.hostname !== 'github.com') return href;
  return owner === undefined || name === undefined
    ? undefined
    : `https://github.com/${owner}/${name.replace(/\.git$/, '')}`;
}

const ELLIPSIS = '…';

/** At most `max` characters, cut between words, `…` included; never inside a grapheme. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  return `${wholeWords(text, max - 1)}${ELLIPSIS}`;
}

/** Words that must not be left last: they promise more. */
const DANGLING =
  /(?:^|\s)(?:a|an|the|of|to|in|on|by|for|with|and|or|that|which|while|from|as|at|is|are|its|their|this|into|via|using|but|than)$/i;
const CLAUSES = [', ', '; ', ': ', ' by ', ' while ', ' and '];

/** Like cutAtWord, but at a clause when one ends past 70 % of the room, and never after `of`, `the` … (messages.md, Room). */
export function cutAtClause(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  const room = wholeWords(text, max - 1);
  const clause = Math.max(...CLAUSES.map((mark) => `${room} `.lastIndexOf(mark)));
  const kept = clause >= max * 0.7 ? room.slice(0, clause) : room;
  return `${withoutDangling(kept)}${ELLIPSIS}`;
}

/** `Data comes in many forms.`: alone, so little says nothing. */
const TOO_SHORT = 60;
/** Where there is less room, what fills so much of it is enough. */
const ENOUGH = 0.6;

/** Whole sentences from the start, as many as fit; where they say too little, and at least of the first, more, cut at a clause. */
export function firstSentences(text: string, max: number): string {
  let kept = '';
  for (const sentence of sentences(text)) {
    if ((kept + sentence).trim().length > max) break;
    kept += sentence;
  }
  const whole = kept.trim();
  if (whole.length >= Math.min(TOO_SHORT, max * ENOUGH)) return whole;
  const cut = cutAtClause(text, max);
  // Cut inside of the first words of the next sentence, it would say no more than the whole ones.
  return cut.length > whole.length + 1 ? cut : whole;
}

const sentenceSplitter = new Intl.Segmenter('en', { granularity: 'sentence' });
const graphemeSplitter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A point after these ends no sentence, whatever the splitter thinks; nor one with no blank behind it, as in *Gemini 2.X*. */
const ABBREVIATED =
  /(?:\b(?:e\.g|i\.e|et al|vs|cf|resp|approx|figs?|eqs?|secs?|no|mr|mrs|ms|dr|st)|\b[A-Z])\.\s*$|\d\.$/i;

/** Its sentences with the blanks after them; an abbreviation's point ends none. */
export function sentences(text: string): readonly string[] {
  const found: string[] = [];
  let isOpen = false;
  for (const { segment } of sentenceSplitter.segment(text)) {
    found.push((isOpen ? (found.pop() ?? '') : '') + segment);
    // The piece alone: a text of nothing but abbreviations would be read again for each of them.
    isOpen = ABBREVIATED.test(segment);
  }
  return found;
}

function wholeWords(text: string, room: number): string {
  const cut = text.slice(0, Math.max(0, room + 1));
  const space = cut.lastIndexOf(' ');
  if (space > room * 0.4) return cut.slice(0, space).replace(/[\s,;:–—-]+$/, '');
  return wholeGraphemes(text, room);
}

/** For a text without blanks: Chinese, or one very long word. */
function wholeGraphemes(text: string, room: number): string {
  let kept = '';
  for (const { segment } of graphemeSplitter.segment(text.slice(0, room + 64))) {
    if (kept.length + segment.length > room) break;
    kept += segment;
  }
  return kept;
}

function withoutDangling(text: string): string {
  let kept = text.replace(/[\s,;:–—-]+$/, '');
  while (DANGLING.test(kept)) kept = kept.replace(DANGLING, '').replace(/[\s,;:–—-]+$/, '');
  return kept === '' ? text : kept;
}

/** The longest abstract seen has 1,923 characters; what is ten times as long is not worth the time of reading it. */
const LONGEST = 20_000;

function wellFormed(text: string): string {
  return text.slice(0, LONGEST).toWellFormed().replaceAll('\ufffd', '');
}

const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Control characters, and marks that turn the direction of what follows, have no business in a message. */
function oneLine(text: string): string {
  if (!SEEN.test(text)) return '';
  return (
    text
      .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .trim()
  );
}
