/**
 * Text becomes mrkdwn here and nowhere else. mrkdwn has no escapes but `&amp;`, `&lt;` and `&gt;`, and a zero-width space
 * beside a mark makes it count rather than not (yhatt/jsx-slack, exact mode): so a mark that could count is shown by its double.
 */

/** White space but the no-break spaces, which hold counts to their nouns. */
const BLANKS = /[^\S\n\u00a0\u202f]+/gu;
const ANY_BLANKS = /[^\S\u00a0\u202f]+/gu;
/** Control characters, and the invisible ones that turn or split words; the joiner of emoji stays. */
const INVISIBLE = /(?![\t-\r\u200d])[\p{Cc}\p{Cf}]/gu;

/** Full-width marks count as well (yhatt/jsx-slack, docs/about-escape-and-exact-mode.md). */
const DOUBLES: Readonly<Record<string, string>> = {
  '*': '∗',
  '＊': '∗',
  _: 'ˍ',
  '＿': 'ˍ',
  '~': '∼',
  '`': 'ˋ',
  '｀': 'ˋ',
};
const MARKS = /[*＊_＿~`｀]/g;
/** Inside a word, and between two blanks, a mark opens and closes nothing. */
const HARMLESS = /^(?:[a-z0-9][*_~][a-z0-9]| [*_~] )$/i;
/** Of `:tada:`, also in other scripts; not of the minutes in `09:00:`. */
const SHORTCODE_START = /:(?!(?<=\d:)\d\d:)(?=[\p{L}\p{M}\p{N}_ˍ+'’.&()-]+:)/gu;
const ZERO_WIDTH_SPACE = '\u200b';
/** Quotes start with `&gt;`, full-width ones too; behind a soft hyphen they do not. */
const QUOTE_START = /^(\s*)(?=&gt;|＞)/u;
const SOFT_HYPHEN = '\u00ad';

/** One line of plain words: blanks folded, every markup and mention disarmed. */
export function escapeInline(text: string): string {
  return disarm(text.replace(INVISIBLE, '').replace(ANY_BLANKS, ' '));
}

/** Plain words that may have lines. */
export function escapeLines(text: string): string {
  return text.replace(INVISIBLE, '').replace(BLANKS, ' ').split('\n').map(disarm).join('\n');
}

function disarm(line: string): string {
  const unmarked = line
    .replace(MARKS, (mark, at: number) =>
      HARMLESS.test(line.slice(Math.max(0, at - 1), at + 2)) ? mark : (DOUBLES[mark] ?? mark),
    )
    .replace(/@(?=here|channel|everyone|group)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replace(SHORTCODE_START, `:${ZERO_WIDTH_SPACE}`);
  return entities(unmarked).replace(QUOTE_START, `$1${SOFT_HYPHEN}`);
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A code span ends at a backtick, so none may be inside. */
export function codeSpan(text: string): string {
  const words = text.replace(INVISIBLE, '').replace(ANY_BLANKS, ' ').replaceAll('`', 'ˋ');
  return words.trim() === '' ? '' : `\`${entities(words)}\``;
}

export function codeBlock(text: string): string {
  return `\`\`\`\n${entities(text.replace(INVISIBLE, '').replaceAll('```', 'ˋˋˋ'))}\n\`\`\``;
}

/** `<url|label>`, its label escaped already; undefined where the address is none of ours to trust. */
export function linkToken(url: string, label: string): string | undefined {
  const target = linkTarget(url);
  return target === undefined ? undefined : `<${entities(target)}|${label}>`;
}

/** An https address that ends no token early. Undefined for anything else: one bad address loses the whole message. */
export function linkTarget(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') return undefined;
  return parsed.href.replace(/[<>|`*\s]/gu, percent);
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A date token, whose fallback is shown as it is: no entities, no marks, but nothing that ends the token. */
export function dateToken(seconds: number, format: string, fallback: string): string {
  const words = fallback
    .replace(ANY_BLANKS, ' ')
    .replace(INVISIBLE, '')
    .replace(/[<>|&^]/g, ' ');
  return `<!date^${seconds}^${format}|${words.trim() || 'then'}>`;
}
