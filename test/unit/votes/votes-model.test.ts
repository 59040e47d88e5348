import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../fakes/store/index.ts';
import { beginnings, type Happening, happenings, type Move } from './happenings.ts';
import { Town } from './town.ts';

/** Issue of votes, Proof: two thousand runs. Each is a dozen happenings in three workspaces on two platforms, then one heal. */
const RUNS = 2_000;

describe('votes, whatever happens', () => {
  let town: Town;
  beforeAll(async () => {
    town = await Town.open();
  });
  afterAll(() => town.close());

  it('are what the platforms show, after a heal', { timeout: 120_000 }, async () => {
    const stories = fc.array(happenings, { minLength: 4, maxLength: 16 });
    const ends = fc.constantFrom('gap' as const, 'last reading' as const);
    await fc.assert(
      fc.asyncProperty(beginnings, stories, ends, async (beginning, story, end) => {
        await town.reset(beginning);
        for (const happening of story) await town.encounter(happening);

        await town.heal(end);

        expect(await town.tallies()).toEqual(town.expected());
      }),
      { numRuns: runs(RUNS) },
    );
  });

  it('that come or go during a scan survive it', async () => {
    const react: Move = { kind: 'react', person: 0, message: 0, emoji: 0, event: 'now' };
    const changes: readonly Move[] = [
      react,
      { kind: 'unreact', message: 0, which: 0, event: 'now' },
      { kind: 'clear', message: 0, event: 'now' },
    ];
    for (const during of changes) {
      await town.reset();
      const before: readonly Happening[] = during === react ? [] : [react];
      for (const happening of before) await town.encounter(happening);

      await town.encounter({ kind: 'heal-while', during });

      expect(await town.tallies()).toEqual(town.expected());
    }
  });
});
