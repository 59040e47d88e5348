import { REST, Routes } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeDiscord,
  type FakeDiscordOptions,
  startFakeDiscord,
} from '../fakes/discord/index.ts';
import { byPackage, hasDocument } from '../fakes/discord/spec.ts';

/** The fake must refuse what Discord refuses, or tests on it prove nothing. */
const running: FakeDiscord[] = [];

afterEach(async () => {
  for (const fake of running.splice(0)) await fake.stop();
});

async function aFake(options: FakeDiscordOptions = {}) {
  const fake = await startFakeDiscord(options);
  running.push(fake);
  const rest = new REST({ api: fake.apiUrl, version: '10', retries: 0 }).setToken(fake.token);
  const post = (body: object, channel = fake.channel) =>
    rest.post(Routes.channelMessages(channel), { body });
  return { fake, rest, post };
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
}

const text = (content: string) => ({ type: 10, content });
const button = (custom_id: string, label = 'Go') => ({ type: 2, style: 2, label, custom_id });
const row = (...components: readonly object[]) => ({ type: 1, components });
const v2 = (...components: readonly object[]) => ({
  flags: 32_768,
  components: [{ type: 17, components }],
});
const idOf = (message: unknown) => (message as { readonly id: string }).id;

describe('the fake Discord refuses with 50035', () => {
  it.each([
    ['41 components', v2(...Array.from({ length: 40 }, (_, n) => text(`${n}`)))],
    ['4,001 characters of text in all', v2(text('x'.repeat(2_000)), text('x'.repeat(2_001)))],
    ['one custom_id twice', v2(row(button('a'), button('a')))],
    ['six buttons in a row', v2(row(...'abcdef'.split('').map((id) => button(id))))],
    [
      'a button beside a select',
      v2(row(button('a'), { type: 3, custom_id: 's', options: [{ label: 'x', value: 'x' }] })),
    ],
    [
      '26 options',
      v2(
        row({
          type: 3,
          custom_id: 's',
          options: Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, value: `${n}` })),
        }),
      ),
    ],
    ['a custom_id of 101', v2(row(button('x'.repeat(101))))],
    ['a label of 81', v2(row(button('a', 'x'.repeat(81))))],
    [
      'a link that also acts',
      v2(row({ type: 2, style: 5, label: 'x', url: 'https://a.example', custom_id: 'a' })),
    ],
    ['a section without an accessory', v2({ type: 9, components: [text('x')] })],
    ['content beside components V2', { ...v2(text('x')), content: 'y' }],
    ['components V2 without their flag', { components: [{ type: 17, components: [text('x')] }] }],
    ['content of 2,001', { content: 'x'.repeat(2_001) }],
    ['a nonce of 26', { content: 'x', nonce: 'x'.repeat(26) }],
    ['an empty text', v2(text(' '))],
  ])('%s', async (_, body) => {
    const { post } = await aFake();

    expect(await codeOf(post(body))).toBe(50_035);
  });

  it.skipIf(!hasDocument)('what Discord’s own document does not allow', async () => {
    const { fake, rest, post } = await aFake();

    const field = await codeOf(post({ content: 5 }));
    const query = await codeOf(
      rest.get(Routes.channelMessages(fake.channel), {
        query: new URLSearchParams({ latest: '1' }),
      }),
    );

    expect([field, query]).toEqual([50_035, 50_035]);
    expect(fake.problems).toHaveLength(2);
  });

  it('commands that Discord would not register', async () => {
    const { fake, rest } = await aFake();
    const put = (...body: readonly object[]) =>
      codeOf(rest.put(Routes.applicationCommands(fake.otherBot), { body }));
    const option = (name: string, required: boolean) => ({
      type: 3,
      name,
      description: 'd',
      required,
    });

    const codes = [
      await put({ name: 'Papers', description: 'd' }),
      await put({ name: 'papers', description: '' }),
      await put({
        name: 'papers',
        description: 'd',
        options: [option('a', false), option('b', true)],
      }),
      await put({ name: 'papers', description: 'd' }, { name: 'papers', description: 'd' }),
    ];

    expect(codes).toEqual([50_035, 50_035, 50_035, 50_035]);
  });
});

describe('the fake Discord refuses', () => {
  it('an empty message', async () => {
    const { post } = await aFake();

    expect(await codeOf(post({}))).toBe(50_006);
  });

  it('what is not there', async () => {
    const { fake, rest, post } = await aFake();

    const codes = [
      await codeOf(post({ content: 'x' }, '1')),
      await codeOf(rest.get(Routes.channelMessage(fake.channel, '1'))),
      await codeOf(rest.get(Routes.guild('1'))),
    ];

    expect(codes).toEqual([10_003, 10_008, 10_004]);
  });

  it('what the bot may not do', async () => {
    const { fake, post } = await aFake();
    const hidden = fake.addChannel('hidden');
    fake.deny(hidden, 'ViewChannel');

    const codes = [
      await codeOf(post({ content: 'x' }, fake.closedChannel)),
      await codeOf(post({ content: 'x' }, hidden)),
    ];

    expect(codes).toEqual([50_013, 50_001]);
  });

  it('a second thread on a message, and edits in an archived one', async () => {
    const { fake, rest, post } = await aFake();
    const message = idOf(await post({ content: 'x' }));
    const thread = () =>
      rest.post(Routes.threads(fake.channel, message), { body: { name: 'Cards' } });
    await thread();
    const card = idOf(await post({ content: 'y' }, message));

    const again = await codeOf(thread());
    fake.archive(message);
    const edited = await codeOf(
      rest.patch(Routes.channelMessage(message, card), { body: { content: 'z' } }),
    );

    expect([again, edited]).toEqual([160_004, 50_083]);
  });

  it('a wrong token and a foreign client', async () => {
    const { fake } = await aFake();
    const wrong = new REST({ api: fake.apiUrl, version: '10', retries: 0 }).setToken('nobody');

    const foreign = await fetch(`${fake.apiUrl}/v10/users/@me`, {
      headers: { authorization: `Bot ${fake.token}` },
    });
    const refused = await wrong
      .get(Routes.user())
      .catch((error: { readonly status: number }) => error.status);

    expect(await foreign.json()).toMatchObject({ code: 40_333 });
    expect(refused).toBe(401);
  });

  it('requests beyond a bucket', async () => {
    const { fake } = await aFake({ buckets: { 'GET /users/@me': { limit: 1, windowMs: 60_000 } } });
    const ask = () =>
      fetch(`${fake.apiUrl}/v10/users/@me`, {
        headers: { authorization: `Bot ${fake.token}`, 'user-agent': 'DiscordBot (test, 1)' },
      });

    const first = await ask();
    const second = await ask();

    expect([first.status, second.status]).toEqual([200, 429]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});

describe('the fake Discord’s nonce', () => {
  it('returns the earlier message inside its window only', async () => {
    const { fake, post } = await aFake();
    const body = { content: 'x', nonce: 'n1', enforce_nonce: true };

    const first = idOf(await post(body));
    const second = idOf(await post(body));
    fake.expireNonces();
    const third = idOf(await post(body));

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('of a deleted message makes nothing and says 10008', async () => {
    const { fake, post } = await aFake();
    const body = { content: 'x', nonce: 'n1', enforce_nonce: true };
    fake.deleteMessage(idOf(await post(body)));

    expect(await codeOf(post(body))).toBe(10_008);
    expect(fake.messages()).toEqual([]);
  });

  it('does nothing unless it is enforced', async () => {
    const { fake, post } = await aFake();

    await post({ content: 'x', nonce: 'n1' });
    await post({ content: 'x', nonce: 'n1' });

    expect(fake.messagesWithKey('n1')).toHaveLength(2);
  });
});

describe('the fake Discord’s history', () => {
  it('gives the oldest page after an id, newest first, and nothing without the right to read', async () => {
    const { fake, rest } = await aFake();
    const ids = Array.from({ length: 5 }, (_, n) => fake.say(fake.channel, `${n}`));
    const list = async () => {
      const query = new URLSearchParams({ after: ids[0] ?? '', limit: '2' });
      const page = (await rest.get(Routes.channelMessages(fake.channel), { query })) as readonly {
        id: string;
      }[];
      return page.map(({ id }) => id);
    };

    const readable = await list();
    fake.deny(fake.channel, 'ReadMessageHistory');
    const unreadable = await list();

    expect(readable).toEqual([ids[2], ids[1]]);
    expect(unreadable).toEqual([]);
  });
});

describe('the fake Discord’s interactions', () => {
  async function anInteraction(options: FakeDiscordOptions = {}) {
    const { fake, rest } = await aFake(options);
    const socket = new WebSocket(fake.apiUrl.replace('http', 'ws').replace('/api', '/gateway'));
    const heard = Promise.withResolvers<{ readonly id: string; readonly token: string }>();
    socket.onmessage = ({ data }) => {
      const { op, t, d } = JSON.parse(String(data));
      if (op === 10) socket.send(JSON.stringify({ op: 2, d: { token: fake.token, intents: 1 } }));
      if (t === 'INTERACTION_CREATE') heard.resolve(d);
    };
    await rest.put(Routes.applicationCommands(fake.otherBot), {
      body: [
        {
          name: 'papers',
          description: 'd',
          options: [{ type: 1, name: 'help', description: 'd' }],
        },
      ],
    });
    await fake.waitFor(() => (fake.gateway.connected() > 0 ? true : undefined));
    const interaction = fake.runCommand('papers help');
    const { id, token } = await heard.promise;
    const callback = (body: object) =>
      codeOf(rest.post(Routes.interactionCallback(id, token), { body, auth: false }));
    const edit = (body: object) =>
      codeOf(rest.patch(Routes.webhookMessage(fake.otherBot, token), { body, auth: false }));
    return { interaction, callback, edit, done: () => socket.close() };
  }

  it('take one answer', async () => {
    const { interaction, callback, done } = await anInteraction();

    const first = await callback({ type: 4, data: { content: 'x', flags: 64 } });
    const second = await callback({ type: 4, data: { content: 'y' } });
    done();

    expect([first, second]).toEqual(['done', 40_060]);
    expect(await interaction.answer).toMatchObject({
      kind: 'message',
      message: { content: 'x', isEphemeral: true },
    });
  });

  it('take none after their time', async () => {
    const { interaction, callback, done } = await anInteraction({ acknowledgeWithinMs: 20 });
    await interaction.acknowledged.catch(() => undefined);

    const late = await callback({ type: 4, data: { content: 'x' } });
    done();

    expect(late).toBe(10_062);
    await expect(interaction.answer).rejects.toThrow('did not respond');
  });

  it('keep the privacy of their defer, and take nothing but it', async () => {
    const { interaction, callback, edit, done } = await anInteraction();

    const withText = await callback({ type: 5, data: { flags: 32_768 } });
    await callback({ type: 5, data: { flags: 64 } });
    await edit({ content: 'later' });
    done();

    expect(withText).toBe(50_035);
    expect(await interaction.answer).toMatchObject({
      callbackType: 5,
      message: { content: 'later', isEphemeral: true },
    });
  });

  it('refuse answers of the wrong kind', async () => {
    const { callback, edit, done } = await anInteraction();

    const codes = [
      await callback({ type: 8, data: { choices: [] } }),
      await callback({ type: 6 }),
      await edit({ content: 'x' }),
    ];
    done();

    expect(codes).toEqual([50_035, 50_035, 10_015]);
  });
});

describe('without Discord’s document', () => {
  it('the npm package checks the bodies of messages', async () => {
    const check = await byPackage();
    const request = (body: object) =>
      check({
        template: '/channels/{channel_id}/messages',
        method: 'POST',
        query: new URLSearchParams(),
        body,
      });

    expect(request({ content: 'x', nonce: 'n', enforce_nonce: true })).toEqual([]);
    expect(request(v2(text('x'), row(button('a'))))).toEqual([]);
    expect(request({ nonce: 'x'.repeat(26) })).not.toEqual([]);
  });
});
