import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { FakeSlack } from '../fakes/slack/index.ts';
import { anHttpApp, aSocketApp, connect } from './slack-app.ts';
import { aFake } from './slack-client.ts';

interface Heard {
  readonly type: string;
  readonly id: unknown;
  readonly retry: unknown;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Keeps what an app hears. */
function ears(heard: Heard[]): (app: App) => void {
  return (app) => {
    app.event(/.*/, async ({ event, body, context }) => {
      const { retryNum: retry } = context;
      heard.push({ type: event.type, id: body.event_id, retry, event: { ...event } });
    });
  };
}

const acknowledged = (fake: FakeSlack, count: number) =>
  fake.waitFor(() => {
    const done = fake.deliveries.filter((one) => one.acknowledgedAfterMs !== undefined);
    return done.length >= count || undefined;
  });

describe('Socket Mode of the fake Slack', () => {
  it('gives a payload to one of its connections, and remembers when it was acknowledged', async () => {
    const first: Heard[] = [];
    const second: Heard[] = [];
    const { fake, tsOf } = await aSocketApp(ears(first));
    await connect(fake, ears(second));
    const ts = await tsOf();

    for (const name of ['+1', 'tada', 'fire', 'eyes']) fake.react(ts, name);
    await acknowledged(fake, 4);

    expect(fake.sockets.connected()).toBe(2);
    expect([first.length, second.length]).toEqual([2, 2]);
    expect(fake.deliveries).toMatchObject(
      Array.from({ length: 4 }, () => ({ event: 'reaction_added', via: 'socket', retry: 0 })),
    );
  });

  it('sends an event again under its own id', async () => {
    const heard: Heard[] = [];
    const { fake, tsOf } = await aSocketApp(ears(heard));
    fake.react(await tsOf(), '+1');
    const [sent] = fake.deliveries;
    if (sent === undefined) throw new Error('nothing was sent');

    fake.redeliver(sent);
    await acknowledged(fake, 2);

    expect(heard.map(({ retry }) => retry)).toEqual([0, 1]);
    expect(heard[0]?.id).toBe(heard[1]?.id);
    expect(fake.deliveries[1]).toMatchObject({ retry: 1, retryReason: 'timeout' });
  });

  it('opens an address once, and none that it did not give', async () => {
    const { fake, client } = await aFake();
    const { url = '' } = await client(fake.appToken).apps.connections.open({});
    const open = async (address: string) => {
      const socket = new WebSocket(address);
      onTestFinished(() => socket.terminate());
      return Promise.race([
        once(socket, 'message').then(([hello]) => JSON.parse(String(hello)).type),
        once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode),
      ]);
    };

    expect(await open(url)).toBe('hello');
    expect(await open(url)).toBe(408);
    expect(await open(url.replace(/ticket=[^&]+/, 'ticket=mine'))).toBe(408);
  });

  it.each(['drop', 'disconnect'] as const)('can make the SDK connect again: %s', async (how) => {
    const { fake } = await aSocketApp();

    fake.sockets[how]();

    await fake.waitFor(() => fake.sockets.opened === 2 || undefined);
    expect(fake.sockets.connected()).toBe(1);
  });

  it('forgets what happens while nobody is connected', async () => {
    const { fake, tsOf } = await aFake();
    const heard: Heard[] = [];

    fake.react(await tsOf(), '+1');
    expect(() => fake.runCommand('help')).toThrow('dispatch_failed');
    await connect(fake, ears(heard));
    fake.react(await tsOf(), 'tada');
    await acknowledged(fake, 1);

    expect(heard).toMatchObject([{ event: { reaction: 'tada' } }]);
    expect(fake.deliveries[0]).toMatchObject({ via: 'nobody' });
  });

  it('or keeps it, as a retry', async () => {
    const { fake, tsOf } = await aFake({ whileAway: 'retry' });
    const heard: Heard[] = [];

    fake.react(await tsOf(), '+1');
    await connect(fake, ears(heard));
    await acknowledged(fake, 1);

    expect(heard).toMatchObject([{ retry: 1, event: { reaction: '+1' } }]);
  });
});

describe('events of the fake Slack', () => {
  const namesOf = async (act: (fake: FakeSlack) => void, events?: readonly string[]) => {
    const { fake } = await aFake(events && { events });
    act(fake);
    return { fake, names: fake.deliveries.map(({ event }) => event) };
  };

  it('come of channels that the bot is in', async () => {
    const { names } = await namesOf((fake) => {
      fake.react(fake.say(fake.channel, 'x'), '+1');
      fake.react(fake.say(fake.closedChannel, 'x'), '+1');
    });

    expect(names).toEqual(['reaction_added']);
  });

  it('name channels and private channels differently, and end with the membership', async () => {
    const { names } = await namesOf((fake) => {
      fake.archive(fake.channel);
      fake.kick(fake.channel);
      fake.invite(fake.channel);
      fake.kick(fake.privateChannel);
      fake.archive(fake.privateChannel);
      fake.deleteChannel(fake.channel);
    });

    expect(names).toEqual([
      ...['channel_archive', 'channel_left', 'member_joined_channel', 'group_left'],
      'channel_deleted',
    ]);
  });

  it('are none that the app does not subscribe to, but the end of the app', async () => {
    const { fake, names } = await namesOf((one) => {
      one.react(one.say(one.channel, 'x'), '+1');
      one.uninstall();
    }, []);

    expect(names).toEqual(['app_uninstalled']);
    expect([...fake.events]).toEqual(['app_uninstalled']);
  });

  it('of messages come to who subscribes to them: posts, edits, deletions', async () => {
    const heard: Heard[] = [];
    const options = { events: ['message.channels'] };
    const { fake, web, tsOf } = await aSocketApp(ears(heard), options);
    const ts = await tsOf();
    await web.chat.update({ channel: fake.channel, ts, text: 'y' });
    fake.deleteMessage(ts);

    await acknowledged(fake, 3);

    // The SDK keeps the bot's own posts to itself.
    expect(fake.deliveries).toHaveLength(3);
    expect(heard.map(({ event }) => event.subtype)).toEqual(['message_changed', 'message_deleted']);
    expect(heard[1]?.event).toMatchObject({ deleted_ts: ts, channel_type: 'channel' });
  });

  it('without their scope are a fault of the manifest', async () => {
    const { fake, post } = await aFake({ events: ['message.im'] });

    await post({ channel: fake.member });

    expect(fake.problems).toEqual(['message.im is subscribed without im:history']);
    expect(fake.deliveries).toEqual([]);
  });
});

describe('signed requests of the fake Slack', () => {
  it('are taken by the real SDK, forged and old ones are not', async () => {
    const heard: Heard[] = [];
    const { fake, tsOf } = await anHttpApp(ears(heard));
    fake.react(await tsOf(), '+1');
    await acknowledged(fake, 1);
    const body = fake.deliveries[0]?.payload ?? {};
    const send = async (how: Parameters<FakeSlack['http']['send']>[1]) =>
      (await fake.http.send(body, how)).status;

    expect(heard).toMatchObject([{ type: 'reaction_added' }]);
    expect(await send({ secret: 'guessed' })).toBe(401);
    expect(await send({ offMs: -6 * 60_000 })).toBe(401);
    expect(await send({})).toBe(200);
    // The SDK looks backwards only: who wants more has to look for themselves.
    expect(await send({ offMs: 60 * 60_000 })).toBe(200);
    expect(await fake.http.verifyUrl()).toBe(true);
  });

  it('carry commands and clicks as forms, and their answers come back', async () => {
    const { fake, post } = await anHttpApp((app) => {
      app.command('/papers', async ({ ack, command }) => ack(`You asked for ${command.text}`));
      app.action('vote', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'Voted', replace_original: false });
      });
    });
    const button = {
      type: 'button',
      action_id: 'vote',
      text: { type: 'plain_text', text: 'Vote' },
    };
    const { ts = '' } = await post({ blocks: [{ type: 'actions', elements: [button] }] });

    const command = await fake.runCommand('help').answer;
    const press = await fake.press(ts, 'Vote').answer;

    expect(command).toMatchObject({ words: 'You asked for help', isPrivate: true });
    expect(press).toMatchObject({ kind: 'message', words: 'Voted', isPrivate: true });
  });

  async function aServer(answer: { readonly status: number; readonly noRetry?: boolean }) {
    const came: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      came.push(request.headers);
      if (answer.noRetry) response.setHeader('x-slack-no-retry', '1');
      response.writeHead(answer.status).end();
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { fake } = await aFake({ retryAfterMs: [0, 0] });
    fake.http.sendTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { fake, came };
  }

  it('come again when they are answered with an error, and say why; commands do not', async () => {
    const { fake, came } = await aServer({ status: 500 });

    await expect(fake.runCommand('help').answer).rejects.toThrow('http_error');
    fake.react(fake.say(fake.channel, 'x'), '+1');
    await fake.waitFor(() => came[3]);

    const retries = came.map((headers) => headers['x-slack-retry-num']);
    expect(retries).toEqual([undefined, undefined, '1', '2']);
    expect(came[2]).toMatchObject({ 'x-slack-retry-reason': 'http_error' });
  });

  it('do not come again to who asks for it', async () => {
    const { fake, came } = await aServer({ status: 500, noRetry: true });

    fake.react(fake.say(fake.channel, 'x'), '+1');
    await fake.waitFor(() => fake.deliveries.every(({ status }) => status) || undefined);
    await expect(fake.runCommand('help').answer).rejects.toThrow('http_error');

    expect(came).toHaveLength(2);
  });
});
