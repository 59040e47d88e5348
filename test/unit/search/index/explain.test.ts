import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../../../src/search/index/explain.ts';
import { find } from '../../../../src/search/index/find.ts';
import { IndexMemory } from '../../../../src/search/index/memory.ts';
import { Scratch } from '../../../../src/search/index/scratch.ts';
import { ALL, aLine, anyPaper } from './papers.ts';

describe('the terms of a score', () => {
  it('add up to it', () => {
    fc.assert(
      fc.property(fc.array(anyPaper, { minLength: 1, maxLength: 12 }), aLine, (papers, words) => {
        const memory = new IndexMemory();
        for (const paper of papers) memory.put(paper);
        const scratch = new Scratch();
        const wanted = { words };

        for (const { id, score } of find(memory, scratch, { wanted, page: ALL }).hits) {
          const terms = termsOf(memory, scratch, { wanted, id });
          const sum = terms.reduce((total, { value }) => total + value, 0);

          expect(sum).toBeCloseTo(score, 9);
        }
      }),
      { numRuns: 150 },
    );
  });
});
