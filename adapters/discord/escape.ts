/** Text becomes Discord markdown here and nowhere else (facts: discord.js' own escaper leaves mentions and quotes). */

/** White space but the no-break spaces, which hold counts to their nouns. */
const BLANKS = /[^\S\n\u00a0\u202f]+/gu;
const ANY_BLANKS = /[^\S\u00a0\u202f]+/gu;
/** Control characters, and the invisible ones that turn or split words; the joiner of emoji stays. */
const INVISIBLE = /(?![\n\u200d])[\p{Cc}\p{Cf}]/gu;
const INLINE = /[\\*_~|`[\]<]/g;

/** One line of plain words: blanks folded, every inline markup and mention disarmed. */
export function escapeInline(text: string): string {
  return disarm(text.replace(ANY_BLANKS, ' ').replace(INVISIBLE, ''));
}

/** Plain words that may have lines; `isLineStart` tells whether the first one begins a line of the message. */
export function escapeLines(text: string, isLineStart: boolean): string {
  return disarm(text.replace(BLANKS, ' ').replace(INVISIBLE, ''))
    .split('\n')
    .map((line, index) => (index > 0 || isLineStart ? escapeLineStart(line) : line))
    .join('\n');
}

/** Disarms what opens a heading, list, quote or small print at the start of a line. */
export function escapeLineStart(line: string): string {
  return line.replace(/^(\s*)([#>+-])/u, '$1\\$2').replace(/^(\s*\d+)([.)])(?=\s|$)/u, '$1\\$2');
}

/** `@everyone` needs more than a backslash; `scheme://` would become a link of its own. */
function disarm(text: string): string {
  return text
    .replace(INLINE, '\\$&')
    .replace(/@(?=everyone|here)/giu, '@\u200b')
    .replaceAll('://', '\\://');
}

/** A masked link's label ends at the first bracket without its partner. */
export function escapeLabel(text: string): string {
  return escapeInline(isBalanced(text) ? text : text.replaceAll('[', '(').replaceAll(']', ')'));
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (depth < 0 || depth > 1) return false;
  }
  return depth === 0;
}

/** A code span ends at a backtick, so none may be inside. */
export function codeSpan(text: string): string {
  return `\`${text
    .replaceAll('`', 'ʼ')
    .replace(ANY_BLANKS, ' ')
    .replace(/@(?=everyone|here)/giu, '@\u200b')}\``;
}

export function codeBlock(text: string): string {
  return `\`\`\`\n${text.replaceAll('```', 'ʼʼʼ')}\n\`\`\``;
}

/** Fit for a masked link: https, no bracket that would end it. Undefined for anything else. */
export function linkTarget(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:') return undefined;
  return parsed.href
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replace(/[<>\s]/gu, encodeURIComponent);
}
