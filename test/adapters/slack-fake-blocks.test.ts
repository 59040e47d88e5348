import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockProblems, viewProblems } from '../fakes/slack/blocks.ts';
import { aFake, errorOf } from './slack-client.ts';

const long = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string, more = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (more = {}) => ({ type: 'button', text: plain('Vote'), ...more });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const context = (...elements: readonly object[]) => ({ type: 'context', elements });
const option = (value: string, text = value) => ({ text: plain(text), value });
const select = (options: readonly object[], more = {}) => ({
  ...{ type: 'static_select', placeholder: plain('More…'), options },
  ...more,
});

/** The limits of facts/slack.md, section 2: what is just allowed, and what is just too much. */
const PAIRS: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
  ['50 blocks', times(50, () => section('x')), times(51, () => section('x'))],
  ['3,000 in a section', [section(long(3_000))], [section(long(3_001))]],
  ['a text', [section('x')], [section('')]],
  [
    '150 in a header',
    [{ type: 'header', text: plain(long(150)) }],
    [{ type: 'header', text: plain(long(151)) }],
  ],
  [
    'plain text in a header',
    [{ type: 'header', text: plain('x') }],
    [{ type: 'header', text: mrkdwn('x') }],
  ],
  [
    'ten elements of context',
    [context(...times(10, () => mrkdwn('x')))],
    [context(...times(11, () => mrkdwn('x')))],
  ],
  ['no empty context', [context(mrkdwn('x'))], [context()]],
  ['no button in a context', [context(plain('x'))], [context(button())]],
  ['25 actions', [actions(...times(25, () => button()))], [actions(...times(26, () => button()))]],
  [
    '75 on a button',
    [actions(button({ text: plain(long(75)) }))],
    [actions(button({ text: plain(long(76)) }))],
  ],
  [
    '2,000 in a button’s value',
    [actions(button({ value: long(2_000) }))],
    [actions(button({ value: long(2_001) }))],
  ],
  [
    '255 in an action_id',
    [actions(button({ action_id: long(255) }))],
    [actions(button({ action_id: long(256) }))],
  ],
  [
    '75 in a button’s spoken label',
    [actions(button({ accessibility_label: long(75) }))],
    [actions(button({ accessibility_label: long(76) }))],
  ],
  [
    'an address that is one',
    [actions(button({ url: 'https://a.example/x?y=1' }))],
    [actions(button({ url: 'https://a.example/x y' }))],
  ],
  [
    'an address of the web',
    [actions(button({ url: 'http://a.example' }))],
    [actions(button({ url: 'javascript:void(0)' }))],
  ],
  ['two styles', [actions(button({ style: 'danger' }))], [actions(button({ style: 'loud' }))]],
  [
    'a hundred options',
    [actions(select(times(100, (n) => option(`${n}`))))],
    [actions(select(times(101, (n) => option(`${n}`))))],
  ],
  [
    '75 in an option’s text',
    [actions(select([option('a', long(75))]))],
    [actions(select([option('a', long(76))]))],
  ],
  [
    '75 in an option’s value',
    [actions(select([option(long(75), 'a')]))],
    [actions(select([option(long(76), 'a')]))],
  ],
  [
    '150 in a placeholder',
    [actions(select([option('a')], { placeholder: plain(long(150)) }))],
    [actions(select([option('a')], { placeholder: plain(long(151)) }))],
  ],
  [
    'a first choice among the options',
    [actions(select([option('a')], { initial_option: option('a') }))],
    [actions(select([option('a')], { initial_option: option('b') }))],
  ],
  [
    'one option a value',
    [actions(select([option('a'), option('b')]))],
    [actions(select([option('a'), option('a', 'again')]))],
  ],
  [
    'one block a block_id',
    [section('x', { block_id: 'a' }), section('x', { block_id: 'b' })],
    [section('x', { block_id: 'a' }), section('x', { block_id: 'a' })],
  ],
  [
    'one element a block an action_id',
    [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
  ],
  ['known properties', [section('x', { expand: true })], [section('x', { expanded: true })]],
  ['known types', [{ type: 'divider' }], [{ type: 'divide' }]],
  [
    'ten fields of 2,000',
    [{ type: 'section', fields: times(10, () => plain(long(1_000))) }],
    [{ type: 'section', fields: [plain(long(2_001))] }],
  ],
  [
    'short words to confirm',
    [actions(button({ confirm: confirm('Yes') }))],
    [actions(button({ confirm: confirm(long(31)) }))],
  ],
];

function confirm(words: string): object {
  return { title: plain('Sure?'), text: plain('?'), confirm: plain(words), deny: plain('No') };
}

describe('the fake Slack’s Block Kit', () => {
  it.each(PAIRS)('allows %s, and no more', (_, allowed, refused) => {
    expect(blockProblems(allowed, 'message')).toEqual([]);
    expect(blockProblems(refused, 'message')).not.toEqual([]);
  });

  it('keeps inputs for forms', () => {
    const input = {
      type: 'input',
      label: plain('Time'),
      element: { type: 'timepicker', initial_time: '09:00' },
    };

    expect(blockProblems([input], 'modal')).toEqual([]);
    expect(blockProblems([input], 'message')).not.toEqual([]);
  });

  const modal = { type: 'modal', title: plain('Subscribe'), blocks: [section('x')] };
  const input = {
    type: 'input',
    label: plain('Place'),
    element: { type: 'plain_text_input', max_length: 100 },
  };

  it.each([
    ['a title of 25', { ...modal, title: plain(long(25)) }],
    ['a submit of 25', { ...modal, submit: plain(long(25)) }],
    ['no blocks', { ...modal, blocks: [] }],
    ['101 blocks', { ...modal, blocks: times(101, () => section('x')) }],
    ['an input without a submit', { ...modal, blocks: [input] }],
    ['3,001 of private_metadata', { ...modal, private_metadata: long(3_001) }],
    ['a callback_id of 256', { ...modal, callback_id: long(256) }],
    ['a property of its own', { ...modal, color: 'red' }],
  ])('refuses a form with %s', (_, view) => {
    expect(viewProblems({ ...modal, submit: plain('Go'), blocks: [input] })).toEqual([]);
    expect(viewProblems(view)).not.toEqual([]);
  });

  const drawn = new URL('../../../shared/design/messages/slack/', import.meta.url);

  it.skipIf(!existsSync(drawn))('allows every message that was designed', () => {
    const files = globSync('*.json', { cwd: drawn });
    const problems = files.flatMap((file) => {
      const message = JSON.parse(readFileSync(new URL(file, drawn), 'utf8'));
      if (message.type === 'modal') return viewProblems(message);
      return blockProblems(message.blocks, 'message');
    });

    expect(files.length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });
});

describe('the fake Slack refuses a message', () => {
  it('with bad blocks, and says where', async () => {
    const { fake, web } = await aFake();
    const blocks = [section('x'), section('')];

    const refused = await web
      .apiCall('chat.postMessage', { channel: fake.channel, text: 'x', blocks })
      .catch((error) => error.data);

    expect(refused).toMatchObject({ error: 'invalid_blocks' });
    expect(refused.response_metadata.messages).toEqual([
      expect.stringContaining('[json-pointer:/blocks/1/text/text]'),
    ]);
    expect(fake.problems).toHaveLength(1);
    expect(fake.messages()).toEqual([]);
  });

  it.each([
    ['no_text', 'without words', { text: '' }],
    ['invalid_blocks_format', 'with blocks that are no JSON', { blocks: 'nonsense' }],
    ['invalid_blocks_format', 'with one block', { blocks: { type: 'divider' } }],
    ['msg_blocks_too_long', 'of 13,500 bytes', { blocks: times(5, () => section(long(2_700))) }],
    [
      'invalid_metadata_format',
      'with a capital in its event',
      { metadata: { event_type: 'Delivery', event_payload: {} } },
    ],
    ['invalid_metadata_format', 'with metadata that are no JSON', { metadata: 'nonsense' }],
    [
      'invalid_metadata_schema',
      'with nested metadata',
      { metadata: { event_type: 'a', event_payload: { a: [[1]] } } },
    ],
    [
      'metadata_too_large',
      'with 1,100 bytes of metadata',
      { metadata: { event_type: 'a', event_payload: { a: long(1_100) } } },
    ],
  ])('as %s: %s', async (error, _, args) => {
    const { post } = await aFake();

    expect(await errorOf(post(args))).toBe(error);
  });

  it('edited to a text of 4,001, and advises against posting one', async () => {
    const { fake, web, tsOf } = await aFake();
    const { channel } = fake;
    const ts = await tsOf({ text: long(4_000) });

    const edited = await errorOf(web.chat.update({ channel, ts, text: long(4_001) }));
    const problems = [...fake.problems];
    await tsOf({ text: long(40_001) });

    expect(edited).toBe('msg_too_long');
    expect(problems).toEqual(['chat.update: msg_too_long']);
    expect(fake.problems).toHaveLength(2);
    expect(fake.messages().at(-1)?.text).toHaveLength(40_000);
  });
});
