import { afterEach, describe, expect, it } from 'vitest';
import type { SharedLinks } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import { recordingInbox } from '../contract/inbox.ts';
import { calls, type FakeSlackOptions } from '../fakes/slack/index.ts';
import { readManifest } from '../fakes/slack/manifest.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const open: SlackHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

const PAPER = 'https://arxiv.org/abs/2603.00001v2';
const OTHER = 'https://www.alphaxiv.org/abs/2603.00002';

/** An inbox that has a card for each link, with the link’s own address in it. */
async function started(options: FakeSlackOptions = {}) {
  const house = await openSlack('socket', options);
  open.push(house);
  const links = async ({ urls }: SharedLinks) =>
    urls.map((url) => ({ url, message: sayPlainly(`A card: ${url.slice(-12)}`) }));
  const inbox = recordingInbox({ links });
  await house.platform.start(inbox);
  const shared = () => inbox.arrived.filter(({ kind }) => kind === 'links');
  const unfurls = () => house.fake.requests.filter(({ method }) => method === 'chat.unfurl');
  return { house, inbox, fake: house.fake, shared, unfurls };
}

describe('links that people post on Slack', () => {
  it('get a card each, also where Paperboy is no member', async () => {
    const { fake, shared } = await started();

    const ts = fake.say(fake.closedChannel, `${PAPER} and ${OTHER} and https://example.org/x`);
    const cards = await fake.waitFor(() => {
      const under = fake.cardsUnder(ts);
      return under.size === 2 ? under : undefined;
    });

    expect([...cards.keys()]).toEqual([PAPER, OTHER]);
    expect(cards.get(OTHER)).toContain(`A card: ${OTHER.slice(-12)}`);
    expect(shared()).toMatchObject([{ shared: { urls: [PAPER, OTHER], isInside: true } }]);
  });

  it('are told of once, however often Slack repeats it', async () => {
    const { house, fake, inbox, shared, unfurls } = await started();
    const key = { key: 'k1', purpose: 'notice' as const };
    const ours = await house.platform.post(house.place, sayPlainly('Hello'), key);
    const ts = fake.say(fake.channel, PAPER);
    await fake.waitFor(() => fake.cardsUnder(ts).get(PAPER));
    const told = fake.deliveries.find(({ event }) => event === 'link_shared');
    if (told === undefined) throw new Error('nothing was told');

    fake.redeliver(told);
    fake.react(ours.message, '+1');
    await inbox.first(({ kind }) => kind === 'reaction');

    expect(shared()).toHaveLength(1);
    expect(unfurls()).toHaveLength(1);
  });

  it('get their card in the composer too, without what is the team’s alone', async () => {
    const { fake, shared } = await started();

    const draft = fake.compose(`Look: ${PAPER}`);
    const card = await fake.waitFor(() => fake.cardsUnder(draft).get(PAPER));

    expect(card).toContain('A card');
    expect(shared()).toMatchObject([{ shared: { isInside: false } }]);
  });

  it('get another one when the message is sent, where votes may be seen', async () => {
    const { fake, shared } = await started();
    const draft = fake.compose(`Look: ${PAPER}`);
    await fake.waitFor(() => fake.cardsUnder(draft).get(PAPER));

    const ts = fake.say(fake.channel, `Look: ${PAPER}`);
    const card = await fake.waitFor(() => fake.cardsUnder(ts).get(PAPER));

    expect(card).toContain('A card');
    expect(shared().map((one) => one.kind === 'links' && one.shared.isInside)).toEqual([
      ...[false, true],
    ]);
  });

  it('are not ours alone where another workspace is in the channel', async () => {
    const { fake, shared } = await started();
    const channel = fake.addChannel('with-partners', { isExternal: true });

    const ts = fake.say(channel, PAPER);
    await fake.waitFor(() => fake.cardsUnder(ts).get(PAPER));

    expect(shared()).toMatchObject([{ shared: { isInside: false } }]);
  });

  it('are left alone in our own messages', async () => {
    const { fake, shared } = await started();

    fake.say(fake.channel, PAPER, { user: fake.self });
    const ts = fake.say(fake.channel, OTHER);
    await fake.waitFor(() => fake.cardsUnder(ts).get(OTHER));

    expect(shared()).toMatchObject([{ shared: { urls: [OTHER] } }]);
  });

  it('stay bare when Slack refuses the card, and nobody hears of it', async () => {
    const { fake, unfurls } = await started();
    fake.faults.next(calls('chat.unfurl'), { kind: 'refuse', error: 'cannot_unfurl_url' });

    const bare = fake.say(fake.channel, PAPER);
    await fake.waitFor(() => unfurls().find(({ error }) => error === 'cannot_unfurl_url'));
    const next = fake.say(fake.channel, OTHER);
    await fake.waitFor(() => fake.cardsUnder(next).get(OTHER));

    expect(fake.cardsUnder(bare).size).toBe(0);
    expect(fake.messages().map(({ user }) => user)).toEqual([fake.member, fake.member]);
    expect(fake.privateMessages()).toEqual([]);
  });
});

describe('what cards under links need on Slack', () => {
  const { scopes } = readManifest();

  it.each([
    [scopes, 'links:read and links:write'],
    [[...scopes, 'links:read'], 'links:write'],
  ])('is named where it was not granted', async (granted, named) => {
    const { house } = await started({ scopes: granted });

    const obstacle = await house.platform.unfurlObstacle?.(house.workspace);

    expect(obstacle?.problem).toContain(`the permission ${named}.`);
    expect(obstacle?.fix).toContain('App Manifest');
  });

  it('is there as soon as it is granted', async () => {
    const { house, fake } = await started({ scopes });

    fake.grant([...scopes, 'links:read', 'links:write']);

    expect(await house.platform.unfurlObstacle?.(house.workspace)).toBeUndefined();
  });

  it('keeps nothing else from working where it is missing', async () => {
    const { fake, house } = await started({ scopes });

    fake.say(fake.channel, PAPER);
    const answer = await house.command('help');

    expect(answer.words).toContain('You asked for help.');
    expect(fake.deliveries.filter(({ event }) => event === 'link_shared')).toEqual([]);
  });
});

describe('looking up a message on Slack', () => {
  it('reads text, blocks and what is attached, in the thread where it stands', async () => {
    const { fake, inbox, house } = await started();
    const overview = fake.say(fake.channel, 'Papers of the week');
    const reply = fake.say(fake.channel, `Read ${PAPER} first`, { thread: overview });

    const { message } = await fake.shortcut(reply, 'Look up paper').answer;

    const found = await inbox.first(({ kind }) => kind === 'look-up');
    expect(found).toMatchObject({
      lookUp: {
        text: expect.stringContaining(`<${PAPER}>`),
        spot: { ...house.place, threadOf: { ...house.place, message: overview } },
        person: { id: house.member, name: 'bob' },
      },
    });
    expect(message).toMatchObject({ shownTo: fake.member, threadTs: overview });
  });

  it('reads our own messages, whose links stand in their blocks', async () => {
    const { fake, inbox, house } = await started();
    const url = 'https://huggingface.co/papers/2603.00003';
    const card = {
      summary: 'A paper.',
      parts: [{ kind: 'paper' as const, title: 'Walking Slowly', url }],
    };
    const ref = await house.platform.post(house.place, card, { key: 'k1', purpose: 'share' });

    await fake.shortcut(ref.message, 'Look up paper').answer;

    const found = await inbox.first(({ kind }) => kind === 'look-up');
    expect(found).toMatchObject({ lookUp: { text: expect.stringContaining(url) } });
  });

  it('answers where Paperboy is no member', async () => {
    const { fake } = await started();
    const written = fake.say(fake.hiddenChannel, PAPER);

    const answer = await fake.shortcut(written, 'Look up paper').answer;

    expect(answer).toMatchObject({ isPrivate: true, words: 'You looked up a message.' });
  });
});
