import type { App, BlockAction, RespondArguments } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { FakeModal, FakeSlackOptions } from '../fakes/slack/index.ts';
import { aSocketApp } from './slack-app.ts';
import { errorOf } from './slack-client.ts';

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

/** Posts to a response_url, as the SDK does; the status and Slack's word for it. */
async function say(url: string | undefined, body: object) {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(url ?? '', init);
  return `${response.status} ${await response.text()}`;
}

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

describe('forms on the fake Slack', () => {
  const field = (block_id: string, element: object, optional = false) => ({
    ...{ type: 'input' as const, block_id, label: plain(block_id), element, optional },
  });
  const view = {
    ...{ type: 'modal' as const, callback_id: 'subscribe', title: plain('Subscribe') },
    submit: plain('Go'),
    blocks: [
      field('when', { ...more, action_id: 'when' }),
      field('place', { type: 'plain_text_input', action_id: 'place' }, true),
    ],
  };

  /** Opens the form for every command, and answers its submission. */
  async function aForm(answer: object | undefined, options: FakeSlackOptions = {}) {
    const values: unknown[] = [];
    const all = await aSocketApp((app) => {
      app.command('/papers', async ({ ack }) => ack());
      app.view('subscribe', async ({ ack, view: sent }) => {
        values.push(sent.state.values);
        await (answer === undefined ? ack() : ack(answer as { response_action: 'clear' }));
      });
    }, options);
    const { fake, web } = all;
    const command = fake.runCommand('subscribe');
    const open = (trigger_id = command.triggerId, changes = {}) =>
      errorOf(web.apiCall('views.open', { trigger_id, view: { ...view, ...changes } }));
    const modal = async () => {
      await open();
      const answer = await command.answer;
      if (answer.modal === undefined) throw new Error('no form');
      return answer.modal;
    };
    return { ...all, command, open, modal, values };
  }

  it('open by a trigger, once', async () => {
    const { open, modal } = await aForm(undefined);

    expect(await open('1.2.3')).toBe('invalid_trigger_id');
    expect(await open(undefined, { blocks: [] })).toBe('invalid_arguments');
    expect(await modal()).toMatchObject({ title: 'Subscribe', isOpen: true });
    expect(await open()).toBe('exchanged_trigger_id');
  });

  it('do not open by an old trigger', async () => {
    const { fake, open } = await aForm(undefined, { triggerLivesMs: -1 });

    expect(await open()).toBe('expired_trigger_id');
    expect(fake.problems).toEqual([]);
  });

  it('are sent as they were filled in, and close', async () => {
    const { fake, web, modal, values } = await aForm(undefined);
    const form = await modal();
    expect(() => fake.submit(form)).toThrow('when is empty');
    expect(() => fake.submit(form, { when: 'never' })).toThrow('no choice');
    expect(() => fake.submit(form, { where: 'x' })).toThrow('no field');

    await fake.submit(form, { when: '1. One' }).acknowledged;

    expect(values).toMatchObject([
      { when: { when: { selected_option: { value: 'p1:k1:more:1' } } }, place: {} },
    ]);
    expect(() => fake.submit(form, { when: '1. One' })).toThrow('closed');
    expect(await errorOf(web.views.update({ view_id: form.id, view }))).toBe('not_found');
  });

  it('are answered privately where they were opened, by either way', async () => {
    const { fake, web, modal, command } = await aForm(undefined);
    const first = fake.submit(await modal(), { when: '1. One' });
    await say(command.responseUrl, { text: 'Done' });
    const next = fake.runCommand('subscribe');
    await web.apiCall('views.open', { trigger_id: next.triggerId, view });
    const second = fake.submit((await next.answer).modal as FakeModal, { when: '1. One' });
    const { channel, member: user } = fake;
    await web.chat.postEphemeral({ channel, user, text: 'Done too' });

    expect(await first.answer).toMatchObject({ kind: 'message', isPrivate: true, words: 'Done' });
    expect(await second.answer).toMatchObject({ isPrivate: true, words: 'Done too' });
  });

  it('stay open with errors at their fields', async () => {
    const errors = { place: 'I know no such place.' };
    const { fake, modal } = await aForm({ response_action: 'errors', errors });
    const form = await modal();

    const answer = await fake.submit(form, { when: '1. One' }).answer;

    expect(answer).toMatchObject({ kind: 'problems', problems: errors });
    await fake.submit(form, { when: '1. One', place: 'Zurich' }).answer;
    expect(fake.problems).toEqual([]);
  });

  it('take no errors at what is no field', async () => {
    const errors = { where: 'x' };
    const { fake, modal } = await aForm({ response_action: 'errors', errors });

    await fake.submit(await modal(), { when: '1. One' }).answer;

    expect(fake.problems).toEqual([expect.stringContaining('where')]);
  });

  it('are changed by who knows what they look like now', async () => {
    const { fake, web, modal } = await aForm({ response_action: 'update', view });
    const form = await modal();
    const update = (hash: string) =>
      errorOf(web.views.update({ view_id: form.id, hash, view: { ...view, title: plain('2') } }));

    const errors = [await update('old'), await update(form.hash), await update(form.hash)];
    const next = await fake.submit(form, { when: '1. One' }).answer;

    expect(errors).toEqual(['hash_conflict', 'done', 'hash_conflict']);
    expect(next).toMatchObject({ kind: 'modal', modal: { title: 'Subscribe' } });
  });
});
