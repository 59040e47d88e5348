import { type ConversationsHistoryResponse, WebAPIRateLimitedError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { type FakeSlackOptions, wordsOf } from '../fakes/slack/index.ts';
import { type Args, aFake, errorOf } from './slack-client.ts';

const NEVER = '1700000000.000100';
const metadata = { event_type: 'paperboy_delivery', event_payload: { key: 'k1' } };

describe('messages on the fake Slack', () => {
  it('to a person open the direct message, which has an id of its own', async () => {
    const { fake, web, post } = await aFake();

    const { channel, ts } = await post({ channel: fake.member });

    expect(channel).toMatch(/^D/);
    expect(fake.messages(String(channel))).toHaveLength(1);
    const edit = (to: string) => web.chat.update({ channel: to, ts: String(ts), text: 'y' });
    expect(await errorOf(edit(fake.member))).toBe('channel_not_found');
    expect(await errorOf(edit(String(channel)))).toBe('done');
  });

  it('lose their blocks to an edit with text alone, and keep their metadata', async () => {
    const { fake, web, tsOf } = await aFake();
    const ts = await tsOf({ blocks: [{ type: 'divider' }], metadata });

    await web.chat.update({ channel: fake.channel, ts, text: 'y' });

    expect(fake.message(ts)).toMatchObject({ text: 'y', blocks: [], edits: 1, metadata });
    expect(fake.messagesWithKey('k1')).toHaveLength(1);
  });

  it('show their metadata only to who asks for it', async () => {
    const { fake, web, post } = await aFake();
    await post({ metadata });
    const read = async (include_all_metadata: boolean) => {
      const { channel } = fake;
      const { messages } = await web.conversations.history({ channel, include_all_metadata });
      return messages?.[0]?.metadata;
    };

    expect(await read(false)).toBeUndefined();
    expect(await read(true)).toEqual(metadata);
  });

  it('have links that name their thread', async () => {
    const { fake, web, tsOf } = await aFake();
    const parent = await tsOf();
    const reply = await tsOf({ thread_ts: parent });
    const linkOf = async (message_ts: string) =>
      (await web.chat.getPermalink({ channel: fake.channel, message_ts })).permalink;

    expect(await linkOf(parent)).toMatch(/\/archives\/C\w+\/p\d{16}$/);
    expect(await linkOf(reply)).toContain(`?thread_ts=${parent}`);
  });

  it('read as people see them: blocks before text, and no markup', async () => {
    const { fake, tsOf } = await aFake();
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Papers' } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '1. <https://a.example/?a=1&amp;b|Less &lt; more>' },
        accessory: { type: 'button', text: { type: 'plain_text', text: 'Vote · 4' } },
      },
    ];

    const both = fake.message(await tsOf({ text: 'aloud', blocks }));
    const text = await tsOf({ text: 'A &amp; B' });

    expect(both && wordsOf(both)).toBe('Papers\n1. Less < more\nVote · 4');
    expect(fake.wordsOf(text)).toBe('A & B');
  });

  it('leave a tombstone over their replies, and nothing without any', async () => {
    const { fake, web, tsOf } = await aFake();
    const parent = await tsOf();
    await tsOf({ thread_ts: parent });
    const alone = await tsOf();

    fake.deleteMessage(parent);
    fake.deleteMessage(alone);

    const { messages } = await web.conversations.history({ channel: fake.channel });
    expect(messages).toMatchObject([{ ts: parent, subtype: 'tombstone' }]);
    expect(fake.messages()).toHaveLength(1);
    expect(await errorOf(tsOf({ thread_ts: parent }))).toBe('done');
  });
});

describe('history on the fake Slack', () => {
  async function aChannel(options: FakeSlackOptions = {}) {
    const { fake, web, tsOf } = await aFake(options);
    const ts: string[] = [];
    for (let n = 0; n < 5; n += 1) ts.push(await tsOf({ text: String(n) }));
    await tsOf({ text: 'reply', thread_ts: ts[0] });
    const read = async (args: Args) => {
      const all = { channel: fake.channel, ...args };
      const answer = await web.apiCall('conversations.history', all);
      const page = answer as ConversationsHistoryResponse;
      const words = page.messages?.map(({ text }) => text).join(' ') ?? '';
      return { words, more: page.has_more, cursor: page.response_metadata?.next_cursor };
    };
    return { fake, web, ts, read };
  }

  it('is newest first, without replies and private answers, page after page', async () => {
    const { fake, web, read } = await aChannel();
    await web.chat.postEphemeral({ channel: fake.channel, user: fake.member, text: 'private' });

    const first = await read({ limit: 3 });
    const second = await read({ limit: 3, cursor: first.cursor });

    expect(first).toMatchObject({ words: '4 3 2', more: true });
    expect(second).toMatchObject({ words: '1 0', more: false, cursor: undefined });
    expect(await errorOf(read({ cursor: 'nonsense' }))).toBe('invalid_cursor');
  });

  it('leaves its ends out unless they are asked for', async () => {
    const { read, ts } = await aChannel();
    const ends = { oldest: ts[1], latest: ts[3] };

    expect(await read(ends)).toMatchObject({ words: '2' });
    expect(await read({ ...ends, inclusive: true })).toMatchObject({ words: '3 2 1' });
    expect(await errorOf(read({ oldest: 'soon' }))).toBe('invalid_ts_oldest');
  });

  it('goes forward from `oldest` where there is no `latest`', async () => {
    const { read, ts } = await aChannel();
    const ask = { oldest: ts[0], limit: 2 };

    const first = await read(ask);
    const second = await read({ ...ask, cursor: first.cursor });

    expect([first.words, second.words]).toEqual(['2 1', '4 3']);
  });

  it('of a thread is its first message and its replies', async () => {
    const { fake, web, ts } = await aChannel();
    const read = (of = '') => web.conversations.replies({ channel: fake.channel, ts: of });

    const { messages } = await read(ts[0]);

    expect(messages?.map(({ text }) => text)).toEqual(['0', 'reply']);
    expect(await errorOf(read(NEVER))).toBe('thread_not_found');
  });

  it('can lag behind', async () => {
    const { fake, read, web, ts } = await aChannel();
    const { channel } = fake;
    const release = fake.holdHistory();
    await web.chat.postMessage({ channel, text: 'new' });
    await web.chat.postMessage({ channel, text: 'new reply', thread_ts: ts[0] ?? '' });
    const replies = async () =>
      (await web.conversations.replies({ channel, ts: ts[0] ?? '' })).messages?.length;

    const held = [(await read({})).words, await replies()];
    release();

    expect(held).toEqual(['4 3 2 1 0', 2]);
    expect([(await read({})).words, await replies()]).toEqual(['new 4 3 2 1 0', 3]);
  });

  it('lags behind by a time of its own', async () => {
    const { read } = await aChannel({ historyLagMs: 60_000 });

    expect(await read({})).toMatchObject({ words: '' });
  });

  it('is 15 items once a minute for an app outside the Marketplace', async () => {
    const { fake, read } = await aChannel({ isThrottled: true });
    for (let n = 5; n < 20; n += 1) fake.say(fake.channel, String(n));

    const { words } = await read({ limit: 100 });

    expect(words.split(' ')).toHaveLength(15);
    expect(await errorOf(read({}))).toBe(WebAPIRateLimitedError);
  });
});

describe('reactions on the fake Slack', () => {
  it('name all people only with `full`, and keep the name as sent', async () => {
    const { fake, web, tsOf } = await aFake();
    const timestamp = await tsOf();
    for (const name of ['Cy', 'Di', 'Ed']) {
      fake.react(timestamp, '+1', { user: fake.addUser(name) });
    }
    fake.react(timestamp, '+1');
    fake.react(timestamp, '+1::skin-tone-2');
    const read = async (full: boolean) => {
      const { message } = await web.reactions.get({ channel: fake.channel, timestamp, full });
      return message?.reactions?.map(({ name, count, users }) => [name, count, users?.length]);
    };

    const toned = ['+1::skin-tone-2', 1, 1];
    expect(await read(false)).toEqual([['+1', 4, 3], toned]);
    expect(await read(true)).toEqual([['+1', 4, 4], toned]);
  });

  it('of nothing are refused', async () => {
    const { fake, web } = await aFake();
    const read = (args: Args) => errorOf(web.apiCall('reactions.get', args));
    const { channel } = fake;

    expect(await read({ channel })).toBe('no_item_specified');
    expect(await read({ channel, timestamp: 'soon' })).toBe('bad_timestamp');
    expect(await read({ channel, timestamp: NEVER })).toBe('message_not_found');
  });
});
