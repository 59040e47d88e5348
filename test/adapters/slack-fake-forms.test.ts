import { describe, expect, it } from 'vitest';
import type { FakeModal, FakeSlackOptions } from '../fakes/slack/index.ts';
import { aSocketApp } from './slack-app.ts';
import { errorOf, say } from './slack-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const choice = { text: plain('1. One'), value: 'p1:k1:more:1' };
const select = { type: 'static_select', action_id: 'when', options: [choice] };

describe('forms on the fake Slack', () => {
  const field = (block_id: string, element: object, optional = false) => ({
    ...{ type: 'input' as const, block_id, label: plain(block_id), element, optional },
  });
  const view = {
    ...{ type: 'modal' as const, callback_id: 'subscribe', title: plain('Subscribe') },
    submit: plain('Go'),
    blocks: [
      field('when', select),
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
