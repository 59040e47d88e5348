import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { createEngine } from '../../../src/ops/engine.ts';
import { explain } from '../../../src/ops/explain.ts';
import { createSample } from '../../../src/papers/sample.ts';
import { openStore } from '../../../src/store/open.ts';
import { findTool, helpText, tools } from '../../../src/tools/tools.ts';

describe('the tools of the command line', () => {
  it.each([
    [['send'], 2, /^Try: npm run paperboy -- send/],
    [['send', 'one', 'two'], 2, /^Try: npm run paperboy -- send/],
    [['send', 'x', '--day', 'monday'], 2, /“monday” is no day\. Try: npm run paperboy -- send/],
    [['send', 'x', '--dya', 'monday'], 2, /Unknown option '--dya'/],
    [['send', 'nothing'], 1, /no subscription “nothing”/],
    [['send', 'slack:T1/C1'], 1, /no subscription “slack:T1\/C1”/],
    [['subscribe', 'general'], 2, /“general” is no channel\. Try: npm run paperboy -- subscribe/],
    [['subscribe', 'slack:T1/C1', '--top', '99'], 2, /“top” takes a number from 1 to 10/],
    [['subscribe', 'slack:T1/C1', '--at', '25:00'], 2, /“25:00” is no time of day/],
    [
      ['subscribe', 'slack:T1/C1', '--zone', 'Zürch'],
      2,
      /I know no place “Zürch”\. Zurich\? Try: npm run paperboy --/,
    ],
    [['subscribe', 'slack:T1/C1'], 1, /^Slack is not set up/],
    [['backfill'], 2, /^Try: npm run paperboy -- backfill 2024-01-01\.\.2024-12-31$/],
    [['backfill', 'last-year'], 2, /“last-year” is no range of days\. Try: npm run paperboy --/],
    [['backfill', '2024-13-01..2024-12-31'], 2, /“2024-13-01\.\.2024-12-31” is no range of days/],
    [['backfill', '2024-01-01..2024-01-31..2024-02-01'], 2, /is no range of days/],
    [['backfill', '2024-12-31..2024-01-01'], 2, /“2024-12-31\.\.2024-01-01” ends before it begins/],
    [['backfill', '2026-03-01..2026-04-01'], 2, /^2026-04-01 has not come yet: the newest list is/],
    [
      ['backfill', '2020-01-01..2023-12-31'],
      2,
      /Try: npm run paperboy -- backfill 2023-05-04\.\.2023-12-31$/,
    ],
    [['search'], 2, /^Try: npm run paperboy -- search video diffusion$/],
    [['search', 'after:2025-13'], 2, /“after:2025-13” is no year, month or day/],
    [['search', 'agents', 'votes:>1'], 1, /^Votes, .* can be asked about in a channel only/],
    [['search', '2509.24002'], 1, /^2509\.24002 is one paper/],
    [['snd'], 2, /I know no “snd”/],
  ])('answer %j with exit code %i and a sentence', async ([name = '', ...args], code, words) => {
    const failure = await failureOf(name, args);

    expect(failure.code).toBe(code);
    expect(failure.words).toMatch(words);
    expect(failure.words).not.toContain('/papers');
  });

  it('are all in the help', () => {
    const help = helpText();

    for (const { usage, summary } of tools) {
      expect(help).toContain(`npm run paperboy -- ${usage}`);
      expect(help).toContain(summary);
    }
  });
});

async function failureOf(name: string, args: readonly string[]) {
  const store = await openStore('file::memory:', 100);
  const clock = () => Date.parse('2026-03-13T12:00:00Z');
  const parts = { store, clock, wait: async () => {}, source: createSample(), log: silentLog };
  const engine = await createEngine({ ...parts, platforms: [] });
  try {
    await findTool(name).run(args, {
      ...{ engine, say: () => {}, show: () => {}, stopSignal: () => new AbortController().signal },
      terminal: { isTerminal: false, write: () => {} },
    });
    return { words: 'nothing', code: 0 };
  } catch (error) {
    return explain(error);
  } finally {
    await store.destroy();
  }
}
