import { expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { addDays, daysBetween, feedDay } from '../../src/papers/feed-day.ts';
import { openStore } from '../../src/store/open.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { run, startService, temporaryFolder } from './harness.ts';

async function startPapers() {
  const fake = await startFakeHuggingFace({
    days: { '2026-03-10': [{ id: '2603.00001' }, { id: '2603.00002' }] },
  });
  return { ...fake, [Symbol.asyncDispose]: () => fake.stop() };
}

it('reads a range of days at once, may be stopped, goes on from there, and asks for nothing twice', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  const options = { folder: folder.path, env: { HF_ENDPOINT: fake.url } };
  const args = ['backfill', '2026-03-09..2026-03-11'];

  const stopped = await run({ ...options, args, interruptOn: 'a request a second' });
  const rest = await run({ ...options, args });
  const again = await run({ ...options, args });

  const answer = 'The archive has all 3 days from 9 Mar 2026 to 11 Mar 2026, with 2 papers.';
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(commonBlanks(stopped.stderr)).toMatch(
    /^3 days; less than a minute at a request a second\nStopped: [01] of 3 days are there\. The same again goes on\.\n$/,
  );
  expect(rest.code).toBe(0);
  expect(rest.lines.map(commonBlanks)).toEqual([answer]);
  expect(again).toMatchObject({ code: 0, stdout: rest.stdout, stderr: '' });
  const asked = fake.requests.map(({ query }) => query.date);
  // The one in hand when it was stopped may have been lost.
  expect([...new Set(asked)]).toEqual(['2026-03-11', '2026-03-10', '2026-03-09']);
});

it('goes on by itself in a service, over a lost machine, and posts nothing', async () => {
  await using fake = await startPapers();
  using folder = temporaryFolder();
  const discord = await startFakeDiscord();
  const today = feedDay(Date.now());
  const since = addDays(today, -12);
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
