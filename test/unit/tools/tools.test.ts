import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '#chat/message.ts';
import { silentLog } from '../../../src/log.ts';
import { createEngine, type Engine } from '../../../src/ops/engine.ts';
import { explain } from '../../../src/ops/explain.ts';
import { createSample } from '../../../src/papers/sample.ts';
import { asksForHelp, findTool, helpText, tools, usageOf } from '../../../src/tools/tools.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { linesOf } from '../commands/talk.ts';
import { House } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';

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
  ])('answer %j with exit code %i and a sentence', async (typed, code, words) => {
    const failure = await failureOf(typed);

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

describe('--help', () => {
  it.each(tools.map(({ name }) => name))('of %s is its line of the help', (name) => {
    const usage = usageOf(findTool(name));

    expect(usage).toMatch(new RegExp(`^  npm run paperboy -- ${name} `));
    expect(helpText()).toContain(usage);
  });

  it('is asked for wherever it stands, and is never a word that is looked for', () => {
    for (const args of [['--help'], ['-h'], ['slack:T1/C1', '--help']]) {
      expect(asksForHelp(args)).toBe(true);
    }
    for (const args of [[], ['help'], ['video', '-h']]) expect(asksForHelp(args)).toBe(false);
  });
});

describe('a backfill', () => {
  it('says how many days could not be read, and why', async () => {
    const filled = { failed: 1, problem: 'GET https://papers.example/: HTTP 401' };
    await using engine = await anEngine({ fill: async () => filled });

    const failure = await failureIn(['backfill', '2026-03-10'], { engine });

    expect(failure).toEqual({
      code: 1,
      words: '1 of 1\u00a0day could not be read: GET https://papers.example/: HTTP 401',
    });
  });
});

describe('a backfill that is stopped', () => {
  const stopping = new AbortController();
  stopping.abort();
  const { signal } = stopping;

  it.each([
    ['by whoever began it', signal.reason, [130, /^Stopped: 0 of 3.days are there/]],
    ['by a full disk in the same moment', new Error('disk full'), [1, /disk full/]],
  ] as const)('%s says so', async (_, reason, [code, words]) => {
    const fill = () => Promise.reject(reason);
    await using engine = await anEngine({ fill });

    const failure = await failureIn(['backfill', '2026-03-09..2026-03-11'], { engine, signal });

    expect(failure).toMatchObject({ code, words: expect.stringMatching(words) });
  });
});

describe('a search on the command line', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
    const papers = Array.from({ length: 12 }, (_, n) =>
      aPaper(`2603.${10_000 + n}`, { title: `Video diffusion, part ${n + 1}` }),
    );
    await house.services.archive.saveList('2026-03-09', papers, { now: house.time.now });
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it('shows the best ten and why, with nothing to press', async () => {
    const lines = await shownBy(house, ['video', 'difusion']);

    expect(lines.slice(0, 2)).toEqual([
      '12 papers for “video diffusion”, 1 to 10',
      'Nothing matches “difusion”. Showing results for diffusion.',
    ]);
    expect(lines.filter((line) => /^\d+\. Video diffusion/.test(line))).toHaveLength(10);
    expect(lines.filter((line) => /^Why: .*in the title/.test(line))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('['))).toEqual([]);
  });

  it('says that the archive is still filling', async () => {
    await using filling = await House.open({ archiveSince: '2026-02-20' });

    expect(await shownBy(filling, ['diffusion'])).toEqual([
      'Nothing found for “diffusion” among 0 papers.\nThe archive is still filling: 0 % so far.',
    ]);
  });

  it('asks nobody else where nothing is found', async () => {
    expect(await shownBy(house, ['xylophone'])).toEqual([
      'Nothing found for “xylophone” among 12 papers.',
    ]);
    expect(house.beyond.asked).toEqual([]);
  });
});

async function shownBy({ engine }: House, words: readonly string[]): Promise<readonly string[]> {
  const shown: Message[] = [];
  await findTool('search').run(words, {
    ...{ engine, say: () => {}, show: (message) => shown.push(message) },
    stopSignal: () => new AbortController().signal,
    ...{ terminal: { isTerminal: false, write: () => {} }, databaseUrl: '' },
  });
  return shown.flatMap(linesOf);
}

async function failureOf(typed: readonly string[]) {
  await using engine = await anEngine();
  return await failureIn(typed, { engine });
}

async function failureIn(
  [name = '', ...args]: readonly string[],
  {
    engine,
    signal = new AbortController().signal,
  }: { readonly engine: Engine; readonly signal?: AbortSignal },
) {
  try {
    await findTool(name).run(args, {
      ...{ engine, say: () => {}, show: () => {}, stopSignal: () => signal },
      ...{ terminal: { isTerminal: false, write: () => {} }, databaseUrl: '' },
    });
    return { words: 'nothing', code: 0 };
  } catch (error) {
    return explain(error);
  }
}

async function anEngine(given: Partial<Engine> = {}): Promise<Engine> {
  const store = await openTestStore();
  const clock = () => Date.parse('2026-03-13T12:00:00Z');
  const parts = { store, clock, wait: async () => {}, source: createSample(), log: silentLog };
  const engine = await createEngine({ ...parts, platforms: [] });
  return {
    ...{ ...engine, ...given },
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      await store.destroy();
    },
  };
}
