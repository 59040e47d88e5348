/** A piece of a text that was searched. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

/**
 * A cleaned text in pieces, as the source marked them in the text that it has: hard wraps and TeX are gone in ours, so
 * each mark is looked for where it should be, and left out when it is not there. Together the pieces are the text.
 */
export function markedPieces(
  text: string,
  marked: readonly { readonly type: string; readonly text: string }[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  let shown = 0;
  let from = 0;
  for (const mark of marked) {
    const words = mark.text.replace(/\s+/g, ' ').trim();
    const at = words === '' ? -1 : text.indexOf(words, from);
    if (at < 0) continue;
    from = at + words.length;
    if (mark.type !== 'highlight') continue;
    pieces.push({ text: text.slice(shown, at), isMatch: false }, { text: words, isMatch: true });
    shown = from;
  }
  const rest = { text: text.slice(shown), isMatch: false };
  return [...pieces, rest].filter((piece) => piece.text !== '');
}
