import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Message, sayPlainly } from '#chat/message.ts';
import { type Failure, PlatformError, type Target } from '#chat/platform.ts';
import { toPlatformError } from '../../adapters/slack/errors.ts';
import { calls, posts } from '../fakes/slack/index.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const open: SlackHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

async function anOpenHouse(options?: Parameters<typeof openSlack>[1]): Promise<SlackHouse> {
  const house = await openSlack('socket', options);
  open.push(house);
  return house;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return (await errorOf(work)).failure;
}

async function errorOf(work: Promise<unknown>): Promise<PlatformError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformError) return error;
  throw new Error(`not a PlatformError: ${String(error)}`);
}

const key = (text: string) => ({ key: text, purpose: 'notice' as const });
const lacking = (needed: string) => ({
  ...{ kind: 'refuse' as const, error: 'missing_scope' },
  fields: { needed, provided: 'chat:write' },
});
const since = () => Date.now() - 5_000;
const hello: Message = sayPlainly('Hello.');

/** A port that was free a moment ago; `fetch` refuses the low ones by itself. */
async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/`;
}

describe('posting to Slack', () => {
  it('needs no connection, shows no previews and names the delivery in the metadata', async () => {
    const { platform, place, fake } = await anOpenHouse();

    await platform.post(place, hello, key('k1'));

    expect(fake.requests.map(({ method }) => method)).toEqual(['chat.postMessage']);
    expect(fake.requests[0]?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
    expect(fake.messages()[0]?.metadata).toEqual({
      event_type: 'paperboy_delivery',
      event_payload: { key: 'k1', purpose: 'notice' },
    });
  });

  it('keeps blocks and key over an edit', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const ref = await platform.post(place, hello, key('k1'));

    await platform.edit(ref, sayPlainly('Hello again.'));

    const [message] = fake.messagesWithKey('k1');
    expect(message?.blocks).toHaveLength(1);
    expect(fake.wordsOf(ref.message)).toContain('Hello again.');
  });

  it.each([
    ['fail', 'before'],
    ['fail', 'after'],
    ['lose', 'before'],
    ['lose', 'after'],
    ['html', 'before'],
    ['html', 'after'],
  ] as const)('asks once when Slack’s answer is missing: %s %s', async (kind, when) => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind, when });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'unknown-outcome' });
    expect(fake.requests.filter(posts)).toHaveLength(1);
    expect(fake.messages()).toHaveLength(when === 'after' ? 1 : 0);
  });

  it('keeps a page that is no answer out of its words', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind: 'html', when: 'before' });

    const { code, message } = await errorOf(platform.post(place, hello, key('k1')));

    expect(code).toBe('malformed_answer');
    expect(message).not.toContain('<');
  });

  it('would double a blind resend, so find is needed', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.loseNextAnswer();
    await failureOf(platform.post(place, hello, key('k1')));

    const found = await platform.find(place, key('k1'), since());
    await platform.post(place, hello, key('k1'));

    expect(fake.messagesWithKey('k1').map(({ ts }) => ts)).toEqual([
      typeof found === 'object' && found.message,
      expect.any(String),
    ]);
  });

  it('says that nothing was done when nobody listens', async () => {
    const { create, place } = await anOpenHouse();
    const platform = create({ apiUrl: await addressOfNobody() });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'unavailable' });
  });

  it('stays refused with a wrong token, whose words it does not repeat', async () => {
    const { create, place } = await anOpenHouse();
    const platform = create({ botToken: 'xoxb-wrong' });

    const { failure, message } = await errorOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'unauthorized', of: 'installation' });
    expect(message).not.toContain('xoxb');
  });

  it('waits a minute for a limit that does not say how long', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind: 'limit' });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual({ kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' });
  });

  it('lets a limit of one method stop no other', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const ref = await platform.post(place, hello, key('k1'));
    fake.faults.next(posts, { kind: 'limit', retryAfterMs: 30_000 });

    const failure = await failureOf(platform.post(place, hello, key('k2')));
    await platform.edit(ref, sayPlainly('Edited meanwhile.'));

    expect(failure).toEqual({ kind: 'rate-limited', retryAfterMs: 30_000, of: 'channel' });
    expect(fake.wordsOf(ref.message)).toContain('Edited meanwhile.');
  });

  it.each([
    ['channel_not_found', { kind: 'gone', of: 'channel' }],
    ['not_in_channel', { kind: 'forbidden', of: 'channel' }],
    ['is_archived', { kind: 'closed', of: 'channel' }],
    ['restricted_action_read_only_channel', { kind: 'closed', of: 'channel' }],
    ['restricted_action_thread_locked', { kind: 'closed', of: 'thread' }],
    ['messages_tab_disabled', { kind: 'forbidden', of: 'person' }],
    ['account_inactive', { kind: 'unauthorized', of: 'installation' }],
    ['missing_scope', { kind: 'unauthorized', of: 'installation' }],
    ['msg_blocks_too_long', { kind: 'rejected' }],
    ['ratelimited', { kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' }],
    ['message_limit_exceeded', { kind: 'rate-limited', retryAfterMs: 60_000, of: 'installation' }],
    ['service_unavailable', { kind: 'unavailable' }],
    ['fatal_error', { kind: 'unknown-outcome' }],
    ['a_code_of_next_year', { kind: 'unknown-outcome' }],
  ])('reads Slack’s %s as what a caller can do', async (error, expected) => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(posts, { kind: 'refuse', error });

    const failure = await failureOf(platform.post(place, hello, key('k1')));

    expect(failure).toEqual(expected);
  });

  it('gives up on a person who is gone', async () => {
    const { platform, place, person } = await anOpenHouse();
    const to: Target = { workspace: place.workspace, person: person('U0000000000') };

    const failure = await failureOf(platform.post(to, hello, key('k1')));

    expect(failure).toEqual({ kind: 'gone', of: 'person' });
  });

  it('edits and links to a direct message where it is', async () => {
    const { platform, place, member, fake } = await anOpenHouse();
    const to: Target = { workspace: place.workspace, person: member };
    const ref = await platform.post(to, hello, key('k1'));

    await platform.edit(ref, sayPlainly('Edited.'));
    const link = await platform.linkTo(ref);

    expect(ref.channel).toMatch(/^D/);
    expect(fake.wordsOf(ref.message)).toContain('Edited.');
    expect(link).toContain(ref.channel);
  });

  it('has no link to what is gone, nor when Slack does not answer', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const ref = await platform.post(place, hello, key('k1'));
    fake.faults.next(calls('chat.getPermalink'), { kind: 'fail', when: 'before' });

    const first = await platform.linkTo(ref);
    const second = await platform.linkTo(ref);
    await platform.remove(ref);
    const third = await platform.linkTo(ref);

    expect([first, third]).toEqual([undefined, undefined]);
    expect(second).toMatch(/^https:/);
  });
});

describe('threads on Slack', () => {
  const overviewIn = async ({ platform, place }: SlackHouse) => {
    const overview = await platform.post(place, hello, key('overview'));
    const thread: Target = { workspace: place.workspace, threadOf: overview, name: 'Tue 10 Mar' };
    return { overview, thread };
  };

  it('hang on their first message and stand in its channel', async () => {
    const house = await anOpenHouse();
    const { overview, thread } = await overviewIn(house);

    const card = await house.platform.post(thread, hello, key('c1'));

    expect(card.channel).toBe(overview.channel);
    expect(house.fake.message(card.message)?.threadTs).toBe(overview.message);
  });

  it.each(['refuse', 'unthread'] as const)(
    'whose first message is gone take nothing, and nothing lands beside them: %s',
    async (orphans) => {
      const house = await anOpenHouse({ orphans });
      const { overview, thread } = await overviewIn(house);
      await house.platform.remove(overview);

      const failure = await failureOf(house.platform.post(thread, hello, key('c1')));

      expect(failure).toEqual({ kind: 'gone', of: 'thread' });
      expect(house.fake.messages()).toEqual([]);
    },
  );

  it('are as gone when a reply beside them cannot be taken back: it must not be repeated', async () => {
    const house = await anOpenHouse({ orphans: 'unthread' });
    const { overview, thread } = await overviewIn(house);
    await house.platform.remove(overview);
    house.fake.faults.next(calls('chat.delete'), { kind: 'limit', retryAfterMs: 5_000 });

    const failure = await failureOf(house.platform.post(thread, hello, key('c1')));

    expect(failure).toEqual({ kind: 'gone', of: 'thread' });
  });

  it('that nobody began hold nothing', async () => {
    const house = await anOpenHouse();
    const { overview, thread } = await overviewIn(house);
    await house.platform.remove(overview);

    const found = await house.platform.find(thread, key('c1'), since());

    expect(found).toBe('absent');
  });
});

describe('finding a post on Slack', () => {
  it('reads further than one page', async () => {
    const { platform, place, fake } = await anOpenHouse();
    for (let n = 0; n < 40; n += 1) fake.say(place.channel, `chatter ${n}`);
    const ref = await platform.post(place, hello, key('k1'));
    for (let n = 0; n < 40; n += 1) fake.say(place.channel, `more chatter ${n}`);

    const found = await platform.find(place, key('k1'), since());

    expect(found).toEqual(ref);
    expect(fake.requests.filter(calls('conversations.history')).length).toBeGreaterThan(1);
  });

  it('does not take somebody else’s message for ours, nor a reply for a post', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const ref = await platform.post(place, hello, key('k1'));
    const theirs = fake.message(fake.say(place.channel, 'k2'));
    if (theirs === undefined) throw new Error('nothing was said');
    theirs.metadata = { event_type: 'paperboy_delivery', event_payload: { key: 'k2' } };
    await platform.post(
      { workspace: place.workspace, threadOf: ref, name: 'Thread' },
      hello,
      key('k3'),
    );

    expect(await platform.find(place, key('k2'), since())).toBe('absent');
    expect(await platform.find(place, key('k3'), since())).toBe('absent');
  });

  it('finds a lost post once history shows it', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const release = fake.holdHistory();
    fake.loseNextAnswer();
    await failureOf(platform.post(place, hello, key('k1')));

    const before = await platform.find(place, key('k1'), since());
    release();
    const after = await platform.find(place, key('k1'), since());

    expect(before).toBe('absent');
    expect(after).toMatchObject({ message: fake.messagesWithKey('k1')[0]?.ts });
  });

  it('cannot say without the right to read', async () => {
    const { platform, place, fake } = await anOpenHouse();
    await platform.post(place, hello, key('k1'));
    fake.faults.next(calls('conversations.history'), lacking('channels:history'));

    const found = await platform.find(place, key('k1'), since());

    expect(found).toBe('cannot-say');
  });

  it.each(['kick', 'deleteChannel'] as const)(
    'cannot say where it may not look any more: %s',
    async (act) => {
      const { platform, place, fake } = await anOpenHouse();
      const channel = fake.privateChannel;
      await platform.post({ ...place, channel }, hello, key('k1'));
      fake[act](channel);

      const found = await platform.find({ ...place, channel }, key('k1'), since());

      expect(found).toBe('cannot-say');
    },
  );

  it('cannot say whether a person was written to', async () => {
    const { platform, place, member, fake } = await anOpenHouse();
    const to: Target = { workspace: place.workspace, person: member };
    fake.loseNextAnswer();
    await failureOf(platform.post(to, hello, key('k1')));

    const found = await platform.find(to, key('k1'), since());

    expect(found).toBe('cannot-say');
  });

  it('waits for its first page, and gives up rather than begin anew for a second', async () => {
    const { platform, place, fake } = await anOpenHouse({ isThrottled: true });
    for (let n = 0; n < 20; n += 1) fake.say(place.channel, `chatter ${n}`);

    const first = await platform.find(place, key('k1'), since());
    const second = await failureOf(platform.find(place, key('k1'), since()));

    expect(first).toBe('cannot-say');
    expect(second).toMatchObject({ kind: 'rate-limited' });
  });
});

describe('inspecting a place on Slack', () => {
  it('names what is in the way and how to get it out', async () => {
    const { platform, place, fake } = await anOpenHouse();
    const archived = fake.addChannel('once');
    fake.archive(archived);
    const look = async (channel: string) =>
      (await platform.inspect({ ...place, channel })).obstacles;

    expect(await look(fake.closedChannel)).toEqual([
      {
        kind: 'membership',
        problem: 'Paperboy is not a member of this channel, so it cannot post here.',
        fix: 'Type /invite @Paperboy in this channel.',
      },
    ]);
    expect(await look(fake.hiddenChannel)).toMatchObject([
      { kind: 'membership', fix: 'Type /invite @Paperboy in this channel.' },
    ]);
    expect(await look(archived)).toEqual([
      { kind: 'archived', problem: 'This channel is archived.', fix: 'Unarchive it.' },
    ]);
    expect(await look(fake.privateChannel)).toEqual([]);
  });

  it('refuses direct messages without asking for a scope', async () => {
    const { platform, place, member } = await anOpenHouse();
    const { channel } = await platform.post(
      { workspace: place.workspace, person: member },
      hello,
      key('k1'),
    );

    const { obstacles } = await platform.inspect({ ...place, channel });

    expect(obstacles).toMatchObject([{ kind: 'closed', fix: 'Choose a channel.' }]);
  });

  it('refuses a conversation of several people, which has the id of a channel', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(calls('conversations.info'), lacking('mpim:read'));

    const { obstacles } = await platform.inspect(place);

    expect(obstacles).toMatchObject([{ kind: 'closed', fix: 'Choose a channel.' }]);
  });

  it('says so when only some people may post', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.restrict(place.channel, 'restricted_action_read_only_channel');

    const { obstacles } = await platform.inspect(place);

    expect(obstacles).toMatchObject([{ kind: 'closed', fix: 'Let apps post here.' }]);
  });

  it('finds no channel of one workspace in another', async () => {
    const { platform, place } = await anOpenHouse();

    const { obstacles } = await platform.inspect({ ...place, workspace: 'slack:T0000000000' });

    expect(obstacles).toMatchObject([{ kind: 'gone' }]);
  });

  it('names the scope that an old installation lacks', async () => {
    const { platform, place, fake } = await anOpenHouse();
    fake.faults.next(calls('conversations.info'), lacking('channels:read'));

    const { failure, message } = await errorOf(platform.inspect(place));

    expect(failure).toEqual({ kind: 'unauthorized', of: 'installation' });
    expect(message).toContain('channels:read');
  });

  it('knows names, zones, guests, and people who are not there', async () => {
    const { platform, place, admin, person, fake } = await anOpenHouse();

    const known = await platform.inspect(place, admin);
    const guest = await platform.inspect(place, person(fake.guest));
    const unknown = await platform.inspect(place, person('U0000000000'));

    expect(known).toMatchObject({
      isPrivate: false,
      hasThreads: true,
      person: { name: 'Ada Lovelace', isAdmin: true, isGuest: false, zone: 'Europe/London' },
    });
    expect(guest.person).toMatchObject({ isAdmin: false, isGuest: true });
    expect(unknown.person).toBeUndefined();
  });

  it('knows nobody whose account is deactivated: they have left', async () => {
    const { platform, place, person, fake } = await anOpenHouse();
    const gone = fake.addUser('Gone', { isDeleted: true });

    const facts = await platform.inspect(place, person(gone));

    expect(facts).not.toHaveProperty('person');
  });

  it('takes a private channel for private', async () => {
    const { platform, place, fake } = await anOpenHouse();

    const facts = await platform.inspect({ ...place, channel: fake.privateChannel });

    expect(facts).toMatchObject({ isPrivate: true, obstacles: [] });
  });

  it('lets whoever made a channel administer it, and no one else’s admin', async () => {
    const { platform, place, fake, member, person } = await anOpenHouse();
    const channel = fake.addChannel('of-bob', { creator: fake.member });
    const stranger = fake.addUser('Eve', { isAdmin: true, team: 'T0ELSEWHERE' });

    const creator = await platform.inspect({ ...place, channel }, member);
    const foreign = await platform.inspect(place, person(stranger));

    expect(creator.person).toMatchObject({ isAdmin: true, isWorkspaceAdmin: false });
    expect(foreign.person).toMatchObject({ isAdmin: false, isWorkspaceAdmin: false });
    expect(foreign.person).toMatchObject({ isGuest: true });
  });
});

describe('errors of Slack', () => {
  it('of reading are never uncertain', () => {
    const doing = { what: 'reading', of: 'channel', isWrite: false } as const;

    const { failure } = toPlatformError(new Error('cut off'), doing);

    expect(failure).toEqual({ kind: 'unavailable' });
  });
});
