import type { Message, Part } from '#chat/message.ts';
import { composeOverview, type OverviewFacts } from './compose.ts';
import { blurbsNote, blurbsOf } from './entry.ts';

/** An overview to read: without what is pressed on a posted one. Whose words the blurbs are is said all the same. */
export function composePreview(facts: Omit<OverviewFacts, 'key'>): Message {
  const { summary, parts } = composeOverview({ ...facts, key: 'preview' });
  const read = parts.flatMap(readable);
  const papers = [...facts.papers.values()].map((paper) => ({ paper }));
  const hasBlurbs = read.some((part) => part.kind === 'paper' && part.blurb !== undefined);
  const credit = hasBlurbs ? blurbsNote(blurbsOf(papers)) : [];
  return { summary, parts: [...read, ...credit.map((text) => ({ kind: 'note' as const, text }))] };
}

function readable(part: Part): readonly Part[] {
  switch (part.kind) {
    case 'actions':
    case 'divider':
    case 'note':
      return [];
    case 'paper': {
      const { vote: _, ...paper } = part;
      return [paper];
    }
    case 'heading':
    case 'text':
    case 'facts':
    case 'verbatim':
      return [part];
  }
}
