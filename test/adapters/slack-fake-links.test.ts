import { describe, expect, it } from 'vitest';
import { type Args, aFake, errorOf, type FakeAndClient } from './slack-client.ts';

const URL = 'https://arxiv.org/abs/2603.00001';
const card = { blocks: [{ type: 'divider' }] };
const unfurls = { [URL]: card };

/** A message with a link of the app’s domains, and what the event about it says. */
async function aLink(how: 'posted' | 'written' = 'posted') {
  const one = await aFake();
  const { fake } = one;
  if (how === 'posted') fake.say(fake.channel, `See ${URL}`);
  else fake.compose(`See ${URL}`);
  const { payload } = fake.deliveries[0] ?? {};
  const { event } = payload as { readonly event: Args };
  return { ...one, event };
}

const unfurl = ({ web }: FakeAndClient, args: Args) => errorOf(web.apiCall('chat.unfurl', args));

describe('links on the fake Slack', () => {
  it('are told of with all that an answer needs', async () => {
    const posted = await aLink();
    const written = await aLink('written');

    expect(posted.event).toMatchObject({
      ...{ type: 'link_shared', channel: posted.fake.channel, source: 'conversations_history' },
      links: [{ domain: 'arxiv.org', url: URL }],
    });
    expect(written.event).toMatchObject({
      ...{ channel: 'COMPOSER', source: 'composer', message_ts: written.event.unfurl_id },
    });
  });

  it('take a card by message or by unfurl_id, a second one in its place', async () => {
    const { fake, web, event } = await aLink();
    const { channel, message_ts: ts, unfurl_id, source } = event;

    await web.apiCall('chat.unfurl', { channel, ts, unfurls });
    await web.apiCall('chat.unfurl', { unfurl_id, source, unfurls });

    expect([...fake.cardsUnder(String(ts)).keys()]).toEqual([URL]);
    expect(fake.problems).toEqual([]);
  });

  it.each<[string, Args]>([
    ['missing_unfurls', { unfurls: undefined }],
    ['missing_source', { source: undefined }],
    ['missing_unfurl_id', { unfurl_id: undefined }],
    ['missing_ts', { source: undefined, unfurl_id: undefined, channel: 'C1' }],
    ['missing_channel', { source: undefined, unfurl_id: undefined }],
    ['invalid_unfurl_id', { unfurl_id: 'U1' }],
    ['invalid_source', { source: 'composer' }],
    ['cannot_unfurl_message', { unfurls: { 'https://arxiv.org/abs/1': card } }],
    ['cannot_parse_attachment', { unfurls: { [URL]: { text: 'x' } } }],
    ['cannot_parse_attachment', { unfurls: { [URL]: { blocks: [{ type: 'poem' }] } } }],
    ['invalid_unfurls_format', { unfurls: 'x' }],
    ['invalid_arguments', { preview: 'x' }],
  ])('refuse with %s', async (error, wrong) => {
    const one = await aLink();
    const { unfurl_id, source } = one.event;

    expect(await unfurl(one, { unfurl_id, source, unfurls, ...wrong })).toBe(error);
  });

  it('are out of reach by channel where the app is no member, and without the scope', async () => {
    const one = await aLink();
    const { fake } = one;
    const ts = fake.say(fake.closedChannel, URL);
    const bare = fake.say(fake.channel, 'no link');

    expect(await unfurl(one, { channel: fake.closedChannel, ts, unfurls })).toBe(
      'cannot_find_channel',
    );
    expect(await unfurl(one, { channel: fake.channel, ts: bare, unfurls })).toBe(
      'cannot_unfurl_url',
    );
    fake.grant(['chat:write']);
    expect(await unfurl(one, { channel: fake.closedChannel, ts, unfurls })).toBe('missing_scope');
  });
});
