import type { SearchDocument } from '../document.ts';
import type { Page, Similar } from '../search-index.ts';
import { type Closer, readEach } from './closer.ts';
import { foundBy } from './found.ts';
import type { IndexMemory } from './memory.ts';
import type { Question } from './question.ts';
import { worth } from './rank.ts';
import type { Scratch } from './scratch.ts';
import { questionOf } from './similar-question.ts';

/** Nearest, not all that have a word in common. */
const MOST_SIMILAR = 50;
const MOST_SHARED = 5;

/** The papers that are found with the telling words of this one. */
export function similarTo(
  memory: IndexMemory,
  scratch: Scratch,
  { document, page }: { readonly document: SearchDocument; readonly page: Page },
): Similar {
  const question = questionOf(memory, document);
  const own = memory.documents.find(document.id);
  const found = foundBy(memory, question, { scratch, passes: (other) => other !== own });
  const nearest = found.best.slice(0, MOST_SIMILAR);
  const shown = nearest.slice(page.offset, page.offset + page.limit);
  const hits = readEach(memory, question, {
    scratch,
    work: (read) =>
      shown.map((other) => ({
        id: memory.documents.id(other),
        score: found.scores[other] ?? 0,
        shared: sharedWords(question, read(other), scratch.norms[other] ?? 0),
      })),
  });
  return { total: nearest.length, hits };
}

/** The words of the question that a document has, those first that count most; a part of a compound that it has is said with it. */
function sharedWords({ asked }: Question, { stems }: Closer, norm: number): readonly string[] {
  const shared = asked
    .map(({ text, weight }, number) => ({ text, value: weight * worth(stems[number] ?? 0, norm) }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value || (a.text < b.text ? -1 : 1))
    .map(({ text }) => text);
  const compounds = shared.filter((text) => /[-‐‑_]/u.test(text));
  const parts = new Set(compounds.flatMap((text) => text.toLowerCase().split(/[-‐‑_]/u)));
  return shared.filter((text) => !parts.has(text.toLowerCase())).slice(0, MOST_SHARED);
}
