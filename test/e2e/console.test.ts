import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feedDay } from '../../src/papers/feed-day.ts';
import { sampleLists } from '../../src/papers/sample.ts';
import { startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { NOBODY, run, temporaryFolder } from './harness.ts';

const newest = sampleLists.at(-1);
const second = newest?.papers[1];

describe('lines piped into standard input', () => {
  it('are answered one after another, with plain lines and nothing else', async () => {
    using folder = temporaryFolder();

    const { code, lines, stdout } = await run({
      folder: folder.path,
      input: '/papers today\nsearch diffusion\n',
    });

    expect(code).toBe(0);
    expect(lines[0]).toBe('Daily Papers, Fri 13 Mar: 10 papers');
    expect(lines).toContain(`2. ${second?.title}`);
    expect(lines.findIndex((line) => line.includes('for “diffusion”'))).toBeGreaterThan(30);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toMatch(/^\/papers|\*\*|<http/m);
  });

  it('vote on the list shown last: once, whatever the repeats, until it is taken back', async () => {
    using folder = temporaryFolder();
    const show = `show ${second?.id}`;

    const { stdout } = await run({
      folder: folder.path,
      input: `today\n+1 2\n+1 2\n${show}\n-+1 2\n-+1 2\n${show}\n+1 11\n`,
    });

    const answers = stdout.split('Summaries by ').at(-1)?.split('\n').slice(1) ?? [];
    expect(answers.slice(0, 4)).toEqual([
      `2. ${second?.title}`,
      '1 vote',
      `2. ${second?.title}`,
      '1 vote',
    ]);
    expect(answers.slice(4).filter((line) => / votes?$/.test(line))).toEqual([
      'Votes here: 1 vote',
      'no votes',
      'no votes',
    ]);
    expect(answers).toContain('No paper 11 in the list shown last. Try: /papers today');
  });

  it('keep their votes over a restart, and page on', async () => {
    using folder = temporaryFolder();
    await run({ folder: folder.path, input: 'today\n+1 1\n' });

    const { lines } = await run({ folder: folder.path, input: 'today\nsearch diffusion\nnext\n' });

    expect(lines.find((line) => line.includes('27 upvotes'))).toMatch(/ · 1 vote$/);
    expect(lines.some((line) => line.startsWith('6. '))).toBe(true);
  });

  it('answer a mistake with what to type', async () => {
    using folder = temporaryFolder();

    const { lines } = await run({
      folder: folder.path,
      input: 'serch x\nshow nothing\nsubscribe daily 25:00\n2026-02-30\nsearch\n2509.24002\n',
    });

    expect(lines).toEqual([
      expect.stringContaining('Did you mean /papers search?'),
      expect.stringContaining('is no arXiv id or link. Try: /papers show'),
      expect.stringContaining('is no time of day'),
      expect.stringContaining('is no day. Write it as'),
      expect.stringContaining('needs more words. Try: /papers search'),
      expect.stringMatching(/^That is not in the bundled sample week/),
    ]);
  });

  it('subscribe, and remember it', async () => {
    using folder = temporaryFolder();

    const { stdout } = await run({
      folder: folder.path,
      input: 'subscribe daily 09:00 Europe/Berlin top 3\nstatus\nunsubscribe\nstatus\n',
    });

    expect(stdout).toMatch(/^Done\. The first digest comes .*09:00 Berlin time/);
    expect(stdout).toContain('Digest: weekdays, 09:00 Berlin time, 3 papers');
    expect(stdout).toContain('Nothing is subscribed here');
  });
});

describe('without a terminal and without input', () => {
  it('prints the digest and which settings put it into a chat', async () => {
    using folder = temporaryFolder();

    const { code, stdout, stderr } = await run({ folder: folder.path });

    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Hugging Face cannot be reached.*sample week\.\n/);
    expect(stdout).toContain(`2. ${second?.title}`);
    expect(stdout).toContain('Summaries by Paperboy.');
    expect(stdout).toMatch(/DISCORD_TOKEN[\s\S]*SLACK_BOT_TOKEN[\s\S]*SLACK_APP_TOKEN/);
  });
});

describe('where papers come from', () => {
  it('is HF_ENDPOINT when it answers', async () => {
    using folder = temporaryFolder();
    await using fake = await startFake();

    const { stdout, stderr } = await run({
      folder: folder.path,
      env: { HF_ENDPOINT: fake.url },
      input: 'today\n',
    });

    expect(stdout).toMatch(/^Daily Papers, .* so far: 1.paper\n1\. Of this very day\n/);
    expect(stdout).toContain('12 upvotes');
    expect(stderr).toBe('');
  });

  it('is the sample week when it answers with errors, tried once', async () => {
    using folder = temporaryFolder();
    await using fake = await startFake();
    fake.failNext({ status: 503 }, Number.POSITIVE_INFINITY);

    const { stdout, stderr } = await run({
      folder: folder.path,
      env: { HF_ENDPOINT: fake.url },
      input: 'today\n',
    });

    expect(stdout).toMatch(/^Daily Papers, Fri 13 Mar/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(fake.requests).toHaveLength(1);
  });
});

describe('the sample week', () => {
  it('says of what is not in it that nobody could be asked', async () => {
    using folder = temporaryFolder();

    const { lines } = await run({
      folder: folder.path,
      input: 'show 2509.24002\n2025-01-02\n2026-03-08\nstatus\n',
    });

    for (const line of lines.slice(0, 3)) expect(line).toMatch(/Hugging Face could not be reached/);
    expect(lines.at(-1)).toMatch(/^Hugging Face: could not be reached; the bundled sample week/);
  });
});

describe('settings', () => {
  it('that cannot be used stop the start with all problems and exit code 2', async () => {
    using folder = temporaryFolder();

    const { code, stdout, stderr } = await run({
      folder: folder.path,
      env: { DATABASE_URL: 'mysql://x', PORT: 'web', HF_ENDPOINT: 'hf', SLACK_APP_TOKEN: 'xapp-1' },
    });

    expect(code).toBe(2);
    expect(stdout).toBe('');
    for (const name of ['DATABASE_URL', 'PORT', 'HF_ENDPOINT', 'SLACK_BOT_TOKEN']) {
      expect(stderr).toContain(name);
    }
  });

  it('are read from .env, where the environment wins', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, '.env'), 'PORT=web\nLOG_LEVEL=loud\n');

    const { code, stderr } = await run({ folder: folder.path, env: { PORT: '0' } });

    expect(code).toBe(2);
    expect(stderr).toMatch(/LOG_LEVEL/);
    expect(stderr).not.toMatch(/PORT/);
  });

  it('are read from a .env that begins with the mark of its encoding', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, '.env'), '\uFEFFPORT=web\r\nLOG_LEVEL=info\r\n');

    const { code, stderr } = await run({ folder: folder.path });

    expect(code).toBe(2);
    expect(stderr).toMatch(/PORT/);
  });

  it('are said not to be readable where .env is no file', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, '.env'));

    const { code, stderr } = await run({ folder: folder.path });

    expect(code).toBe(2);
    expect(stderr).toMatch(/^The settings in \.env cannot be read: EISDIR.*\n$/);
  });

  it('name a database that cannot be opened', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), '');

    const { code, stderr } = await run({
      folder: folder.path,
      env: { DATABASE_URL: 'file:./file/paperboy.db' },
    });

    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL file:\.\/file\/paperboy\.db cannot be opened/);
  });
});

describe('the command line', () => {
  it('helps', async () => {
    using folder = temporaryFolder();

    const { code, stdout } = await run({ folder: folder.path, args: ['help'] });

    expect(code).toBe(0);
    expect(stdout).toMatch(/subscribe slack:T0001[\s\S]*send <subscription>/);
  });

  it('does not know a subscription that is not there', async () => {
    using folder = temporaryFolder();

    const { code, stderr } = await run({ folder: folder.path, args: ['send', 'nothing'] });

    expect(code).toBe(1);
    expect(stderr).toContain('There is no subscription “nothing”');
  });
});

/** A list that grows today, wherever the clock stands. */
async function startFake() {
  const today = feedDay(Date.now());
  const paper = { id: '2603.00001', title: 'Of this very day', upvotes: 12 };
  const fake = await startFakeHuggingFace({ days: { [today]: [paper] } });
  return { ...fake, [Symbol.asyncDispose]: () => fake.stop() };
}

describe('a Node that runs no TypeScript', () => {
  it('is told what to do, in one sentence', async () => {
    using folder = temporaryFolder();

    const { code, stdout, stderr } = await run({
      folder: folder.path,
      env: { NODE_OPTIONS: '--no-strip-types' },
    });

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Paperboy needs Node 26 .* run "npm ci", then "npm start".*\.\n$/);
  });
});

describe('a port in use', () => {
  it('stops the start and is named', async () => {
    using folder = temporaryFolder();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;

    const { code, stderr } = await run({
      folder: folder.path,
      env: { PORT: `${port}`, DISCORD_TOKEN: 'x', DISCORD_API_URL: NOBODY },
    });

    expect(code).toBe(2);
    expect(stderr).toMatch(`PORT ${port} cannot be opened`);
    server.close();
  });
});
