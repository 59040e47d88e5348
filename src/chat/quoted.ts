/** Double quotes as phones, word processors and languages write them. */
const QUOTES = /[“”„‟«»″〝〞＂]/g;

/** The same words with straight double quotes. */
export function withStraightQuotes(words: string): string {
  return words.replace(QUOTES, '"');
}

/** An essay is named by its beginning. */
const MOST_LETTERS = 40;

/** Words of a person between our quotes: those that stand around all of them already are not doubled. */
export function quoted(words: string): string {
  const letters = [...unquoted(words)];
  const shown = letters.slice(0, MOST_LETTERS).join('');
  return letters.length > MOST_LETTERS ? `“${shown}…”` : `“${shown}”`;
}

/** What stands between quotes, or backticks that were copied with it; quotes around a part stay, straight. */
export function unquoted(words: string): string {
  const straight = withStraightQuotes(words.trim());
  return (/^["`]*([^"`]*)["`]*$/.exec(straight)?.[1] ?? straight).trim();
}
