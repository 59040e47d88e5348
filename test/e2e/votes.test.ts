import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatPlatform, MessageRef } from '#chat/platform.ts';
import { commonBlanks } from '#chat/words.ts';
import { createArchive } from '../../src/papers/archive.ts';
import { openStore } from '../../src/store/open.ts';
import { ensureWorkspace } from '../../src/votes/workspaces.ts';
import { openDiscord } from '../adapters/discord-house.ts';
import { openSlack } from '../adapters/slack-house.ts';
import { votable } from '../adapters/votes-port.ts';
import { wordsOf } from '../fakes/discord/index.ts';
import { aPaper, ids } from '../unit/digest/papers.ts';
import { type Env, type Service, startService, temporaryFolder } from './harness.ts';

const PAPERS = ids(4);

describe.each([
  ['Slack', slack],
  ['Discord', discord],
] as const)('votes on %s', (name, open) => {
  it('heal after a downtime, and after a death in the middle of a heal', async () => {
    await using side = await open();
    using folder = temporaryFolder();
    const [first, second, third, fourth] = await seed(side, folder.path);
    side.react(first, side.ann);
    side.react(second, side.ann);
    side.react(second, side.ben);

    const one = await start(side, folder.path);
    await side.shows(first, /Vote · 1/);
    await side.shows(second, /Vote · 2/);
    const status = await side.status();
    await one.stop();

    expect(status).toMatch(
      new RegExp(`4 messages checked against ${name} .*, 4 votes changed: 3 added, 1 removed`),
    );

    for (const card of [first, second, third, fourth]) side.react(card, side.cat);
    side.unreact(second, side.ben);
    const hanging = side.hangReading(second);
    const two = await start(side, folder.path);
    await hanging;
    await two.kill();
    const three = await start(side, folder.path);

    await side.shows(first, /Vote · 2/);
    await side.shows(second, /Vote · 2/);
    await side.shows(third, /Vote · 1/);
    await side.shows(fourth, /Vote · 1/);
    await three.stop();
    expect(await voters(folder.path, second)).toEqual([side.ann, side.cat].map(side.personOf));
  }, 90_000);
});

type Cards = readonly [MessageRef, MessageRef, MessageRef, MessageRef];

/** Four cards as delivery leaves them behind, and on the third a vote that was taken back since. */
async function seed(side: Side, folder: string): Promise<Cards> {
  const { platform, workspace, channel } = side;
  const store = await openStore(fileIn(folder), 500);
  await ensureWorkspace(store, { id: workspace, name: 'Lab', now: 1 });
  const papers = PAPERS.map((id) => aPaper(id));
  await createArchive(store).saveList('2026-03-09', papers, { now: 1, isSample: false });
  const cards: MessageRef[] = [];
  for (const [index, paper] of PAPERS.entries()) {
    const key = `card${index}`;
    const to = { workspace, channel };
    const ref = await platform.post(to, votable(key, paper), { key, purpose: 'share' });
    cards.push(ref);
    await store
      .insertInto('delivery')
      .values({
        ...{ key, purpose: 'share', lane: workspace, workspace, channel, part: paper },
        ...{ payload: '{"kind":"card"}', state: 'sent', not_before: 0, attempts: 1, maybe_sent: 1 },
        ...{ sent_channel: ref.channel, sent_message: ref.message, sent_at: Date.now() },
        created_at: Date.now(),
      })
      .execute();
    await store
      .insertInto('votable')
      .values({ ...ref, number: 0, paper })
      .execute();
  }
  const [first, second, third, fourth] = cards;
  if (!first || !second || !third || !fourth) throw new Error('not four cards');
  await store
    .insertInto('reaction')
    .values({ ...third, person: side.personOf(side.ben), emoji: side.up, burst: 0, at: 1 })
    .execute();
  await store.destroy();
  return [first, second, third, fourth];
}

async function start(side: Side, folder: string): Promise<Service> {
  const service = await startService({ env: side.env, folder });
  await service.logged('platform connected');
  return service;
}

async function voters(folder: string, { message }: MessageRef): Promise<readonly string[]> {
  const store = await openStore(fileIn(folder), 500);
  const rows = await store
    .selectFrom('reaction')
    .select('person')
    .where('message', '=', message)
    .orderBy('person')
    .execute();
  await store.destroy();
  return rows.map(({ person }) => person);
}

function fileIn(folder: string): string {
  return `file:${join(folder, 'data', 'paperboy.db')}`;
}

/** A fake service, its people, and what the program needs to reach it. */
interface Side extends AsyncDisposable {
  readonly platform: ChatPlatform;
  readonly workspace: string;
  readonly channel: string;
  readonly env: Env;
  readonly up: string;
  readonly ann: string;
  readonly ben: string;
  readonly cat: string;
  personOf(user: string): string;
  react(ref: MessageRef, user: string): void;
  unreact(ref: MessageRef, user: string): void;
  /** The next reading of a message is never answered; resolves when it is asked. */
  hangReading(ref: MessageRef): Promise<unknown>;
  /** What an admin reads. */
  status(): Promise<string>;
  /** Resolves when the message shows these words. */
  shows(ref: MessageRef | undefined, words: RegExp): Promise<void>;
}

async function slack(): Promise<Side> {
  const { fake, platform, workspace, person, close } = await openSlack();
  const [ann, ben, cat] = ['Ann', 'Ben', 'Cat'].map((name) => fake.addUser(name));
  return {
    ...{ platform, workspace, channel: fake.channel, up: '+1' },
    ...{ ann: ann ?? '', ben: ben ?? '', cat: cat ?? '', personOf: person },
    env: {
      SLACK_API_URL: fake.apiUrl,
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_APP_TOKEN: fake.appToken,
    },
    react: ({ message }, user) => fake.react(message, '+1', { user }),
    unreact: ({ message }, user) => fake.unreact(message, '+1', { user }),
    hangReading: ({ message }) => {
      const seen = fake.requests.length;
      const isIt = ({ args }: { readonly args: Readonly<Record<string, unknown>> }) =>
        args.ts === message || args.timestamp === message;
      const isReading = (one: (typeof fake.requests)[number]) =>
        /^(conversations\.replies|reactions\.get)$/.test(one.method) && isIt(one);
      fake.faults.next(isReading, { kind: 'hang', when: 'before' });
      return fake.waitFor(() => fake.requests.slice(seen).find(isReading));
    },
    status: async () =>
      commonBlanks((await fake.runCommand('status', { user: fake.admin }).answer).words),
    shows: async (ref, words) => {
      await fake.waitFor(
        () => words.test(commonBlanks(fake.wordsOf(ref?.message ?? ''))) || undefined,
      );
    },
    [Symbol.asyncDispose]: close,
  };
}

async function discord(): Promise<Side> {
  const { fake, platform, place, close } = await openDiscord();
  const [ann, ben, cat] = ['Ann', 'Ben', 'Cat'].map((name) => fake.addUser(name));
  return {
    ...{ platform, workspace: place.workspace, channel: fake.channel, up: '👍' },
    ...{ ann: ann ?? '', ben: ben ?? '', cat: cat ?? '', personOf: (user) => `discord:${user}` },
    env: { DISCORD_API_URL: fake.apiUrl, DISCORD_TOKEN: fake.token },
    react: ({ message }, user) => fake.react(message, '👍', { user }),
    unreact: ({ message }, user) => fake.unreact(message, '👍', { user }),
    hangReading: ({ message }) => {
      const asked = Promise.withResolvers<void>();
      const isReading = ({ method, path }: (typeof fake.requests)[number]) => {
        const isIt = method === 'GET' && path.endsWith(`/messages/${message}`);
        if (isIt) asked.resolve();
        return isIt;
      };
      fake.faults.next(isReading, { kind: 'hang', when: 'before' });
      return asked.promise;
    },
    status: async () => {
      const asked = fake.runCommand('papers-admin status', {}, { user: fake.admin });
      const { message } = await asked.answer;
      return message === undefined ? '' : commonBlanks(wordsOf(message));
    },
    shows: async (ref, words) => {
      await fake.waitFor(
        () => words.test(commonBlanks(fake.wordsOf(ref?.message ?? ''))) || undefined,
      );
    },
    [Symbol.asyncDispose]: close,
  };
}
