import { REST } from 'discord.js';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Message, sayPlainly } from '#chat/message.ts';
import { type Failure, PlatformError, type Target } from '#chat/platform.ts';
import { edits, posts } from '../fakes/discord/index.ts';
import { type DiscordHouse, openDiscord } from './discord-house.ts';

const open: DiscordHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

async function anOpenHouse(options?: Parameters<typeof openDiscord>[0]): Promise<DiscordHouse> {
  const house = await openDiscord(options);
  open.push(house);
  return house;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformError) return error.failure;
  throw new Error(`not a PlatformError: ${String(error)}`);
}

const key = (text: string) => ({ key: text, purpose: 'notice' as const });
const since = () => Date.now() - 5_000;
const hello: Message = sayPlainly('Hello.');

describe('posting to Discord', () => {
  it('needs no gateway, pings nobody and names the delivery in the nonce', async () => {
    const { platform, place, fake } = await anOpenHouse();

    await platform.post(place, sayPlainly('@everyone <@1> look'), key('k1'));

    const [sent] = fake.requests.filter(posts);
    expect(sent?.body).toMatchObject({
      nonce: 'k1',
      enforce_nonce: true,
      allowed_mentions: { parse: [] },
      flags: 32_768,
    });
    expect(fake.gateway.log).toEqual([]);
  });

  it('pings nobody when it edits either', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const ref = await platform.post(place, hello, key('k1'));

    await platform.edit(ref, sayPlainly('@here again'));

    expect(fake.requests.find(edits)?.body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('makes one message of one key inside the nonce’s window', async () => {
    const { platform, place, fake } = await anOpenHouse();

    const first = await platform.post(place, hello, key('k1'));
    const second = await platform.post(place, hello, key('k1'));

    expect(second).toEqual(first);
    expect(fake.messages()).toHaveLength(1);
  });

  it('would double a blind resend after the window, so find is needed', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const first = await platform.post(place, hello, key('k1'));
    fake.expireNonces();

    const found = await platform.find(place, key('k1'), since());
    await platform.post(place, hello, key('k1'));

    expect(found).toEqual(first);
    expect(fake.messagesWithKey('k1')).toHaveLength(2);
  });

  it.each([
    ['fail', 'before'],
    ['fail', 'after'],
    ['lose', 'before'],
    ['lose', 'after'],
  ] as const)('asks once when Discord’s answer is missing: %s %s', async (kind, when) => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, kind === 'fail' ? { kind, when, status: 502 } : { kind, when });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'unknown-outcome' });
    expect(fake.requests.filter(posts)).toHaveLength(1);
    expect(fake.messages()).toHaveLength(when === 'after' ? 1 : 0);
  });

  it('says that nothing was done when nobody listens', async () => {
    const { create, place } = await anOpenHouse();
    const platform = create({ apiUrl: 'http://127.0.0.1:2/api' });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'unavailable' });
  });

  it('stays refused with a wrong token', async () => {
    const { create, place } = await anOpenHouse();
    const platform = create({ token: 'wrong.fake.token' });

    const first = await failureOf(platform.post(place, hello, key('k1')));
    const second = await failureOf(platform.post(place, hello, key('k2')));

    expect([first, second]).toEqual([
      { kind: 'unauthorized', of: 'installation' },
      { kind: 'unauthorized', of: 'installation' },
    ]);
  });

  it('hands a global limit to the caller', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind: 'limit', retryAfterMs: 4_000, isGlobal: true });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toMatchObject({ kind: 'rate-limited', of: 'installation' });
  });

  it('hands a used-up bucket to the caller before Discord has to refuse', async () => {
    const { platform, place, fake } = await anOpenHouse({
      buckets: { 'POST /channels/{channel_id}/messages': { limit: 2, windowMs: 60_000 } },
    });
    await platform.post(place, hello, key('k1'));
    await platform.post(place, hello, key('k2'));

    const failure = await failureOf(platform.post(place, hello, key('k3')));

    expect(failure).toMatchObject({ kind: 'rate-limited', of: 'channel' });
    expect(fake.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it.each([
    [50_007, 403, { kind: 'forbidden', of: 'person' }],
    [10_004, 404, { kind: 'gone', of: 'installation' }],
    [50_035, 400, { kind: 'rejected' }],
    [200_000, 400, { kind: 'rejected' }],
    [30_046, 400, { kind: 'rate-limited', retryAfterMs: 3_600_000, of: 'channel' }],
    [130_000, 503, { kind: 'unknown-outcome' }],
    [99_999, 403, { kind: 'forbidden', of: 'channel' }],
    [40_001, 401, { kind: 'unauthorized', of: 'installation' }],
  ])('reads Discord’s %i as what a caller can do', async (code, status, expected) => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind: 'refuse', status, code });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual(expected);
  });

  it('gives up on a person who takes no direct messages', async () => {
    const { platform, place, fake, member } = await anOpenHouse();
    fake.refuseDirects(fake.member);
    const to: Target = { workspace: place.workspace, person: member };

    const failure = await failureOf(platform.post(to, hello, key('k1')));

    expect(failure).toEqual({ kind: 'forbidden', of: 'person' });
  });

  it('links to a direct message outside of every server', async () => {
    const { platform, place, member } = await anOpenHouse();
    const ref = await platform.post(
      { workspace: place.workspace, person: member },
      hello,
      key('k1'),
    );

    const link = await platform.linkTo(ref);

    expect(link).toBe(`https://discord.com/channels/@me/${ref.channel}/${ref.message}`);
  });
});

describe('posting to Discord when another process has the inbox', () => {
  /** A quarter of a minute goes by for whatever does something again and again. */
  const aWhile = () => vi.advanceTimersByTime(15_000);

  it('keeps nothing of the channels that it posted to a while ago', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const requests = vi.spyOn(REST.prototype, 'request');
    onTestFinished(() => void vi.useRealTimers().restoreAllMocks());
    const { platform, place, fake } = await anOpenHouse();
    const sdks = () => [...new Set(requests.mock.contexts as REST[])];
    const queues = () => sdks().map(({ handlers }) => handlers.size);
    await platform.stop();

    for (let n = 0; n < 20; n += 1)
      await platform.post({ ...place, channel: fake.addChannel(`c${n}`) }, hello, key(`k${n}`));
    const before = queues();
    aWhile();

    expect(before).toEqual([20]);
    expect(queues()).toEqual([0]);
  });
});

describe('threads on Discord', () => {
  const overviewIn = async ({ platform, place }: DiscordHouse, name = 'Tue 10 Mar') => {
    const overview = await platform.post(place, hello, key('overview'));
    const thread: Target = { workspace: place.workspace, threadOf: overview, name };
    return { overview, thread };
  };

  it('are made once for many cards and carry their message’s id', async () => {
    const house = await anOpenHouse();
    const { overview, thread } = await overviewIn(house, 'A name that is far too long '.repeat(8));

    const first = await house.platform.post(thread, hello, key('c1'));
    await house.platform.post(thread, hello, key('c2'));

    expect(first.channel).toBe(overview.message);
    const made = house.fake.requests.filter(({ template }) => template.endsWith('/threads'));
    expect(made).toHaveLength(1);
    expect(made[0]?.body).toMatchObject({ auto_archive_duration: 10_080 });
  });

  it('leave nothing uncertain when their making went unanswered', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);
    house.fake.faults.next(({ template }) => template.endsWith('/threads'), {
      kind: 'lose',
      when: 'after',
    });

    const failure = await failureOf(house.platform.post(thread, hello, key('c1')));
    const again = await house.platform.post(thread, hello, key('c1'));

    expect(failure).toEqual({ kind: 'unavailable' });
    expect(house.fake.messagesWithKey('c1')).toMatchObject([{ id: again.message }]);
  });

  it('are brought back from the archive for a post', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);
    const card = await house.platform.post(thread, hello, key('c1'));
    house.fake.archive(card.channel);

    const next = await house.platform.post(thread, hello, key('c2'));

    expect(next.channel).toBe(card.channel);
  });

  it('stay in the archive when a tally changes', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);
    const card = await house.platform.post(thread, hello, key('c1'));
    house.fake.archive(card.channel);
    const before = house.fake.requests.length;

    const failure = await failureOf(house.platform.edit(card, sayPlainly('Edited.')));

    const asked = house.fake.requests.slice(before).map(({ status }) => status);
    expect(failure).toEqual({ kind: 'closed', of: 'thread' });
    expect(asked).toEqual([400]);
  });

  it('are closed when they are locked', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);
    const card = await house.platform.post(thread, hello, key('c1'));
    house.fake.archive(card.channel, true);

    const failure = await failureOf(house.platform.post(thread, hello, key('c2')));

    expect(failure).toEqual({ kind: 'closed', of: 'thread' });
  });

  it('that were deleted are gone', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);
    const card = await house.platform.post(thread, hello, key('c1'));
    house.fake.deleteChannel(card.channel);

    const failure = await failureOf(house.platform.post(thread, hello, key('c2')));

    expect(failure).toEqual({ kind: 'gone', of: 'thread' });
  });

  it('that do not exist hold nothing', async () => {
    const house = await anOpenHouse();
    const { thread } = await overviewIn(house);

    const found = await house.platform.find(thread, key('c1'), since());

    expect(found).toBe('absent');
  });
});

describe('finding a post on Discord', () => {
  it('reads further than one page', async () => {
    const { platform, place, fake } = await anOpenHouse();
    for (let n = 0; n < 120; n += 1) fake.say(place.channel, `chatter ${n}`);
    const ref = await platform.post(place, hello, key('k1'));

    const found = await platform.find(place, key('k1'), since());

    expect(found).toEqual(ref);
  });

  it('cannot say without the right to read', async () => {
    const { platform, place, fake } = await anOpenHouse();
    await platform.post(place, hello, key('k1'));
    fake.deny(place.channel, 'ReadMessageHistory');

    const found = await platform.find(place, key('k1'), since());

    expect(found).toBe('cannot-say');
  });

  it('tells an empty channel from one that it may not read', async () => {
    const { platform, place } = await anOpenHouse();

    const found = await platform.find(place, key('k1'), since());

    expect(found).toBe('absent');
  });

  it('finds a lost message in a direct message', async () => {
    const { platform, place, member, fake } = await anOpenHouse();
    const to: Target = { workspace: place.workspace, person: member };
    fake.loseNextAnswer();
    await failureOf(platform.post(to, hello, key('k1')));

    const found = await platform.find(to, key('k1'), since());

    expect(found).toMatchObject({ message: fake.messagesWithKey('k1')[0]?.id });
  });
});

describe('inspecting a place on Discord', () => {
  it('names every missing permission in the words of Discord', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.deny(place.channel, 'SendMessages', 'SendMessagesInThreads');

    const { obstacles } = await platform.inspect(place);

    expect(obstacles).toEqual([
      {
        kind: 'permission',
        problem: 'Paperboy may not send messages in this channel.',
        fix: 'Edit Channel → Permissions → Paperboy: allow Send Messages and Send Messages in Threads.',
      },
    ]);
  });

  it('says when it may not even look', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.deny(place.channel, 'ViewChannel');

    const { obstacles } = await platform.inspect(place);

    expect(obstacles).toMatchObject([
      { kind: 'permission', problem: 'Paperboy may not see this channel.' },
    ]);
  });

  it('takes a channel that is hidden from everyone, and a private thread, for private', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const hidden = fake.addChannel('leads');
    fake.hide(hidden);
    const thread = fake.addChannel('aside', 12);

    const channel = await platform.inspect({ ...place, channel: hidden });
    const aside = await platform.inspect({ ...place, channel: thread });

    expect(channel).toMatchObject({ isPrivate: true, obstacles: [] });
    expect(aside).toMatchObject({ isPrivate: true });
  });

  it('refuses a forum', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const channel = fake.addChannel('questions', 15);

    const facts = await platform.inspect({ ...place, channel });

    expect(facts).toMatchObject({ hasThreads: false, obstacles: [{ kind: 'closed' }] });
  });

  it('finds no channel of one server in another', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const other = fake.addGuild('Elsewhere');

    const { obstacles } = await platform.inspect({ ...place, channel: other.channel });

    expect(obstacles).toMatchObject([{ kind: 'gone' }]);
  });

  it('knows names, and people who left', async () => {
    const { platform, place, admin } = await anOpenHouse();

    const known = await platform.inspect(place, admin);
    const unknown = await platform.inspect(place, 'discord:1111111111111111111');

    expect(known).toMatchObject({
      name: 'papers',
      isPrivate: false,
      hasThreads: true,
      person: { name: 'Ada Lovelace' },
    });
    expect(unknown.person).toBeUndefined();
  });
});
