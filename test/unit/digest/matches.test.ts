import { describe, expect, it } from 'vitest';
import { matchedIn, strongMatches } from '../../../src/digest/matches.ts';
import { aPaper, indexOf } from '../search/index/papers.ts';

/** The title with what is strong in brackets, after a search for these words. */
function marked(words: string, title: string): string {
  const index = indexOf([aPaper({ id: '2601.00001', title })]);
  const { matches } = index.find({ words }, { limit: 1, offset: 0 });
  const text = strongMatches(title, matchedIn([{ title, summary: '' }], matches));
  if (typeof text === 'string') return text;
  return text
    .map((span) => (span.kind === 'strong' ? `[${span.text}]` : 'text' in span ? span.text : ''))
    .join('');
}

describe('what was searched for', () => {
  it.each([
    ['multimodal', 'A Multi-Modal Study', 'A [Multi-Modal] Study'],
    ['multi-modal', 'A Multimodal Study', 'A [Multimodal] Study'],
    ['modal', 'A Multi-Modal Study', 'A Multi-[Modal] Study'],
    ['c++', 'Kernels in C++, fast', 'Kernels in [C++], fast'],
    ['qwen2.5', 'Qwen2.5-VL Report', '[Qwen2.5]-VL Report'],
    ['qwen', 'Qwen2.5-VL Report', '[Qwen2.5]-VL Report'],
    ['kv cache', 'The KV-Cache', 'The [KV-Cache]'],
    ['kv cache', 'The KV cache', 'The [KV] [cache]'],
    ['poincare models', 'Poincaré’s modelling', '[Poincaré]’s [modelling]'],
    ['chain-of-thought', 'Chain-of-Thought prompts', '[Chain-of-Thought] prompts'],
    ['zebra', 'A title', 'A title'],
  ])('is strong where it stands, whole: %s', (words, title, shown) => {
    expect(marked(words, title)).toBe(shown);
  });
});
