import { describe, expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { startFakeDiscord, wordsOf } from '../fakes/discord/index.ts';
import { type FakeHuggingFace, startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { type Env, run, type Service, startService, temporaryFolder } from './harness.ts';
import { closedDays } from './papers.ts';

describe.each([
  ['Slack', openSlack],
  ['Discord', openDiscord],
])('a search on %s', (_, open) => {
  it('is ranked, turned over a restart, corrected, filtered, followed by a second list, and shared', async () => {
    await using chat = await open();
    const first = await chat.start();
    const { newest } = closedDays(Date.now());
    await chat.day(newest);

    const found = await chat.search('video diffusion');
    const mistaken = await chat.search('diffusion after:2025-13 has:video');
    const corrected = await chat.search('difusion');
    const phrase = await chat.search('"nothing but sheep" org:Farm');
    const similar = await chat.similar('2603.20000');
    await first.stop();

    const second = await chat.start();
    const next = await found.press('Next');
    const explained = await chat.search('--why sheep');
    const beyond = await chat.search('xylophone');
    const card = await beyond.press('More on this paper');
    chat.papers.failSearch({ status: 502 });
    const silent = await chat.search('glockenspiel');
    const shared = await next.press('Share');
    const posted = await chat.posted(/7 papers for “video diffusion”, 6 to 7/);
    await second.stop();

    expect(found.words).toMatch(/^7 papers for “video diffusion”, 1 to 5/);
    expect(found.words).toMatch(/\d+ \w+ 20\d\d/);
    expect(next.words).toMatch(/^7 papers for “video diffusion”, 6 to 7[\s\S]*6\. [\s\S]*7\. /);
    expect(mistaken.words).toContain(
      '“after:2025-13” is no year, month or day. Try: after:2025-03',
    );
    expect(mistaken.words).toContain('Try: has:code');
    expect(mistaken.words).toContain('Video diffusion, part 1');
    expect(corrected.words).toContain('Nothing matches “difusion”. Showing results for diffusion.');
    expect(corrected.words).toContain('Search “difusion” instead');
    expect(phrase.words).toMatch(/^1 paper for [\s\S]*Counting Sheep/);
    expect(similar.words).toMatch(/similar to “Video diffusion, part 1”[\s\S]*shares: /);
    expect(similar.words).not.toContain('1. Video diffusion, part 1\n');
    expect(explained.words).toMatch(/Why: .*sheep.* in the title/);
    expect(beyond.words).toMatch(
      /^Nothing found for “xylophone” among 8 papers\.[\s\S]*own search, not in our archive: 1 paper[\s\S]*A Xylophone/,
    );
    expect(card.words).toMatch(/A Xylophone[\s\S]*Discuss here/);
    expect(silent.words).toContain('Hugging Face’s search does not answer right now.');
    expect(shared.words).toBe('Posted here: the list.');
    expect(posted).toMatch(/Shared by .*[\s\S]*Vote/);
  }, 60_000);
});

describe('the command line', () => {
  it('says how a tool is called', async () => {
    await using house = await openHouse({});

    const { code, lines } = await house.run({ args: ['search', '--help'] });

    expect(code).toBe(0);
    expect(lines[0]).toBe('  npm run paperboy -- search <words and filters>');
  });

  it('finds the same papers, and says why', async () => {
    await using house = await openHouse({});

    const listed = await house.run({ input: `/papers ${closedDays(Date.now()).newest}\n` });
    const { code, lines } = await house.run({ args: ['search', 'counting', 'shep'] });

    expect(listed.code).toBe(0);
    expect(code).toBe(0);
    expect(lines[0]).toBe('1 paper for “counting sheep”');
    expect(lines).toContain('Nothing matches “shep”. Showing results for sheep.');
    expect(lines).toContain('1. Counting Sheep');
    expect(lines.some((line) => /^Why: .*in the title/.test(line))).toBe(true);
  }, 90_000);
});

interface Said {
  readonly words: string;
  press(label: string): Promise<Said>;
}

interface Chat extends AsyncDisposable {
  readonly papers: FakeHuggingFace;
  start(): Promise<Service>;
  day(date: string): Promise<Said>;
  search(words: string): Promise<Said>;
  similar(paper: string): Promise<Said>;
  /** The words of the message in the channel that has these. */
  posted(words: RegExp): Promise<string>;
}

/** Without either platform's marks, which other tests look at. */
function bare(words: string): string {
  return commonBlanks(words)
    .replace(/\]\(https?:[^)]*\)|<https?:[^|>]*\||<@\w+>/g, '')
    .replace(/^(?:###|-#) /gm, '')
    .replace(/[*\\[>`]/g, '');
}

async function openSlack(): Promise<Chat> {
  const fake = await startFakeSlack();
  const tokens = { SLACK_BOT_TOKEN: fake.botToken, SLACK_APP_TOKEN: fake.appToken };
  const house = await openHouse({ SLACK_API_URL: fake.apiUrl, ...tokens });
  const said = async (asked: ReturnType<typeof fake.runCommand>): Promise<Said> => {
    const { words, message } = await asked.answer;
    return {
      words: bare(words),
      press: (label) => said(fake.press(message?.ts ?? '', label)),
    };
  };
  return {
    ...house,
    day: (date) => said(fake.runCommand(date)),
    search: (words) => said(fake.runCommand(`search ${words}`)),
    similar: (paper) => said(fake.runCommand(`similar ${paper}`)),
    posted: (words) =>
      fake.waitFor(() =>
        fake
          .messages()
          .map(({ ts }) => bare(fake.wordsOf(ts)))
          .find((text) => words.test(text)),
      ),
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await fake.stop();
      expect(fake.problems).toEqual([]);
    },
  };
}

async function openDiscord(): Promise<Chat> {
  const fake = await startFakeDiscord();
  const house = await openHouse({ DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl });
  const said = async (asked: ReturnType<typeof fake.press>): Promise<Said> => {
    const { message } = await asked.answer;
    if (message === undefined) throw new Error('no message came');
    return {
      words: bare(wordsOf(message)),
      press: (label) => said(fake.press(message, label)),
    };
  };
  return {
    ...house,
    day: (date) => said(fake.runCommand('papers day', { date })),
    search: (words) => said(fake.runCommand('papers search', { words })),
    similar: (paper) => said(fake.runCommand('papers similar', { paper })),
    posted: (words) =>
      fake.waitFor(() =>
        fake
          .messages()
          .map((message) => bare(wordsOf(message)))
          .find((text) => words.test(text)),
      ),
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await fake.stop();
      expect(fake.problems).toEqual([]);
    },
  };
}

/** The real program on a file, with a Hugging Face that lists eight papers, and finds one more. */
async function openHouse(tokens: Env) {
  const folder = temporaryFolder();
  const { newest } = closedDays(Date.now());
  const videos = Array.from({ length: 7 }, (_, n) => ({
    ...{ id: `2603.2000${n}`, title: `Video diffusion, part ${n + 1}`, upvotes: 40 - n },
    summary: 'Frames of a video are denoised by diffusion, one after another.',
  }));
  const sheep = {
    ...{ id: '2603.30000', title: 'Counting Sheep', summary: 'It counts nothing but sheep.' },
    organization: { name: 'farm', fullname: 'Farm' },
  };
  const papers = await startFakeHuggingFace({ days: { [newest]: [...videos, sheep] } });
  papers.setPaper({ id: '2105.00001', title: 'A Xylophone', summary: 'Of wood.' });
  const env: Env = { HF_ENDPOINT: papers.url, ...tokens };
  const services: Service[] = [];
  return {
    papers,
    start: async () => {
      const service = await startService({ env, folder: folder.path });
      services.push(service);
      await service.logged('platform connected');
      return service;
    },
    run: (options: { readonly args?: readonly string[]; readonly input?: string }) =>
      run({ ...options, env, folder: folder.path }),
    [Symbol.asyncDispose]: async () => {
      for (const service of services) await service.stop();
      await papers.stop();
      folder[Symbol.dispose]();
    },
  };
}
