import { sql } from 'kysely';
import { expect, inject, it } from 'vitest';
import { createPool, PATIENT, postgresStore } from '../../src/store/postgres.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { urlOf } from '../fakes/store/server.ts';
import { health, run, startService, temporaryFolder } from './harness.ts';
import { startPapers } from './papers.ts';

const server = inject('serverUrl');

it.skipIf(server === undefined)(
  'subscribes, posts, counts and finds on a PostgreSQL server, over a restart',
  async () => {
    using folder = temporaryFolder();
    await using papers = await startPapers();
    await using database = await aDatabase(server ?? '');
    const fake = await startFakeSlack({ hasTiers: false });
    const place = `slack:${fake.team}/${fake.channel}`;
    const env = {
      ...{ HF_ENDPOINT: papers.url, DATABASE_URL: database.url, SLACK_API_URL: fake.apiUrl },
      ...{ SLACK_BOT_TOKEN: fake.botToken, SLACK_APP_TOKEN: fake.appToken },
    };
    const program = (...args: string[]) => run({ args, env, folder: folder.path });

    const subscribed = await program('subscribe', place, '--at', '09:00', '--top', '2');
    const id = /\bs[\w-]{11}\b/.exec(subscribed.stdout)?.[0] ?? subscribed.stderr;
    const first = await startService({ env, folder: folder.path });
    await first.connected(1);
    const healthy = await health(first);
    await first.stop();
    const sent = [await program('send', id), await program('send', id)];
    const second = await startService({ env, folder: folder.path });
    await second.connected(1);
    const [overview] = fake.messages().filter(({ ts }) => /2 of 3/.test(fake.wordsOf(ts)));
    const pressed = fake.press(overview?.ts ?? '', 'Vote', { user: fake.member });
    await expect
      .poll(() => fake.wordsOf(overview?.ts ?? ''), { timeout: 15_000 })
      .toMatch(/Vote · 1/);
    await second.stop();
    const found = await program('search', 'counting', 'sheep');
    await fake.stop();

    expect(subscribed).toMatchObject({ code: 0 });
    expect(healthy).toMatchObject({ code: 200 });
    expect(sent).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(pressed).toBeDefined();
    expect(fake.messages().filter(({ ts }) => /2 of 3/.test(fake.wordsOf(ts)))).toHaveLength(1);
    expect(found.lines[0]).toBe('1 paper for “counting sheep”');
    expect(fake.problems).toEqual([]);
  },
  120_000,
);

/** Every moment that this program is told is a minute late. */
const MINUTE_AHEAD = encodeURIComponent('const now = Date.now; Date.now = () => now() + 60_000;');

it.skipIf(server === undefined)(
  'posts though the clock of its machine is not that of the server',
  async () => {
    using folder = temporaryFolder();
    await using papers = await startPapers();
    await using database = await aDatabase(server ?? '');
    const fake = await startFakeSlack({ hasTiers: false });
    const env = {
      ...{ HF_ENDPOINT: papers.url, DATABASE_URL: database.url, SLACK_API_URL: fake.apiUrl },
      ...{ SLACK_BOT_TOKEN: fake.botToken, SLACK_APP_TOKEN: fake.appToken },
      NODE_OPTIONS: `--import data:text/javascript,${MINUTE_AHEAD}`,
    };
    const program = (...args: string[]) => run({ args, env, folder: folder.path });
    const place = `slack:${fake.team}/${fake.channel}`;

    const subscribed = await program('subscribe', place, '--at', '09:00', '--top', '2');
    const id = /\bs[\w-]{11}\b/.exec(subscribed.stdout)?.[0] ?? subscribed.stderr;
    const sent = await program('send', id);
    await fake.stop();

    expect(sent).toMatchObject({ code: 0 });
    expect(fake.messages().filter(({ ts }) => /2 of 3/.test(fake.wordsOf(ts)))).toHaveLength(1);
  },
  60_000,
);

/** An empty database of its own. */
async function aDatabase(url: string) {
  const name = `paperboy_test_${Date.now()}_${process.pid}_e2e`;
  const admin = postgresStore<unknown>(createPool(url, PATIENT));
  await sql.raw(`create database ${name}`).execute(admin);
  return {
    url: urlOf(url, name),
    [Symbol.asyncDispose]: async () => {
      await sql.raw(`drop database ${name} with (force)`).execute(admin);
      await admin.destroy();
    },
  };
}
