import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../fakes/slack/documents.ts';
import { calls, posts } from '../fakes/slack/index.ts';
import { aFake, errorOf } from './slack-client.ts';

/** The fake must refuse what Slack refuses, or tests on it prove nothing. */
const NEVER = '1700000000.000100';

describe('the fake Slack refuses', () => {
  it('tokens that are wrong, of the wrong kind, or missing', async () => {
    const { fake, client } = await aFake();

    const errors = [
      await errorOf(client('xoxb-nobody').auth.test()),
      await errorOf(client('').auth.test()),
      await errorOf(client(fake.appToken).auth.test()),
      await errorOf(client(fake.botToken).apps.connections.open({})),
      await errorOf(client('xapp-nobody').apps.connections.open({})),
    ];

    expect(errors).toEqual([
      ...['invalid_auth', 'not_authed', 'not_allowed_token_type', 'not_allowed_token_type'],
      'invalid_auth',
    ]);
  });

  it('everything once the app is gone or its token revoked', async () => {
    const removed = await aFake();
    const revoked = await aFake();
    removed.fake.uninstall();
    revoked.fake.revokeTokens();

    expect(await errorOf(removed.post())).toBe('account_inactive');
    expect(await errorOf(revoked.post())).toBe('token_revoked');
  });

  it('arguments that are not documented, missing ones and wrong types, and remembers it', async () => {
    const { fake, web, post } = await aFake();

    const errors = [
      await errorOf(post({ client_msg_id: 'once' })),
      await errorOf(web.apiCall('chat.postMessage', { text: 'x' })),
      await errorOf(post({ unfurl_links: 'no' })),
      await errorOf(web.apiCall('chat.sendMessage', {})),
    ];

    expect(errors).toEqual([
      ...['invalid_arguments', 'invalid_arguments', 'invalid_arguments', 'unknown_method'],
    ]);
    expect(fake.problems).toEqual([
      expect.stringContaining('undocumented argument: client_msg_id'),
      expect.stringContaining('missing required field: channel'),
      expect.stringContaining('must be a boolean: unfurl_links'),
      expect.stringContaining('chat.sendMessage is not in this fake'),
    ]);
  });

  it('what no scope allows, and says which', async () => {
    const { fake, web } = await aFake({ scopes: ['chat:write', 'channels:history'] });

    const refused = await web.users.info({ user: fake.member }).catch((error) => error.data);
    const history = [
      await errorOf(web.conversations.history({ channel: fake.channel })),
      await errorOf(web.conversations.history({ channel: fake.privateChannel })),
    ];

    expect(refused).toMatchObject({
      ...{ error: 'missing_scope', needed: 'users:read', provided: 'chat:write,channels:history' },
    });
    expect(history).toEqual(['done', 'missing_scope']);
  });

  it('a scope that the manifest lacks, as a fault of ours', async () => {
    const { fake, web } = await aFake();

    expect(await errorOf(web.team.info())).toBe('missing_scope');
    expect(fake.problems).toHaveLength(1);
  });

  it('posts where the bot is not, where nobody may, and where nothing is', async () => {
    const { fake, post } = await aFake();
    const channel = fake.addChannel('quiet');
    const archived = fake.addChannel('old');
    fake.restrict(channel, 'restricted_action');
    fake.archive(archived);

    const errors = [
      await errorOf(post({ channel: fake.closedChannel })),
      await errorOf(post({ channel: fake.hiddenChannel })),
      await errorOf(post({ channel: 'C0000000000' })),
      await errorOf(post({ channel })),
      await errorOf(post({ channel: archived })),
    ];
    fake.kick(fake.channel);
    fake.unarchive(archived);

    expect(errors).toEqual([
      ...['not_in_channel', 'channel_not_found', 'channel_not_found', 'restricted_action'],
      'is_archived',
    ]);
    expect(await errorOf(post())).toBe('not_in_channel');
    expect(await errorOf(post({ channel: archived }))).toBe('done');
  });

  it('replies to what is not there, or posts them outside of any thread when asked to', async () => {
    const strict = await aFake();
    const lax = await aFake({ orphans: 'unthread' });

    await lax.post({ thread_ts: NEVER });

    expect(await errorOf(strict.post({ thread_ts: NEVER }))).toBe('thread_not_found');
    expect(await errorOf(strict.post({ thread_ts: '0' }))).toBe('invalid_thread_ts');
    expect(lax.fake.messages()).toMatchObject([{ threadTs: undefined }]);
  });

  it('edits and deletions of what is gone, of others, and in an archived channel', async () => {
    const { fake, web, tsOf } = await aFake();
    const { channel } = fake;
    const ts = await tsOf();
    const theirs = fake.say(channel, 'mine');
    const edit = (of: string) => errorOf(web.chat.update({ channel, ts: of, text: 'y' }));

    const errors = [await edit(NEVER), await edit(theirs)];
    const deleted = await errorOf(web.chat.delete({ channel, ts: theirs }));
    fake.archive(channel);

    expect(errors).toEqual(['message_not_found', 'cant_update_message']);
    expect(deleted).toBe('cant_delete_message');
    expect(await edit(ts)).toBe('is_inactive');
  });

  it('private messages to who is not in the channel', async () => {
    const { fake, web } = await aFake();
    const show = (user: string, channel = fake.channel) =>
      errorOf(web.chat.postEphemeral({ channel, user, text: 'x' }));

    expect(await show(fake.member)).toBe('done');
    expect(await show('U0000000000')).toBe('user_not_in_channel');
    expect(await show(fake.member, fake.closedChannel)).toBe('not_in_channel');
    expect(fake.messages()).toEqual([]);
    expect(fake.privateMessages(fake.member)).toHaveLength(1);
  });
});

describe('trouble on the fake Slack', () => {
  it.each([
    ['a lost answer', { kind: 'lose', when: 'before' }, WebAPIRequestError, 0],
    ['an answer lost after storing', { kind: 'lose', when: 'after' }, WebAPIRequestError, 1],
    ['a failure', { kind: 'fail', when: 'before' }, WebAPIHTTPError, 0],
    ['a failure after storing', { kind: 'fail', when: 'after' }, WebAPIHTTPError, 1],
    ['a hang', { kind: 'hang', when: 'before' }, WebAPIRequestError, 0],
    ['a hang after storing', { kind: 'hang', when: 'after' }, WebAPIRequestError, 1],
    ['slowness', { kind: 'slow', forMs: 2_000 }, WebAPIRequestError, 1],
    ['a limit', { kind: 'limit', retryAfterMs: 7_000 }, WebAPIRateLimitedError, 0],
    ['a limit without a wait', { kind: 'limit' }, Error, 0],
    ['a refusal', { kind: 'refuse', error: 'fatal_error' }, 'fatal_error', 0],
  ] as const)('is %s', async (...[, trouble, error, stored]) => {
    const { fake, client } = await aFake();
    const web = client(fake.botToken, { timeout: 300 });
    fake.faults.next(posts, trouble);
    const post = () => errorOf(web.chat.postMessage({ channel: fake.channel, text: 'x' }));

    const first = await post();

    expect(first).toBe(error);
    expect(fake.messages()).toHaveLength(stored);
    expect(await post()).toBe('done');
  });

  it('is a web page in place of an answer', async () => {
    const { fake, post } = await aFake();
    fake.faults.next(posts, { kind: 'html', when: 'after' });

    const error = await errorOf(post());

    expect(error).toMatch(/^<html>/);
    expect(fake.messages()).toHaveLength(1);
  });

  it('lasts until it is over, and makes the SDK’s own retries post twice', async () => {
    const { fake, client } = await aFake();
    const over = fake.faults.every(calls('auth.test'), { kind: 'refuse', error: 'fatal_error' });
    const web = client(fake.botToken, { retryConfig: { retries: 1, minTimeout: 1 } });

    const during = [await errorOf(web.auth.test()), await errorOf(web.auth.test())];
    over();
    fake.loseNextAnswer();
    await web.chat.postMessage({ channel: fake.channel, text: 'x' });

    expect(during).toEqual(['fatal_error', 'fatal_error']);
    expect(await errorOf(web.auth.test())).toBe('done');
    expect(fake.messages()).toHaveLength(2);
  });

  it('comes when too much is asked, with the time to wait', async () => {
    const { fake, web } = await aFake({ rates: { 'auth.test': { limit: 1, windowMs: 60_000 } } });
    await web.auth.test();

    const limited: unknown = await web.auth.test().catch((error: unknown) => error);

    expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
    expect((limited as WebAPIRateLimitedError).retryAfter).toBeGreaterThan(50);
    expect(fake.requests.map(({ status }) => status)).toEqual([200, 429]);
  });

  it('comes after fifty calls a minute of a tier 3 method', async () => {
    const { fake, web } = await aFake();
    const ask = () => errorOf(web.conversations.info({ channel: fake.channel }));
    for (let n = 0; n < 50; n += 1) await ask();

    expect(await ask()).toBe(WebAPIRateLimitedError);
  });
});

describe('Slack’s documents', () => {
  const folder = new URL('../../../shared/specs/slack/methods/', import.meta.url);

  it.skipIf(!existsSync(folder))('say of each method what the fake believes', () => {
    const files = readdirSync(folder);
    for (const [name, { args, required, scopes, perMinute }] of METHODS) {
      expect(files).toContain(`${name}.json`);
      const file = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
      const documented = Object.entries<{ required?: boolean; type?: string }>(file.args);
      expect(Object.keys(args).toSorted(), name).toEqual(documented.map(([arg]) => arg).toSorted());
      const needed = documented.flatMap(([arg, fact]) => (fact.required ? [arg] : []));
      expect([...required].toSorted(), name).toEqual(needed.toSorted());
      const bot = (file.scopes.bot ?? []).map((scope: { name: string }) => scope.name);
      expect([...scopes], name).toEqual(bot);
      const tier = /(\d+)\+ per minute/.exec(file.rate_limit.label)?.[1];
      if (tier !== undefined) expect(String(perMinute), name).toBe(tier);
      for (const [arg, { type }] of documented)
        if (type === 'boolean' || type === 'number') expect(args[arg], `${name} ${arg}`).toBe(type);
    }
  });
});
