import type { Span, Text } from '#chat/message.ts';

/** Text with the whole words that were searched for strong; plain when none is in it. */
export function strongMatches(text: string, words: readonly string[]): Text {
  const wanted = new Set(words.flatMap(wordsOf).map(folded));
  const spans = text
    .split(/([\p{L}\p{N}]+)/u)
    .filter((piece) => piece !== '')
    .map((piece): Span => ({ kind: wanted.has(folded(piece)) ? 'strong' : 'plain', text: piece }));
  return spans.some(({ kind }) => kind === 'strong') ? joined(spans) : text;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** As the index folds words, but for its stems: case and accents do not count. */
function folded(word: string): string {
  return word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Neighbours of one kind become one run, two strong words and the blank between them too. */
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
