import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import { type Form, type Message, sayPlainly } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { toWords, wordsOfMention } from '../../adapters/slack/typed-words.ts';
import { type Answers, recordingInbox } from '../contract/inbox.ts';
import { calls, type FakeModal } from '../fakes/slack/index.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const open: SlackHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

async function started(answers: Answers = {}, options?: Parameters<typeof openSlack>[1]) {
  const house = await openSlack('socket', options);
  open.push(house);
  const inbox = recordingInbox(answers);
  await house.platform.start(inbox);
  return { house, inbox, fake: house.fake };
}

const reply = (words: string): Reply => ({ kind: 'message', message: sayPlainly(words) });
const key = (text: string) => ({ key: text, purpose: 'digest' as const });

const FORM: Form = {
  title: 'Subscribe this channel',
  submit: 'Subscribe',
  action: { key: 'view1', verb: 'subscribe' },
  fields: [
    { kind: 'time', name: 'at', label: 'Time', value: '09:00' },
    {
      kind: 'text',
      name: 'zone',
      label: 'Zone',
      value: 'Zurich',
      maxLength: 60,
      isOptional: false,
    },
  ],
};

const opensForm: Answers['command'] = async () => ({ kind: 'form', form: FORM });

const PROBLEMS: Reply = {
  kind: 'problems',
  problems: [{ field: 'zone', text: 'I know no place “Zürch”. Zurich?' }],
  reopen: { key: 'view1', verb: 'form' },
};

async function openForm(
  { fake }: Pick<SlackHouse, 'fake'>,
  channel = fake.channel,
): Promise<FakeModal> {
  const { modal } = await fake.runCommand('subscribe', { channel }).answer;
  if (modal === undefined) throw new Error('no form');
  return modal;
}

describe('commands on Slack', () => {
  it('tell who asks, where, and whether the answer is to be shared', async () => {
    const { house, fake, inbox } = await started();

    await fake.runCommand('search agents --share', { user: fake.admin }).answer;

    expect(inbox.arrived).toContainEqual({
      kind: 'command',
      command: {
        name: 'search',
        options: { words: 'agents' },
        isShared: true,
        canOpenForm: true,
        spot: house.place,
        person: { id: house.admin, name: 'ada' },
      },
    });
  });

  it('come as they were typed, though Slack writes links and signs its own way', async () => {
    const { fake, inbox } = await started();

    await fake.runCommand('search a<b & https://arxiv.org/abs/2603.00001').answer;

    expect(await inbox.first(({ kind }) => kind === 'command')).toMatchObject({
      command: { options: { words: 'a<b & https://arxiv.org/abs/2603.00001' } },
    });
    const [sent] = fake.deliveries.filter(({ kind }) => kind === 'slash_commands');
    expect(sent?.payload.text).toContain('&amp; <https:');
  });

  it('alone are help, and an unknown word is answered with the nearest', async () => {
    const { fake } = await started();

    const help = await fake.runCommand('').answer;
    const unknown = await fake.runCommand('serch agents').answer;

    expect(help.words).toBe('You asked for help.');
    expect(unknown).toMatchObject({
      isPrivate: true,
      words: 'I know no command “serch”. Did you mean `/papers search`?',
    });
  });

  it('are answered where we are no member', async () => {
    const { fake } = await started();

    const answer = await fake.runCommand('help', { channel: fake.hiddenChannel }).answer;

    expect(answer).toMatchObject({ isPrivate: true, words: 'You asked for help.' });
  });

  it('are answered by an ephemeral post when their URL is refused', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { fake, inbox } = await started({ command: () => slow.promise });
    const asked = fake.runCommand('help');
    await inbox.first(({ kind }) => kind === 'command');
    fake.expireResponseUrls();

    slow.resolve(reply('Late, but here.'));

    expect(await asked.answer).toMatchObject({ isPrivate: true, words: 'Late, but here.' });
    expect(fake.methods).toContain('chat.postEphemeral');
  });

  it('keep an answer within Slack’s limits whatever the core says', async () => {
    const { fake } = await started({ command: async () => reply('long words '.repeat(4_000)) });

    const { words } = await fake.runCommand('help').answer;

    expect(words.length).toBeGreaterThan(1_000);
  });

  it('post nothing that others can see', async () => {
    const { fake } = await started();

    await fake.runCommand('help').answer;

    expect(fake.messages()).toEqual([]);
    expect(fake.privateMessages(fake.member)).toHaveLength(1);
  });
});

describe('words as Slack writes them', () => {
  it.each([
    ['show &lt;3 &amp; more', 'show <3 & more'],
    ['show <https://arxiv.org/abs/2603.00001>', 'show https://arxiv.org/abs/2603.00001'],
    [
      'show <http://arxiv.org/abs/2603.00001|arxiv.org/abs/2603.00001>',
      'show arxiv.org/abs/2603.00001',
    ],
    ['show <https://a.example/x?b=1&amp;c=2|here>', 'show https://a.example/x?b=1&c=2'],
    ['search <@U1|ada> in <#C1|papers> <!here>', 'search @ada in #papers !here'],
    ['search &amp;lt;b&amp;gt;', 'search &lt;b&gt;'],
  ])('%s', (written, typed) => {
    expect(toWords(written)).toBe(typed);
  });

  it.each([
    ['<@U0BOT> show 2603.00001', 'show 2603.00001'],
    ['hey <@U0BOT|paperboy>  today', 'today'],
    ['today please <@U0BOT>', 'today please'],
    ['<@U0BOT> `/papers show 2603.00001`', 'show 2603.00001'],
    ['<@U0BOT>', ''],
  ])('as a mention: %s', (written, typed) => {
    expect(wordsOfMention(written, 'U0BOT')).toBe(typed);
  });
});

describe('mentions on Slack', () => {
  const overviewIn = ({ platform, place }: SlackHouse): Promise<MessageRef> =>
    platform.post(place, sayPlainly('Digest.'), key('k1'));

  it('in a thread are answered privately in that thread', async () => {
    const { house, fake, inbox } = await started();
    const overview = await overviewIn(house);

    const answer = await fake.mention('show <https://arxiv.org/abs/2603.00001>', {
      thread: overview.message,
    }).answer;

    expect(answer).toMatchObject({ isPrivate: true, words: 'You asked for show.' });
    expect(answer.message?.threadTs).toBe(overview.message);
    expect(inbox.arrived).toContainEqual({
      kind: 'command',
      command: {
        name: 'show',
        options: { paper: 'https://arxiv.org/abs/2603.00001' },
        isShared: false,
        canOpenForm: false,
        spot: { ...house.place, threadOf: overview },
        person: { id: house.member, name: 'Bob' },
      },
    });
  });

  it('outside of a thread are answered in the channel, mistakes too', async () => {
    const { house, fake } = await started();

    const answer = await fake.mention('serch agents').answer;

    expect(answer.words).toContain('Did you mean `/papers search`?');
    expect(answer.message?.threadTs).toBeUndefined();
    expect(answer.message?.channel).toBe(house.place.channel);
  });

  it('are done once, however often Slack sends them', async () => {
    const { fake, inbox } = await started();
    await fake.mention('help').answer;
    const delivery = fake.deliveries.find(({ event }) => event === 'app_mention');
    if (delivery === undefined) throw new Error('no mention');

    fake.redeliver(delivery);
    await fake.mention('show 2603.00001').answer;

    const names = inbox.arrived.flatMap((one) =>
      one.kind === 'command' ? [one.command.name] : [],
    );
    expect(names).toEqual(['help', 'show']);
  });

  it('by programs are not answered', async () => {
    const { fake, inbox } = await started();

    fake.mention('help', { user: fake.otherBot });
    await fake.mention('show 2603.00001').answer;

    expect(inbox.arrived.filter(({ kind }) => kind === 'command')).toHaveLength(1);
  });
});

describe('forms on Slack', () => {
  it('open at once, come back filled in and are answered where they were opened', async () => {
    const { house, fake, inbox } = await started({ command: opensForm });
    const modal = await openForm(house);

    const answer = await fake.submit(modal, { zone: 'Berlin' }).answer;

    expect(answer).toMatchObject({ isPrivate: true, words: 'You pressed subscribe.' });
    expect(answer.message?.channel).toBe(house.place.channel);
    expect(inbox.arrived).toContainEqual({
      kind: 'press',
      press: expect.objectContaining({
        action: { key: 'view1', verb: 'subscribe' },
        values: { at: '09:00', zone: 'Berlin' },
        spot: house.place,
        person: expect.objectContaining({ id: house.member }),
        canOpenForm: false,
      }),
    });
  });

  it('are answered where we are no member, or long after', async () => {
    const { house, fake } = await started({ command: opensForm });
    const hidden = await openForm(house, fake.hiddenChannel);
    const old = await openForm(house);

    const first = await fake.submit(hidden, {}, { channel: fake.hiddenChannel }).answer;
    fake.expireResponseUrls();
    const second = await fake.submit(old, {}).answer;

    expect([first.words, second.words]).toEqual([
      'You pressed subscribe.',
      'You pressed subscribe.',
    ]);
  });

  it('show mistakes at their fields, and stay open', async () => {
    const { house, fake } = await started({ command: opensForm, press: async () => PROBLEMS });
    const modal = await openForm(house);

    const answer = await fake.submit(modal, { zone: 'Zürch' }).answer;

    expect(answer).toMatchObject({
      kind: 'problems',
      problems: { zone: 'I know no place “Zürch”. Zurich?' },
    });
    expect(answer.acknowledgedAfterMs).toBeLessThan(3_000);
  });

  it('show mistakes that come late, or have no field, in words that reopen them', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { house, fake } = await started({
      command: opensForm,
      press: ({ action }) =>
        action.verb === 'form' ? Promise.resolve({ kind: 'form', form: FORM }) : slow.promise,
    });
    const asked = fake.submit(await openForm(house), {});

    await asked.acknowledged;
    slow.resolve(PROBLEMS);
    const answer = await asked.answer;
    const again = await fake.press(answer, 'Open the form again').answer;

    expect(answer).toMatchObject({ isPrivate: true, kind: 'message' });
    expect(answer.words).toContain('I know no place “Zürch”. Zurich?');
    expect(again.modal?.title).toBe('Subscribe this channel');
  });

  it('that take too long are given up, in words', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { fake, inbox } = await started({ command: () => slow.promise }, { triggerLivesMs: 50 });
    const opening = fake.runCommand('subscribe');
    await opening.acknowledged;
    await inbox.first(({ kind }) => kind === 'command');
    while (Date.now() - opening.at <= 50) await new Promise(setImmediate);

    slow.resolve({ kind: 'form', form: FORM });

    const answer = await opening.answer;
    expect(answer).toMatchObject({ kind: 'message', isPrivate: true });
    expect(answer.words).toContain('Please try again.');
  });
});

describe('controls on Slack', () => {
  const pages: Message = {
    summary: 'Pages.',
    parts: [
      { kind: 'text', text: 'Page 1' },
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: 'Next', does: { key: 'view1', verb: 'page', argument: '2' } },
          { kind: 'button', label: 'Read', does: { url: 'https://arxiv.org/abs/2603.03269' } },
          {
            kind: 'select',
            placeholder: 'More on a paper…',
            options: [
              { label: '1. LoGeR', action: { key: 'view1', verb: 'more', argument: '2603.03269' } },
              { label: '2. Other', action: { key: 'view1', verb: 'vote', argument: '2603.08655' } },
            ],
          },
        ],
      },
    ],
  };
  const shows: Answers['command'] = async () => ({ kind: 'message', message: pages });

  it('turn the pages of a private answer in place', async () => {
    const { fake } = await started({
      command: shows,
      press: async ({ action }) => reply(`Page ${action.argument}`),
    });
    const first = await fake.runCommand('help').answer;

    const second = await fake.press(first, 'Next').answer;

    expect(second.kind).toBe('update');
    expect(second.words).toBe('Page 2');
    expect(fake.privateMessages(fake.member)).toHaveLength(1);
  });

  it('never replace a posted message', async () => {
    const { house, fake } = await started({ press: async () => reply('Page 2') });
    const ref = await house.platform.post(house.place, pages, key('view1'));

    const answer = await fake.press(ref.message, 'Next').answer;

    expect(answer).toMatchObject({ kind: 'message', isPrivate: true, words: 'Page 2' });
    expect(fake.wordsOf(ref.message)).toContain('Page 1');
  });

  it('leave a page as it is when turning it fails', async () => {
    const { fake } = await started({
      command: shows,
      press: async () => {
        throw new Error('a fault of ours');
      },
    });
    const first = await fake.runCommand('help').answer;

    const second = await fake.press(first, 'Next').answer;

    expect(second.kind).toBe('message');
    expect(second.words).not.toContain('a fault of ours');
  });

  it('do not name a private answer as a message', async () => {
    const { fake, inbox } = await started({ command: shows });
    const first = await fake.runCommand('help').answer;

    await fake.press(first, 'Next').answer;

    const found = await inbox.first(({ kind }) => kind === 'press');
    expect(found).toMatchObject({ press: { action: { argument: '2' } } });
    expect(found).not.toHaveProperty('press.on');
  });

  it.each([
    ['1. LoGeR', { key: 'view1', verb: 'more', argument: '2603.03269' }],
    ['2. Other', { key: 'view1', verb: 'vote', argument: '2603.08655' }],
  ])('choose %s from a select', async (option, action) => {
    const { house, fake, inbox } = await started();
    const ref = await house.platform.post(house.place, pages, key('view1'));

    await fake.choose(ref.message, option).answer;

    expect(await inbox.first(({ kind }) => kind === 'press')).toMatchObject({
      press: { action, on: ref, spot: house.place, canOpenForm: true },
    });
  });

  it('on a card in a thread are answered in that thread', async () => {
    const { house, fake, inbox } = await started();
    const overview = await house.platform.post(house.place, pages, key('view1'));
    const thread = { workspace: house.workspace, threadOf: overview, name: 'Cards' };
    const card = await house.platform.post(thread, pages, key('view2'));

    const onCard = await fake.press(card.message, 'Next').answer;
    const onOverview = await fake.press(overview.message, 'Next').answer;

    expect(onCard.message?.threadTs).toBe(overview.message);
    expect(onOverview.message?.threadTs).toBeUndefined();
    const presses = inbox.arrived.flatMap((one) => (one.kind === 'press' ? [one.press] : []));
    expect(presses.map(({ on, spot }) => ({ on, spot }))).toEqual([
      { on: card, spot: { ...house.place, threadOf: overview } },
      { on: overview, spot: house.place },
    ]);
  });

  it('that are links are acknowledged and left alone', async () => {
    const { house, fake, inbox } = await started();
    const ref = await house.platform.post(house.place, pages, key('view1'));

    await fake.press(ref.message, 'Read').acknowledged;
    await fake.press(ref.message, 'Next').answer;

    expect(inbox.arrived.filter(({ kind }) => kind === 'press')).toHaveLength(1);
  });

  it('open forms', async () => {
    const { house, fake } = await started({ press: async () => ({ kind: 'form', form: FORM }) });
    const ref = await house.platform.post(house.place, pages, key('view1'));

    const { modal } = await fake.press(ref.message, 'Next').answer;

    expect(modal?.title).toBe('Subscribe this channel');
  });

  it('answered with nothing show nothing', async () => {
    const { house, fake, inbox } = await started({ press: async () => ({ kind: 'nothing' }) });
    const ref = await house.platform.post(house.place, pages, key('view1'));

    const pressed = fake.press(ref.message, 'Next');
    await pressed.acknowledged;
    await inbox.first(({ kind }) => kind === 'press');
    await house.platform.stop();

    expect(pressed.answers).toEqual([]);
    expect(fake.requests.filter(calls('chat.postEphemeral'))).toEqual([]);
  });
});

describe('stopping Slack', () => {
  it('waits for an answer that is on its way', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { house, fake, inbox } = await started({ command: () => slow.promise });
    const asked = fake.runCommand('help');
    await inbox.first(({ kind }) => kind === 'command');

    const stopping = house.platform.stop();
    for (let n = 0; n < 20; n += 1) await house.platform.inspect(house.place);
    const connected = fake.sockets.connected();
    slow.resolve(reply('Just in time.'));
    await stopping;

    expect(connected).toBe(1);
    expect(asked.answers).toMatchObject([{ words: 'Just in time.' }]);
  });

  it('while it starts leaves nothing open', async () => {
    const house = await openSlack();
    open.push(house);
    house.fake.faults.next(calls('apps.connections.open'), { kind: 'slow', forMs: 100 });

    const starting = house.platform.start(recordingInbox());
    await house.platform.stop();
    await starting;

    await house.fake.waitFor(() => house.fake.sockets.connected() === 0 || undefined);
    expect(house.fake.sockets.opened).toBe(1);
  });

  it('while it reconnects leaves nothing open', async () => {
    const { house, fake } = await started();
    const asked = () => fake.requests.filter(calls('apps.connections.open')).length;
    fake.faults.next(calls('apps.connections.open'), { kind: 'slow', forMs: 100 });
    fake.sockets.drop();
    await fake.waitFor(() => asked() === 2 || undefined);

    await house.platform.stop();

    await fake.waitFor(
      () => (fake.sockets.opened === 2 && fake.sockets.connected() === 0) || undefined,
    );
  });
});
