import { describe, expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import type { FakeHuggingFace } from '../fakes/hugging-face.ts';
import {
  type FakeInteraction,
  type FakeMessage,
  type FakeSlack,
  startFakeSlack,
} from '../fakes/slack/index.ts';
import { type Env, health, run, type Service, startService, temporaryFolder } from './harness.ts';
import { closedDays, makeDue, startPapers } from './papers.ts';

// The long ones mostly wait for Paperboy's own pace of edits, so they wait together.
describe('Slack, from the first command to the last vote', () => {
  it.concurrent('subscribes a channel, brings its digest at the slot, counts votes, and remembers over a restart', async () => {
    await using house = await openHouse('socket');
    const { fake, folder } = house;

    const first = await house.start();
    const answer = await said(
      fake.runCommand('subscribe daily 09:00 Europe/Zurich top 2', { user: fake.admin }),
    );

    expect(answer).toMatch(/^Done\. The first digest comes .*, 09:00 Zurich time/);
    expect(answer).toContain('Looking Twice');
    await posted(fake, /<@U\w+>.* set up Daily Papers here: weekdays, 09:00 Zurich time, 2 papers/);
    expect(await health(first)).toMatchObject({ code: 200, body: { status: 'ok' } });
    await first.stop();

    await makeDue(folder);
    const second = await house.start();
    const overview = await posted(fake, /Daily Papers, .*: 2 of 3/);
    const cards = await Promise.all(
      ['Looking Twice', 'Counting Sheep'].map((title) => card(fake, overview, title)),
    );

    fake.press(overview, 'Vote', { user: fake.member });
    await shows(fake, overview, /Vote · 1/);
    fake.react(overview, 'two', { user: fake.admin });
    await shows(fake, cards[1], /Vote · 1/);
    fake.react(cards[1]?.ts ?? '', '-1::skin-tone-3', { user: fake.member });
    await shows(fake, overview, /1 vote against/);
    fake.react(overview, '+1', { user: fake.otherBot });
    const shown = await said(fake.mention('show 2603.00001', { thread: overview.ts }));
    expect(shown).toMatch(/Looking Twice[\s\S]*1 up/);
    await second.stop();

    const third = await house.start();
    fake.react(cards[0]?.ts ?? '', 'fire', { user: fake.admin });
    await shows(fake, overview, /Vote · 2/);
    fake.unreact(cards[0]?.ts ?? '', 'fire', { user: fake.admin });
    await shows(fake, overview, /Vote · 1[\s\S]*Vote · 1/);
    expect(fake.messages().filter((message) => /2 of 3/.test(wordsOf(fake, message)))).toHaveLength(
      1,
    );
    await third.stop();
  }, 90_000);

  it.concurrent('does the same over HTTP, with the form of a bare subscribe', async () => {
    await using house = await openHouse('http');
    const { fake, folder } = house;

    const first = await house.start();
    const { modal } = await fake.runCommand('subscribe', { user: fake.admin }).answer;
    if (modal === undefined) throw new Error('no form');
    const answer = await said(fake.submit(modal, { top: '3' }, { user: fake.admin }));

    expect(modal.title).toBe('Subscribe this channel');
    expect(answer).toMatch(/^Done\. The first digest comes .*, 09:00 London time/);
    await posted(fake, /set up Daily Papers here/);
    await first.stop();

    await makeDue(folder);
    const second = await house.start();
    const overview = await posted(fake, /Daily Papers, .*: 3 papers/);
    await card(fake, overview, 'Walking Slowly');
    fake.press(overview, 'Vote', { user: fake.member });
    await shows(fake, overview, /Vote · 1/);
    fake.react(overview, 'three', { user: fake.admin });
    await shows(fake, overview, /Vote · 1[\s\S]*Vote · 1/);
    await second.stop();
  }, 90_000);

  it.concurrent('does not let a dead channel delay another, and tells who set it up', async () => {
    await using house = await openHouse('socket');
    const { fake, folder } = house;
    const dead = fake.addChannel('once');
    const first = await house.start();
    for (const channel of [dead, fake.channel]) {
      await said(fake.runCommand('subscribe daily 09:00 UTC top 1', { user: fake.admin, channel }));
      await posted(fake, /set up/, channel);
    }
    await first.stop();
    fake.kick(dead);
    await makeDue(folder);

    const second = await house.start();
    const overview = await posted(fake, /Daily Papers, .*: 1 of 3/);
    await card(fake, overview, 'Looking Twice');
    const told = await fake.waitFor(() =>
      fake.messages().find((message) => /is paused\./.test(wordsOf(fake, message))),
    );

    expect(told.channel).toMatch(/^D/);
    expect(wordsOf(fake, told)).toMatch(/The daily digest that you set up in .*\/invite @Paperboy/);
    const status = await said(fake.runCommand('status', { user: fake.admin, channel: dead }));
    expect(status).toMatch(/Paused since[\s\S]*To fix it/);
    await second.stop();
  }, 90_000);

  it('answers privately, and refuses members politely what is for admins', async () => {
    await using house = await openHouse('socket');
    const { fake } = house;
    const service = await house.start();
    const { newest } = closedDays(Date.now());

    const help = await said(fake.runCommand('help'));
    const day = await said(fake.runCommand(newest));
    const found = await said(fake.runCommand('search sheep'));
    const shown = await said(fake.runCommand('show https://arxiv.org/pdf/2603.00003v2'));
    const unknown = await said(fake.runCommand('serch sheep'));
    const refused = await said(fake.runCommand('subscribe daily 09:00'));

    expect(help).toContain('What Paperboy answers to');
    expect(day).toMatch(/3 papers[\s\S]*Looking Twice[\s\S]*Walking Slowly/);
    expect(found).toMatch(/1 paper for “sheep”[\s\S]*Counting/);
    expect(shown).toMatch(/Walking Slowly[\s\S]*Discuss here/);
    expect(unknown).toContain('/papers search');
    expect(refused).toMatch(/^Only an admin of this channel/);
    expect(fake.messages()).toEqual([]);
    await service.stop();
  });

  it('subscribes and sends from the command line: twice is once', async () => {
    await using house = await openHouse('socket');
    const { fake } = house;
    const place = `slack:${fake.team}/${fake.channel}`;

    const subscribed = await house.tool('subscribe', place, '--at', '07:30', '--top', '1');
    const id = subscribed.lines.at(-1) ?? '';
    const sent = [await house.tool('send', id), await house.tool('send', id)];

    expect(subscribed.code).toBe(0);
    expect(id).toMatch(/^s[\w-]{11}$/);
    expect(sent.map(({ lines }) => lines.at(-1))).toEqual([
      expect.stringMatching(/^Sent: Daily Papers, .*: 1 of 3.papers, 2.messages\.$/),
      expect.stringMatching(/^Sent before: /),
    ]);
    expect(
      fake.messages(fake.channel).map((message) => wordsOf(fake, message).split('\n')[0]),
    ).toEqual([
      expect.stringContaining('The operator set up Daily Papers here'),
      expect.stringContaining('1 of 3'),
      expect.stringContaining('Looking Twice'),
    ]);
    expect(fake.sockets.opened).toBe(0);
  }, 90_000);

  it('stores nothing for a channel in which it is no member, and names the fix', async () => {
    await using house = await openHouse('socket');
    const { fake } = house;
    const place = `slack:${fake.team}/${fake.closedChannel}`;

    const refused = await house.tool('subscribe', place, '--at', '09:00');
    const sent = await house.tool('send', place);

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Type /invite @Paperboy in this channel.');
    expect(sent.stderr).toMatch(/There is no subscription/);
  });

  it('works on the other platform while Slack refuses the token', async () => {
    await using house = await openHouse('socket');
    await using discord = await openDiscord();
    const env = { SLACK_BOT_TOKEN: 'xoxb-wrong', ...discord.env };

    const service = await house.start('platform not connected', env);
    await service.logged('platform connected');

    expect(await health(service)).toMatchObject({
      code: 200,
      body: { status: 'degraded', platforms: { slack: 'down', discord: 'up' } },
    });
    const { body } = await health(service);
    expect(body.problems).toEqual([expect.stringMatching(/^slack is down: .*invalid_auth/)]);
    expect(house.fake.requests.filter(({ method }) => method === 'auth.test')).toHaveLength(1);
    await service.stop();
  });
});

interface House extends AsyncDisposable {
  readonly fake: FakeSlack;
  readonly papers: FakeHuggingFace;
  readonly folder: string;
  /** The real program, connected. */
  start(until?: string, changes?: Env): Promise<Service>;
  tool(...args: readonly string[]): ReturnType<typeof run>;
}

async function openHouse(way: 'socket' | 'http'): Promise<House> {
  const folder = temporaryFolder();
  const fake = await startFakeSlack();
  const papers = await startPapers();
  const env: Env = {
    ...{ HF_ENDPOINT: papers.url, SLACK_API_URL: fake.apiUrl, SLACK_BOT_TOKEN: fake.botToken },
    ...(way === 'socket'
      ? { SLACK_APP_TOKEN: fake.appToken }
      : { SLACK_SIGNING_SECRET: fake.signingSecret }),
  };
  const services: Service[] = [];
  return {
    ...{ fake, papers, folder: folder.path },
    start: async (until = 'platform connected', changes = {}) => {
      const service = await startService({ env: { ...env, ...changes }, folder: folder.path });
      services.push(service);
      await service.logged(until);
      if (way === 'http') fake.http.sendTo(service.url);
      return service;
    },
    tool: (...args) => run({ args, env, folder: folder.path }),
    [Symbol.asyncDispose]: async () => {
      for (const service of services) await service.stop();
      await Promise.all([fake.stop(), papers.stop()]);
      folder[Symbol.dispose]();
      if (fake.problems.length > 0) throw new Error(`against Slack’s rules: ${fake.problems}`);
    },
  };
}

async function openDiscord(): Promise<AsyncDisposable & { readonly env: Env }> {
  const fake = await startFakeDiscord();
  return {
    env: { DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl },
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

async function said(asked: FakeInteraction): Promise<string> {
  const { words, isPrivate } = await asked.answer;
  expect(isPrivate).toBe(true);
  return commonBlanks(words);
}

function wordsOf(fake: FakeSlack, message: FakeMessage | undefined): string {
  return commonBlanks(fake.wordsOf(message?.ts ?? ''));
}

/** The message in the channel with these words, now or when it comes. */
function posted(fake: FakeSlack, words: RegExp, channel = fake.channel): Promise<FakeMessage> {
  return fake.waitFor(() =>
    fake.messages(channel).find((message) => words.test(wordsOf(fake, message))),
  );
}

/** In the one thread of its overview. */
function card(fake: FakeSlack, overview: FakeMessage, title: string): Promise<FakeMessage> {
  return fake.waitFor(() =>
    fake
      .messages(overview.channel)
      .find(
        (message) =>
          message.threadTs === overview.ts &&
          message.ts !== overview.ts &&
          wordsOf(fake, message).includes(title),
      ),
  );
}

/** Resolves when the message shows these words, which the issue allows five seconds for. */
async function shows(
  fake: FakeSlack,
  message: FakeMessage | undefined,
  words: RegExp,
): Promise<void> {
  const since = Date.now();
  await fake.waitFor(() => words.test(wordsOf(fake, message)) || undefined);
  expect(Date.now() - since).toBeLessThan(5_000);
}
