import type { Day, Paper } from '../../src/papers/paper.ts';
import { sampleLists } from '../../src/papers/sample.ts';

/** What stands in the drawings and not in the bundled week: facts are Hugging Face's, summaries are ours. */
const MORE: Readonly<Record<Day, readonly Paper[]>> = {
  '2026-03-06': [
    paper('2603.03756', 64, {
      title:
        'MOOSE-Star: Unlocking Tractable Training for Scientific Discovery by Breaking the Complexity Barrier',
      authors: ['Zonglin Yang', 'Lidong Bing'],
      codeStars: 1,
      summary:
        'Splits the search for a scientific hypothesis into steps small enough to train on, where training on the whole leap is hopeless.',
    }),
  ],
  '2026-03-10': [
    paper('2603.07660', 50, {
      title: 'Holi-Spatial: Evolving Video Streams into Holistic 3D Spatial Intelligence',
      authors: ['Yuanyuan Gao', ...others(16)],
      codeStars: 14,
      summary:
        'Turns raw video into labelled 3D scenes with nobody in the loop, so that spatial models have far more to train on.',
    }),
    paper('2603.08660', 30, {
      title: 'How Far Can Unsupervised RLVR Scale LLM Training?',
      authors: ['Bingxiang He', ...others(20)],
      summary:
        'Rewards drawn from a model’s own signals mostly sharpen what it already believed, which caps training without labels.',
    }),
    paper('2603.08652', 23, {
      title: 'CoCo: Code as CoT for Text-to-Image Preview and Rare Concept Generation',
      authors: ['Haodong Li', ...others(12)],
      summary:
        'Lets the image model write code that fixes the layout first, then paints the final picture over that draft.',
    }),
    paper('2603.07980', 15, {
      title: '$OneMillion-Bench: How Far are Language Agents from Human Experts?',
      authors: ['Qianyu Yang', ...others(22)],
      codeStars: 4,
      summary:
        '400 expert-made tasks from law, finance, industry, health and science: where do agents fail when money is at stake?',
    }),
  ],
};

/** How many papers Hugging Face listed on those days; those that no picture shows have no name. */
const LISTED: Readonly<Record<Day, number>> = {
  '2026-03-05': 13,
  '2026-03-06': 17,
  '2026-03-09': 13,
  '2026-03-10': 28,
};

/** The papers of a day, with one-sentence summaries as Hugging Face mostly has them. */
export function listOf(day: Day): readonly Paper[] {
  const sample = sampleLists.find((list) => list.day === day)?.papers ?? [];
  const named = [...sample, ...(MORE[day] ?? [])].map((one) => ({
    ...one,
    aiSummary: one.summary,
  }));
  const nameless = Array.from({ length: (LISTED[day] ?? named.length) - named.length }, (_, n) =>
    paper(
      `${day.slice(2, 4)}${day.slice(5, 7)}.9${day.slice(8)}${String(n).padStart(2, '0')}`,
      0,
      {},
    ),
  );
  return [...named, ...nameless].toSorted((a, b) => b.upvotes - a.upvotes);
}

/** A title of 175 characters, and nothing said about it. */
export const longTitle = paper('2601.06596', 8, {
  title:
    'Are LLMs Vulnerable to Preference-Undermining Attacks (PUA)? A Factorial Analysis Methodology for Diagnosing the Trade-off between Preference Alignment and Real-World Validity',
  authors: ['Hongjun An', ...others(5)],
});

export const manyAuthors = paper('2501.14249', 9, {
  title: "Humanity's Last Exam",
  authors: ['Long Phan', ...others(663)],
  summary:
    'Exam questions at the edge of human knowledge, for models that have outgrown the usual tests.',
});

function paper(id: string, upvotes: number, facts: Partial<Paper>): Paper {
  return {
    ...{ id, upvotes, title: `Paper ${id}`, summary: '', authors: others(3) },
    publishedOn: '2026-03-04',
    ...facts,
  };
}

/** Those whom a byline only counts. */
function others(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `Author ${n + 2}`);
}
