import type { App, BlockAction, RespondArguments } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { FakeSlackOptions } from '../fakes/slack/index.ts';
import { aSocketApp } from './slack-app.ts';
import { say } from './slack-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const vote = {
  type: 'button' as const,
  action_id: 'vote',
  text: plain('Vote'),
  value: 'p1:k1:vote',
};
const link = { ...vote, action_id: 'open', text: plain('Open'), url: 'https://a.example' };
const more = {
  ...{ type: 'static_select' as const, action_id: 'more', placeholder: plain('More…') },
  options: [{ text: plain('1. One'), value: 'p1:k1:more:1' }],
};
const blocks = [{ type: 'actions' as const, elements: [vote, link, more] }];

describe('commands on the fake Slack', () => {
  const onCommand = (listener: Parameters<App['command']>[1]) => (app: App) => {
    app.command('/papers', listener);
  };

  it('are answered by the acknowledgement, privately', async () => {
    const { fake } = await aSocketApp(onCommand(async ({ ack, body }) => ack(body.channel_name)));

    const open = await fake.runCommand('help').answer;
    const secret = await fake.runCommand('help', { channel: fake.privateChannel }).answer;

    expect(open).toMatchObject({ kind: 'message', words: 'papers', isPrivate: true });
    expect(secret.words).toBe('privategroup');
    expect(fake.messages()).toEqual([]);
  });

  it('carry addresses, people and channels as Slack writes them', async () => {
    const { fake } = await aSocketApp(onCommand(async ({ ack, command }) => ack(command.text)));
    const sent = async (typed: string) => {
      await fake.runCommand(typed).answer;
      return fake.deliveries.at(-1)?.payload.text;
    };

    expect(await sent('show https://a.example/?a=1&b')).toBe('show <https://a.example/?a=1&amp;b>');
    expect(await sent('for @ada in #papers')).toBe(
      `for <@${fake.admin}|ada> in <#${fake.channel}|papers>`,
    );
    expect(await sent('show <https://a.example|a>')).toBe('show <https://a.example|a>');
  });

  it('fail where nobody acknowledges in time', async () => {
    const { fake } = await aSocketApp(
      onCommand(async () => {}),
      { acknowledgeWithinMs: 50 },
    );

    const command = fake.runCommand('help');

    await expect(command.answer).rejects.toThrow('operation_timeout');
    await expect(command.acknowledged).rejects.toThrow('operation_timeout');
  });

  it('have a response_url for five answers, the last of which may be public', async () => {
    const { fake } = await aSocketApp(onCommand(async ({ ack }) => ack()));
    const { responseUrl, answer } = fake.runCommand('help');

    for (const text of ['1', '2', '3', '4']) await say(responseUrl, { text });
    await say(responseUrl, { text: '5', response_type: 'in_channel' });
    const sixth = await say(responseUrl, { text: '6' });

    expect(sixth).toBe('404 {"ok":false,"error":"used_url"}');
    expect(await answer).toMatchObject({ words: '1', isPrivate: true });
    expect(fake.privateMessages(fake.member)).toHaveLength(4);
    expect(fake.messages().map(({ text }) => text)).toEqual(['5']);
  });

  it('have a response_url that grows old, and takes no bad blocks', async () => {
    const { fake } = await aSocketApp(onCommand(async ({ ack }) => ack()));
    const { responseUrl } = fake.runCommand('help');

    const bad = await say(responseUrl, { text: 'x', blocks: [{ type: 'header' }] });
    fake.expireResponseUrls();

    expect(bad).toMatch(/^400 .*invalid_blocks/);
    expect(await say(responseUrl, { text: 'x' })).toMatch(/^404 .*expired_url/);
    expect(await say(`${responseUrl}0`, { text: 'x' })).toMatch(/^404/);
  });

  it('have no original message', async () => {
    const { fake } = await aSocketApp(onCommand(async ({ ack }) => ack()));

    await say(fake.runCommand('help').responseUrl, { text: 'x', replace_original: true });

    expect(fake.problems).toEqual([expect.stringContaining('no original')]);
  });

  it('are those of the manifest', async () => {
    const { fake } = await aSocketApp();

    expect(() => fake.runCommand('x', { command: '/other' })).toThrow('not a valid command');
  });
});

describe('clicks on the fake Slack', () => {
  /** Answers every click with this, and keeps what came. */
  async function clicking(answer: RespondArguments | undefined, options: FakeSlackOptions = {}) {
    const came: BlockAction[] = [];
    const all = await aSocketApp((app) => {
      app.action<BlockAction>(/.*/, async ({ ack, body, respond }) => {
        came.push(body);
        await ack();
        if (answer !== undefined) await respond(answer);
      });
    }, options);
    const { ts = '' } = await all.post({ blocks });
    return { ...all, came, ts };
  }

  it('carry the message, the control and what was chosen', async () => {
    const { fake, came, ts } = await clicking({ text: 'Voted', replace_original: false });

    await fake.press(ts, 'Vote').answer;
    await fake.press(ts, 'open').answer;
    await fake.choose(ts, '1. One').answer;

    expect(came).toMatchObject([
      { message: { ts }, actions: [{ action_id: 'vote', value: 'p1:k1:vote' }] },
      { container: { is_ephemeral: false }, actions: [{ action_id: 'open' }] },
      { actions: [{ selected_option: { value: 'p1:k1:more:1' } }] },
    ]);
    expect(() => fake.press(ts, 'Nothing')).toThrow('no such control');
  });

  it('replace the message or delete it, when that is said', async () => {
    const replacing = await clicking({ text: 'Done', replace_original: true });
    const deleting = await clicking({ delete_original: true });

    const update = await replacing.fake.press(replacing.ts, 'Vote').answer;
    const removal = await deleting.fake.press(deleting.ts, 'Vote').answer;

    expect(update).toMatchObject({ kind: 'update', words: 'Done', isPrivate: false });
    expect(replacing.fake.messages()).toMatchObject([{ text: 'Done', blocks: [] }]);
    expect(removal.kind).toBe('removed');
    expect(deleting.fake.messages()).toEqual([]);
  });

  it('leave it open what happens to the message when nothing is said, which is a fault', async () => {
    const { fake, ts } = await clicking({ text: 'Voted' });

    await fake.press(ts, 'Vote').answer;

    expect(fake.problems).toEqual([expect.stringContaining('replace_original')]);
  });

  it('take no answer by their acknowledgement', async () => {
    const { fake, post } = await aSocketApp((app) => {
      // The SDK's types know that it is of no use.
      app.action('vote', async ({ ack }) => (ack as (words: string) => Promise<void>)('Voted'));
    });
    const { ts = '' } = await post({ blocks });

    await fake.press(ts, 'Vote').acknowledged;

    expect(fake.problems).toEqual([expect.stringContaining('which Slack drops')]);
    expect(fake.privateMessages()).toEqual([]);
  });

  it('on a private message carry no message, and only its reader makes them', async () => {
    const { fake, web, came } = await clicking({ text: 'Page 2', blocks, replace_original: true });
    const { channel, admin: user } = fake;
    await web.chat.postEphemeral({ channel, user, text: 'Page 1', blocks });
    const [shown] = fake.privateMessages(user);
    if (shown === undefined) throw new Error('nothing was shown');

    const answer = await fake.press(shown, 'Vote').answer;
    const again = await fake.press(answer, 'Vote').answer;

    expect(came[0]).not.toHaveProperty('message');
    expect(came[0]).toMatchObject({ user: { id: user }, container: { is_ephemeral: true } });
    expect(again).toMatchObject({ kind: 'update', isPrivate: true });
    expect(() => fake.press(shown, 'Vote', { user: fake.member })).toThrow('does not see');
  });
});

describe('mentions on the fake Slack', () => {
  it('are messages, answered by a private one in the same channel', async () => {
    const { fake } = await aSocketApp((app) => {
      app.event('app_mention', async ({ event, client }) => {
        const { channel, user = '', text, thread_ts = '' } = event;
        await client.chat.postEphemeral({ channel, user, text: `${text} ${thread_ts}` });
      });
    });
    const thread = fake.say(fake.channel, 'A card');

    const plainly = await fake.mention('help').answer;
    const inThread = await fake.mention('show 2', { thread }).answer;

    expect(plainly).toMatchObject({ words: `<@${fake.self}> help `, isPrivate: true });
    expect(inThread.words).toBe(`<@${fake.self}> show 2 ${thread}`);
    expect(fake.messages()).toHaveLength(3);
    expect(() => fake.mention('help', { channel: fake.closedChannel })).toThrow('is not in');
  });
});
