import { afterEach, describe, expect, it } from 'vitest';
import type { CommandSpec } from '#chat/command.ts';
import type { Reply } from '#chat/inbox.ts';
import { type Form, type Message, sayPlainly } from '#chat/message.ts';
import { toDefinitions } from '../../adapters/discord/registration.ts';
import { type Answers, recordingInbox, SAMPLE_COMMANDS } from '../contract/inbox.ts';
import { type FakeModal, flatten, wordsOf } from '../fakes/discord/index.ts';
import { checkCommands } from '../fakes/discord/limits.ts';
import { type DiscordHouse, openDiscord } from './discord-house.ts';

const open: DiscordHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

async function started(answers: Answers = {}) {
  const house = await openDiscord();
  open.push(house);
  const inbox = recordingInbox(answers);
  await house.platform.start(inbox);
  return { house, inbox, fake: house.fake };
}

const reply = (words: string): Reply => ({ kind: 'message', message: sayPlainly(words) });

const FORM: Form = {
  title: 'Subscribe this channel',
  submit: 'Subscribe',
  action: { key: 'view1', verb: 'subscribe' },
  fields: [
    { kind: 'time', name: 'at', label: 'Time', value: '09:00' },
    { kind: 'zone', name: 'zone', label: 'Time zone', value: 'Europe/Zurich', options: [] },
  ],
};

async function openForm({
  fake,
}: Pick<Awaited<ReturnType<typeof started>>, 'fake'>): Promise<FakeModal> {
  const { modal } = await fake.runCommand('papers-admin subscribe').answer;
  if (modal === undefined) throw new Error('no form');
  return modal;
}

describe('commands on Discord', () => {
  it('are /papers for everyone, /papers-admin for who may Manage Server, and one in the menu of messages', async () => {
    const { fake } = await started();

    expect(fake.commands()).toMatchObject([
      {
        name: 'papers',
        default_member_permissions: null,
        options: [{ name: 'help' }, { name: 'search' }, { name: 'show' }],
      },
      {
        name: 'papers-admin',
        default_member_permissions: '32',
        options: [{ name: 'subscribe' }, { name: 'status' }],
      },
      { name: 'Look up paper', type: 3 },
    ]);
  });

  it('are registered once, and again when they change', async () => {
    const { house, fake } = await started();
    const puts = () => fake.requests.filter(({ method }) => method === 'PUT').length;
    const first = puts();

    const same = await house.restart();
    await same.start(recordingInbox());
    const second = puts();
    const changed = house.create();
    await changed.start({ ...recordingInbox(), commands: SAMPLE_COMMANDS.slice(1) });

    expect([first, second, puts()]).toEqual([1, 1, 2]);
  });

  it.each<[string, Partial<CommandSpec>]>([
    ['a name with blanks', { name: 'two words' }],
    ['a name in capitals', { name: 'Help' }],
    [
      'too many options',
      {
        options: Array.from({ length: 26 }, (_, n) => ({
          name: `o${n}`,
          summary: 's',
          kind: 'text',
        })),
      },
    ],
  ])('are never sent with %s', (_, wrong) => {
    const spec: CommandSpec = {
      name: 'help',
      summary: 'Help',
      options: [],
      access: 'everyone',
      opens: 'reply',
      ...wrong,
    };

    expect(() => toDefinitions([spec])).toThrow(RangeError);
  });

  it('put required options first and stay within the limits', () => {
    const spec: CommandSpec = {
      name: 'search',
      summary: 'A summary that is much too long for Discord '.repeat(4),
      options: [
        { name: 'page', summary: 'Page', kind: 'number' },
        { name: 'words', summary: 'Words', kind: 'rest', isRequired: true },
      ],
      access: 'everyone',
      opens: 'reply',
      isShareable: true,
    };

    const definitions = JSON.parse(JSON.stringify(toDefinitions([spec])));

    checkCommands(definitions);
    expect(definitions[0].options[0].options).toMatchObject([
      { name: 'words' },
      { name: 'page' },
      { name: 'share' },
    ]);
  });

  it('offer to share only what can be shared', async () => {
    const { fake } = await started();

    expect(fake.commands()[0]).toMatchObject({
      options: [
        { name: 'help', options: [] },
        { name: 'search', options: [{ name: 'words' }, { name: 'share' }] },
        { name: 'show', options: [{ name: 'paper' }] },
      ],
    });
  });

  it('tell who asks and whether the answer is to be shared', async () => {
    const { fake, inbox } = await started();

    await fake.runCommand(
      'papers search',
      { words: 'agents', share: true },
      { user: fake.admin, locale: 'de' },
    ).answer;

    expect(inbox.arrived).toContainEqual({
      kind: 'command',
      command: {
        name: 'search',
        options: { words: 'agents' },
        isShared: true,
        canOpenForm: true,
        spot: { workspace: `discord:${fake.guild}`, channel: fake.channel },
        person: { id: `discord:${fake.admin}`, name: 'Ada Lovelace', isAdmin: true, locale: 'de' },
      },
    });
  });

  it('in a thread belong to its channel and first message', async () => {
    const { house, fake, inbox } = await started();
    const overview = await house.platform.post(house.place, sayPlainly('Digest.'), {
      key: 'k',
      purpose: 'digest',
    });
    const thread = { workspace: overview.workspace, threadOf: overview, name: 'Cards' };
    const card = await house.platform.post(thread, sayPlainly('Card.'), {
      key: 'c',
      purpose: 'digest',
    });

    await fake.runCommand('papers help', {}, { channel: card.channel }).answer;

    expect(inbox.arrived).toContainEqual({
      kind: 'command',
      command: expect.objectContaining({ spot: { ...house.place, threadOf: overview } }),
    });
  });

  it('leave out what Discord cannot do', async () => {
    const unfurl: CommandSpec = {
      ...{ name: 'unfurl', summary: 'Cards under links', options: [] },
      ...{ access: 'admins', opens: 'reply', isFor: ({ canUnfurl }) => canUnfurl },
    };
    const house = await openDiscord();
    open.push(house);

    await house.platform.start({ ...recordingInbox(), commands: [...SAMPLE_COMMANDS, unfurl] });

    expect(house.fake.commands()[1]).toMatchObject({
      options: [{ name: 'subscribe' }, { name: 'status' }],
    });
  });

  it('suggest what Discord takes, and leave out what it would refuse', async () => {
    const long = 'words '.repeat(30);
    const { fake } = await started({
      suggest: async () => [
        { label: long, value: '2603.03269' },
        { label: 'too long to be sent', value: long },
        { label: '', value: 'no words' },
        ...Array.from({ length: 40 }, (_, n) => ({ label: `Paper ${n}`, value: `${n}` })),
      ],
    });

    const { choices = [] } = await fake.suggest('papers show', { paper: 'w' }).answer;

    expect(choices).toHaveLength(25);
    expect(choices[0]).toMatchObject({ value: '2603.03269' });
    expect(choices[0]?.name).toMatch(/ words…$/);
    expect(choices[1]).toEqual({ name: 'Paper 0', value: '0' });
  });

  it('complete what is typed, and complete nothing when that fails', async () => {
    const { fake } = await started({
      suggest: async ({ typed }) => {
        if (typed === 'x') throw new Error('no');
        return [{ label: `Europe/${typed}`, value: `Europe/${typed}` }];
      },
    });

    const good = await fake.suggest('papers-admin subscribe', { zone: 'Zurich' }).answer;
    const bad = await fake.suggest('papers-admin subscribe', { zone: 'x' }).answer;

    expect(good.choices).toEqual([{ name: 'Europe/Zurich', value: 'Europe/Zurich' }]);
    expect(bad.choices).toEqual([]);
  });

  it('name admin commands in answers as they are typed here', async () => {
    const say: Message = {
      summary: 'x',
      parts: [{ kind: 'text', text: [{ kind: 'code', text: '/papers status' }] }],
    };
    const { house } = await started({ command: async () => ({ kind: 'message', message: say }) });

    const { words } = await house.command('help');

    expect(words).toBe('`/papers-admin status`');
  });

  it('survive an acknowledgement that Discord has already', async () => {
    const { fake, house } = await started();
    fake.faults.next(({ template }) => template.endsWith('/callback'), {
      kind: 'lose',
      when: 'after',
    });

    const open = fake.runCommand('papers help');
    await open.acknowledged;
    const next = await house.command('help');

    expect(next.words).toContain('You asked for help.');
  });
});

describe('forms on Discord', () => {
  it('open at once, come back filled in and are answered privately', async () => {
    const { fake, inbox } = await started({ command: async () => ({ kind: 'form', form: FORM }) });
    const modal = await openForm({ fake });

    const { message } = await fake.submit(modal, { zone: 'Berlin' }).answer;

    expect(message?.isEphemeral).toBe(true);
    expect(inbox.arrived).toContainEqual({
      kind: 'press',
      press: expect.objectContaining({
        action: { key: 'view1', verb: 'subscribe' },
        values: { at: '09:00', zone: 'Berlin' },
        canOpenForm: false,
      }),
    });
  });

  it('show mistakes in a private answer that reopens them', async () => {
    const { fake } = await started({
      command: async () => ({ kind: 'form', form: FORM }),
      press: async ({ action }): Promise<Reply> =>
        action.verb === 'form'
          ? { kind: 'form', form: { ...FORM, fields: FORM.fields.slice(0, 1) } }
          : {
              kind: 'problems',
              problems: [{ field: 'zone', text: 'I know no place “Zürch”. Zurich?' }],
              reopen: { key: 'view1', verb: 'form' },
            },
    });
    const modal = await openForm({ fake });

    const { message } = await fake.submit(modal, { zone: 'Zürch' }).answer;
    const again = await fake.press(message ?? '', 'Open the form again').answer;

    expect(message && wordsOf(message)).toContain('I know no place “Zürch”. Zurich?');
    expect(again.modal?.components).toHaveLength(1);
  });

  it('that take too long are given up, in time and in words', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { fake } = await started({ command: () => slow.promise });

    const opening = fake.runCommand('papers-admin subscribe');
    const acknowledgedAfterMs = await opening.acknowledged;
    slow.resolve({ kind: 'form', form: FORM });
    const { message } = await opening.answer;

    expect(acknowledgedAfterMs).toBeLessThan(3_000);
    expect(message && wordsOf(message)).toContain('Please try again.');
  });

  it('are not opened when the words say it all', async () => {
    const { fake, inbox } = await started();

    const answer = await fake.runCommand('papers-admin subscribe', { at: '09:00' }).answer;

    expect(answer.kind).toBe('message');
    expect(inbox.arrived).toContainEqual({
      kind: 'command',
      command: expect.objectContaining({ options: { at: '09:00' } }),
    });
  });
});

describe('controls on Discord', () => {
  const pages: Message = {
    summary: 'Pages.',
    parts: [
      { kind: 'text', text: 'Page 1' },
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: 'Next', does: { key: 'view1', verb: 'page', argument: '2' } },
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

  it('turn the pages of a private answer in place', async () => {
    const { fake } = await started({
      command: async () => ({ kind: 'message', message: pages }),
      press: async ({ action }) => reply(`Page ${action.argument}`),
    });
    const first = await fake.runCommand('papers help').answer;

    const second = await fake.press(first.message ?? '', 'Next').answer;

    expect(second.kind).toBe('update');
    expect(second.message?.id).toBe(first.message?.id);
    expect(second.message && wordsOf(second.message)).toBe('Page 2');
  });

  it.each<[string, Reply, string]>([
    [
      'mistakes',
      {
        kind: 'problems',
        problems: [{ field: 'page', text: 'No page 2.' }],
        reopen: { key: 'view1', verb: 'form' },
      },
      'No page 2.',
    ],
    ['a form', { kind: 'form', form: FORM }, 'took too long'],
  ])('put %s beside a private answer, not in its place', async (_, said, words) => {
    const { fake } = await started({
      command: async () => ({ kind: 'message', message: pages }),
      press: async () => said,
    });
    const { message: list } = await fake.runCommand('papers help').answer;

    const { message } = await fake.press(list ?? '', 'Next').answer;

    expect(message && wordsOf(message)).toContain(words);
    expect(message?.isEphemeral).toBe(true);
    expect(list && wordsOf(list)).toContain('Page 1');
  });

  it('leave alone what everybody sees', async () => {
    const { house, fake } = await started({ press: async () => reply('Page 2') });
    const { message: id } = await house.platform.post(house.place, pages, {
      key: 'view1',
      purpose: 'digest',
    });

    const answer = await fake.press(id, 'Next').answer;

    expect(answer.kind).toBe('message');
    expect(fake.wordsOf(id)).toContain('Page 1');
  });

  it('do not name a private answer as a message', async () => {
    const { fake, inbox } = await started({
      command: async () => ({ kind: 'message', message: pages }),
    });
    const { message } = await fake.runCommand('papers help').answer;

    await fake.press(message ?? '', 'Next').answer;

    const found = await inbox.first(({ kind }) => kind === 'press');
    expect(found).toMatchObject({ press: { action: { argument: '2' } } });
    expect(found).not.toHaveProperty('press.on');
  });

  it.each([
    ['1. LoGeR', { key: 'view1', verb: 'more', argument: '2603.03269' }],
    ['2. Other', { key: 'view1', verb: 'vote', argument: '2603.08655' }],
  ])('choose %s from a select', async (option, action) => {
    const { house, fake, inbox } = await started();
    const ref = await house.platform.post(house.place, pages, { key: 'view1', purpose: 'digest' });

    await fake.choose(ref.message, option).answer;

    expect(await inbox.first(({ kind }) => kind === 'press')).toMatchObject({
      press: { action, on: ref },
    });
  });

  it('answered with nothing leave nothing behind', async () => {
    const { house, fake } = await started({ press: async () => ({ kind: 'nothing' }) });
    const ref = await house.platform.post(house.place, pages, { key: 'view1', purpose: 'digest' });

    const voted = await fake.choose(ref.message, '2. Other').answer;

    expect(voted.kind).toBe('removed');
  });

  it('keep an answer within Discord’s limits whatever the core says', async () => {
    const { house, fake } = await started({
      command: async () => reply('long words '.repeat(2_000)),
    });

    const { words } = await house.command('help');

    expect(words.length).toBeLessThanOrEqual(4_000);
    expect(flatten(fake.messages().flatMap(({ components }) => components))).toEqual([]);
  });
});

describe('looking up a message on Discord', () => {
  it('reads content, previews and what was forwarded, in the thread where it stands', async () => {
    const { fake, inbox, house } = await started();
    const overview = await house.platform.post(house.place, sayPlainly('Papers'), {
      key: 'k1',
      purpose: 'digest',
    });
    const { workspace } = house.place;
    const thread = { workspace, threadOf: overview, name: 'Cards' };
    const card = await house.platform.post(thread, sayPlainly('One'), {
      key: 'k2',
      purpose: 'share',
    });
    const embeds = [{ type: 'rich', title: 'A preview', url: 'https://hf.co/papers/2603.00002' }];
    const written = fake.say(card.channel, 'See https://arxiv.org/abs/2603.00001', {
      embeds,
      forwarded: 'Old news: https://alphaxiv.org/abs/2603.00004',
    });

    await fake.messageCommand(written, 'Look up paper', { locale: 'de' }).answer;

    const found = await inbox.first(({ kind }) => kind === 'look-up');
    expect(found).toMatchObject({
      lookUp: {
        text: expect.stringMatching(
          /2603\.00001[\s\S]*hf\.co\/papers\/2603\.00002[\s\S]*2603\.00004/,
        ),
        spot: { ...house.place, threadOf: overview },
        person: { id: house.member, locale: 'de', isAdmin: false },
      },
    });
  });

  it('reads our own messages too', async () => {
    const { fake, inbox, house } = await started();
    const url = 'https://huggingface.co/papers/2603.00003';
    const ref = await house.platform.post(
      house.place,
      { summary: 'A paper.', parts: [{ kind: 'paper', title: 'Walking Slowly', url }] },
      { key: 'k1', purpose: 'share' },
    );

    await fake.messageCommand(ref.message, 'Look up paper').answer;

    const found = await inbox.first(({ kind }) => kind === 'look-up');
    expect(found).toMatchObject({ lookUp: { text: expect.stringContaining(url) } });
  });
});
