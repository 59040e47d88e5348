import { describe, expect, it } from 'vitest';
import {
  type FakeDiscord,
  type FakeMessage,
  startFakeDiscord,
  wordsOf,
} from '../fakes/discord/index.ts';
import type { FakeHuggingFace } from '../fakes/hugging-face.ts';
import { type Env, health, run, type Service, startService, temporaryFolder } from './harness.ts';
import { closedDays, makeDue, startPapers } from './papers.ts';

describe('Discord, from the first command to the last vote', () => {
  it('subscribes a channel, brings its digest at the slot, counts votes, and remembers over a restart', async () => {
    await using house = await openHouse();
    const { fake, folder } = house;

    const first = await house.start();
    const answer = await subscribe(fake, { at: '09:00', zone: 'Zurich', top: 2 });

    expect(answer).toMatch(/^Done\. The first digest comes .*, 09:00 Zurich time/);
    expect(answer).toContain('Looking Twice');
    await posted(
      fake,
      /Ada Lovelace|<@\d+>.* set up Daily Papers here: weekdays, 09:00 Zurich time, 2.papers/,
    );
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
    fake.react(overview.id, '2️⃣', { user: fake.admin });
    await shows(fake, cards[1], /Vote · 1/);
    fake.react(cards[1]?.id ?? '', '👎', { user: fake.member });
    await shows(fake, overview, /1.vote.against/);
    fake.react(overview.id, '👍', { user: fake.otherBot });
    await second.stop();

    const third = await house.start();
    fake.react(cards[0]?.id ?? '', '🔥', { user: fake.admin });
    await shows(fake, overview, /Vote · 2/);
    fake.unreact(cards[0]?.id ?? '', '🔥', { user: fake.admin });
    await shows(fake, overview, /Vote · 1[\s\S]*Vote · 1/);
    expect(fake.messages().filter((message) => /2 of 3/.test(wordsOf(message)))).toHaveLength(1);
    await third.stop();
  }, 90_000);

  it('answers privately, and refuses members politely what is for admins', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const service = await house.start();
    const { newest } = closedDays(Date.now());

    const help = await said(fake.runCommand('papers help'));
    const day = await said(fake.runCommand('papers day', { date: newest }));
    const found = await said(fake.runCommand('papers search', { words: 'sheep' }));
    const shown = await said(
      fake.runCommand('papers show', { paper: 'https://arxiv.org/pdf/2603.00003v2' }),
    );
    const refused = await said(
      fake.runCommand('papers-admin subscribe', { at: '09:00' }, { user: fake.member }),
    );

    expect(help).toContain('What Paperboy answers to');
    expect(day).toMatch(/3.papers[\s\S]*Looking Twice[\s\S]*Walking Slowly/);
    expect(found).toMatch(/1.paper for “sheep”[\s\S]*Counting/);
    expect(shown).toMatch(/Walking Slowly[\s\S]*Discuss here/);
    expect(refused).toMatch(/^Only an admin of this channel/);
    expect(fake.messages()).toEqual([]);
    await service.stop();
  });

  it('opens the form of a bare subscribe, and takes what it is sent', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const service = await house.start();

    const { modal } = await fake.runCommand('papers-admin subscribe', {}, { user: fake.admin })
      .answer;
    if (modal === undefined) throw new Error('no form');
    const answer = await said(fake.submit(modal, {}, { user: fake.admin }));

    expect(modal.title).toBe('Subscribe this channel');
    expect(answer).toMatch(/^Done\. The first digest comes/);
    await service.stop();
  });

  it('subscribes and sends from the command line: twice is once', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const place = `discord:${fake.guild}/${fake.channel}`;
    const { before } = closedDays(Date.now());

    const subscribed = await house.tool(
      'subscribe',
      place,
      '--at',
      '07:30',
      '--zone',
      'Asia/Tokyo',
      '--top',
      '1',
    );
    const id = subscribed.lines.at(-1) ?? '';
    const sent = [
      await house.tool('send', id),
      await house.tool('send', id),
      await house.tool('send', id, '--day', before),
    ];

    expect(subscribed.code).toBe(0);
    expect(id).toMatch(/^s[\w-]{11}$/);
    expect(sent.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(sent.map(({ lines }) => lines.at(-1))).toEqual([
      expect.stringMatching(/^Sent: Daily Papers, .*: 1 of 3.papers, 2.messages\.$/),
      expect.stringMatching(/^Sent before: /),
      expect.stringMatching(/^Sent: Daily Papers, .*: 1 of 1.paper, 2.messages\.$/),
    ]);
    const titles = fake.messages(fake.channel).map((message) => wordsOf(message).split('\n')[0]);
    expect(titles).toEqual([
      expect.stringContaining('The operator set up Daily Papers here'),
      expect.stringContaining('1 of 3'),
      expect.stringMatching(/1.paper$/),
    ]);
  }, 90_000);

  it('says at once from the command line that a token is refused, and sends with one that is taken', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const place = `discord:${fake.guild}/${fake.channel}`;
    const subscribed = await house.tool('subscribe', place, '--at', '09:00');

    const refused = await house.toolWith({ DISCORD_TOKEN: 'wrong' }, 'send', place);
    const sent = await house.tool('send', place);

    expect(subscribed.code).toBe(0);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/401: Unauthorized\. That is Paperboy’s token/);
    expect(sent.lines.at(-1)).toMatch(/^Sent: /);
  }, 60_000);

  it('stores nothing for a channel in which it may not post, and names the fix', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const place = `discord:${fake.guild}/${fake.closedChannel}`;

    const refused = await house.tool('subscribe', place, '--at', '09:00');
    const sent = await house.tool('send', place);

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Send Messages/);
    expect(sent.stderr).toMatch(/There is no subscription/);
  });

  it('does not let a dead channel delay another, and tells who set it up', async () => {
    await using house = await openHouse();
    const { fake, folder } = house;
    const dead = fake.addChannel('once');
    const first = await house.start();
    await subscribe(fake, { at: '09:00', zone: 'UTC', top: 1 }, dead);
    await subscribe(fake, { at: '09:00', zone: 'UTC', top: 1 });
    await posted(fake, /set up/, dead);
    await posted(fake, /set up/);
    await first.stop();
    fake.deny(dead, 'SendMessages');
    await makeDue(folder);

    const second = await house.start();
    const overview = await posted(fake, /Daily Papers, .*: 1 of 3/);
    await card(fake, overview, 'Looking Twice');
    const told = await fake.waitFor(() =>
      fake.messages().find((message) => /is paused\./.test(wordsOf(message))),
    );

    expect(wordsOf(told)).toMatch(/The daily digest that you set up in .*Send Messages/);
    const status = await said(
      fake.runCommand('papers-admin status', {}, { user: fake.admin, channel: dead }),
    );
    expect(status).toMatch(/Paused since[\s\S]*To fix it/);
    await second.stop();
  }, 90_000);
});

interface House extends AsyncDisposable {
  readonly fake: FakeDiscord;
  readonly papers: FakeHuggingFace;
  readonly folder: string;
  /** The real program, connected and with its commands registered. */
  start(): Promise<Service>;
  tool(...args: readonly string[]): ReturnType<typeof run>;
  toolWith(other: Env, ...args: readonly string[]): ReturnType<typeof run>;
}

async function openHouse(): Promise<House> {
  const folder = temporaryFolder();
  const fake = await startFakeDiscord();
  const papers = await startPapers();
  const env: Env = {
    ...{ HF_ENDPOINT: papers.url, DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl },
  };
  const services: Service[] = [];
  return {
    ...{ fake, papers, folder: folder.path },
    start: async () => {
      const service = await startService({ env, folder: folder.path });
      services.push(service);
      await service.logged('platform connected');
      return service;
    },
    tool: (...args) => run({ args, env, folder: folder.path }),
    toolWith: (other, ...args) => run({ args, env: { ...env, ...other }, folder: folder.path }),
    [Symbol.asyncDispose]: async () => {
      for (const service of services) await service.stop();
      await Promise.all([fake.stop(), papers.stop()]);
      folder[Symbol.dispose]();
      if (fake.problems.length > 0) throw new Error(`against Discord’s rules: ${fake.problems}`);
    },
  };
}

async function subscribe(
  fake: FakeDiscord,
  options: Readonly<Record<string, string | number>>,
  channel = fake.channel,
): Promise<string> {
  return said(fake.runCommand('papers-admin subscribe', options, { user: fake.admin, channel }));
}

async function said(asked: ReturnType<FakeDiscord['press']>): Promise<string> {
  const { message } = await asked.answer;
  if (message === undefined) throw new Error('no message came');
  expect(message.isEphemeral).toBe(true);
  return wordsOf(message);
}

/** The message in the channel with these words, now or when it comes. */
function posted(fake: FakeDiscord, words: RegExp, channel = fake.channel): Promise<FakeMessage> {
  return fake.waitFor(() => fake.messages(channel).find((message) => words.test(wordsOf(message))));
}

/** In the thread of its overview, which has the id of the overview. */
function card(fake: FakeDiscord, overview: FakeMessage, title: string): Promise<FakeMessage> {
  return fake.waitFor(() =>
    fake.messages(overview.id).find((message) => wordsOf(message).includes(title)),
  );
}

/** Resolves when the message shows these words, which the issue allows five seconds for. */
async function shows(
  fake: FakeDiscord,
  message: FakeMessage | undefined,
  words: RegExp,
): Promise<void> {
  const since = Date.now();
  await fake.waitFor(() => words.test(fake.wordsOf(message?.id ?? '')) || undefined);
  expect(Date.now() - since).toBeLessThan(5_000);
}
