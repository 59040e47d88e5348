import type { Span, Text } from '#chat/message.ts';
import type { Paper } from '../papers/paper.ts';

/** Text with the whole words that were searched for strong; plain when none is in it. */
export function strongMatches(text: string, searched: ReadonlySet<string>): Text {
  const spans = text
    .split(/([\p{L}\p{N}]+)/u)
    .filter((piece) => piece !== '')
    .map(
      (piece): Span => ({ kind: searched.has(folded(piece)) ? 'strong' : 'plain', text: piece }),
    );
  return spans.some(({ kind }) => kind === 'strong') ? joined(spans) : text;
}

/** The words of these papers that count as found, as they are compared. */
export function matchedIn(
  papers: readonly Pick<Paper, 'title' | 'summary'>[],
  matches: (word: string) => boolean,
): ReadonlySet<string> {
  const texts = papers.map(({ title, summary }) => `${title} ${summary}`);
  const words = new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []));
  return new Set([...words].filter(matches).flatMap(foldedWords));
}

/** The words of a text as they are compared, in their order. */
export function foldedWords(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map(folded);
}

/** Case and accents do not count. */
function folded(word: string): string {
  return word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Neighbours of one kind become one run. */
function joined(spans: readonly Span[]): readonly Span[] {
  const runs: { kind: 'strong' | 'plain'; text: string }[] = [];
  for (const span of spans) {
    if (span.kind !== 'strong' && span.kind !== 'plain') continue;
    const last = runs.at(-1);
    if (last?.kind === span.kind) last.text += span.text;
    else runs.push({ kind: span.kind, text: span.text });
  }
  return runs;
}
