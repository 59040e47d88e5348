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
    await findTool(name).run(args, { engine, say: () => {}, show: () => {} });
    return { words: 'nothing', code: 0 };
  } catch (error) {
    return explain(error);
  } finally {
    await store.destroy();
  }
}
