import { expect, it } from 'vitest';
import { addDays, daysBetween, feedDay } from '../../src/papers/feed-day.ts';
import { openStore } from '../../src/store/open.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { run, startService, temporaryFolder } from './harness.ts';

const DAYS = '2026-03-09..2026-03-11';

async function startPapers() {
  const fake = await startFakeHuggingFace({
    days: { '2026-03-10': [{ id: '2603.00001' }, { id: '2603.00002' }] },
  });
  return { ...fake, [Symbol.asyncDispose]: () => fake.stop() };
}

it('reads a range of days at once, once, and says how it goes', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  const options = { folder: folder.path, env: { HF_ENDPOINT: fake.url } };

  const first = await run({ ...options, args: ['backfill', DAYS] });
  const again = await run({ ...options, args: ['backfill', DAYS] });

  const answer = 'The archive has all 3 days from 9 Mar 2026 to 11 Mar 2026, with 2 papers.';
  expect(first).toMatchObject({
    code: 0,
    lines: [answer.replaceAll(/(?<=\d) (?=days|papers|Mar|2026)|(?<=Mar) /g, '\u00a0')],
  });
  expect(first.stderr).toBe('3\u00a0days; less than a minute at a request a second\n');
  expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
  expect(fake.requests.map(({ query }) => query.date)).toEqual([
    ...['2026-03-11', '2026-03-10', '2026-03-09'],
  ]);
});

it('may be stopped, and goes on from there', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  const options = { folder: folder.path, env: { HF_ENDPOINT: fake.url } };

  const stopped = await run({
    ...options,
    args: ['backfill', DAYS],
    interruptOn: 'a request a second',
  });
  const rest = await run({ ...options, args: ['backfill', DAYS] });

  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toMatch(
    /\nStopped: [01] of 3\u00a0days are there\. The same again goes on\.\n$/,
  );
  expect(rest.code).toBe(0);
  expect(new Set(fake.requests.map(({ query }) => query.date)).size).toBe(3);
});

it('says why it gives up', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  fake.failNext({ status: 401 }, Number.POSITIVE_INFINITY);

  const { code, stderr } = await run({
    ...{ folder: folder.path, env: { HF_ENDPOINT: fake.url } },
    args: ['backfill', '2026-03-10'],
  });

  expect(code).toBe(1);
  expect(stderr).toMatch(/\n1 of 1\u00a0day could not be read: GET .*: HTTP 401\n$/);
}, 60_000);

it('goes on by itself in a service, over a lost machine, and posts nothing', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  const discord = await startFakeDiscord();
  const today = feedDay(Date.now());
  const since = addDays(today, -14);
  const options = {
    folder: folder.path,
    env: {
      ...{ HF_ENDPOINT: fake.url, ARCHIVE_SINCE: since },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    },
  };

  const first = await startService(options);
  await first.logged('archive fills backwards');
  await first.kill();
  await letGo(folder.path);
  const second = await startService(options);
  await second.logged('archive is filled');
  await second.stop();

  const old = daysBetween(since, addDays(today, -10)).toReversed();
  const asked = fake.requests
    .map(({ query }) => query.date ?? '')
    .filter((day) => old.includes(day));
  expect([...new Set(asked)]).toEqual(old);
  expect(discord.messages()).toEqual([]);
  await discord.stop();
}, 60_000);

/** As if so much time were over that nobody believes in the killed one any more. */
async function letGo(folder: string): Promise<void> {
  const store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  await store.updateTable('lease').set({ until: 0 }).execute();
  await store.destroy();
}
