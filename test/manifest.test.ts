import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Form, type Message, sayPlainly } from '#chat/message.ts';
import type { Place, Target } from '#chat/platform.ts';
import { LOOK_UP } from '../adapters/discord/look-up.ts';
import { EVENTS_PATH } from '../adapters/slack/http.ts';
import { REDIRECT_PATH } from '../adapters/slack/install-paths.ts';
import manifest from '../adapters/slack/manifest.json' with { type: 'json' };
import overHttp from '../adapters/slack/manifest-http.json' with { type: 'json' };
import { toPaperId } from '../src/papers/links.ts';
import { openSlack, type SlackHouse } from './adapters/slack-house.ts';
import { type RecordingInbox, recordingInbox } from './contract/inbox.ts';

const ROOT = join(import.meta.dirname, '..');
const SPECS = join(ROOT, '..', 'shared', 'specs', 'slack');
const ADAPTER = join(ROOT, 'adapters', 'slack');
const hasSpecs = existsSync(SPECS);

const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
const scopes = [...bot, ...optional];
const events = manifest.settings.event_subscriptions.bot_events;
const commands = manifest.features.slash_commands.map(({ command }) => command);
const shortcuts = manifest.features.shortcuts.map(({ name }) => name);

/** By event, the scopes each of which lets an app hear it (docs: reference/events/<name>, “Required scopes”). */
const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_unarchive: ['groups:read'],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  tokens_revoked: [],
};

/** docs: interactivity/implementing-slash-commands, “Creating a slash command”. */
const COMMAND_SCOPE = 'commands';

const FORM: Form = {
  title: 'Subscribe',
  submit: 'Subscribe',
  action: { key: 'view1', verb: 'subscribe' },
  fields: [{ kind: 'time', name: 'at', label: 'Time', value: '09:00' }],
};

const LINK = 'https://arxiv.org/abs/2603.00001';

const CARD: Message = {
  summary: 'A card.',
  parts: [
    { kind: 'text', text: 'A card.' },
    {
      kind: 'actions',
      items: [{ kind: 'button', label: 'Vote', does: { key: 'k', verb: 'vote' } }],
    },
  ],
};

/** Everything that the adapter does and hears, once in a public and once in a private channel. */
describe('the Slack app’s manifest', () => {
  let house: SlackHouse;
  let inbox: RecordingInbox;

  beforeAll(async () => {
    house = await openSlack();
    inbox = recordingInbox({
      command: async () => ({ kind: 'form', form: FORM }),
      links: async () => [{ url: LINK, message: CARD }],
    });
    await house.platform.start(inbox);
    for (const channel of [house.fake.channel, house.fake.privateChannel]) {
      await say(house, { ...house.place, channel });
      await hear(house, inbox, channel);
    }
    house.fake.uninstall();
    await inbox.first((one) => one.kind === 'place' && one.change.kind === 'removed');
  });

  afterAll(() => house.close());

  it.skipIf(!hasSpecs)('is valid, over Socket Mode and over HTTP', () => {
    const schema = JSON.parse(readFileSync(join(SPECS, 'manifest.schema.json'), 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

    const validate = ajv.compile(schema);

    for (const one of [manifest, overHttp])
      expect(validate(one) ? [] : validate.errors).toEqual([]);
  });

  it('says the same over HTTP, and where Slack finds us', () => {
    const events = `https://your.host${EVENTS_PATH}`;
    const { features, oauth_config, settings } = manifest;

    expect(overHttp).toEqual({
      ...manifest,
      features: {
        ...features,
        slash_commands: features.slash_commands.map((one) => ({ ...one, url: events })),
      },
      oauth_config: { ...oauth_config, redirect_urls: [`https://your.host${REDIRECT_PATH}`] },
      settings: {
        ...settings,
        event_subscriptions: { ...settings.event_subscriptions, request_url: events },
        interactivity: { ...settings.interactivity, request_url: events },
        socket_mode_enabled: false,
      },
    });
  });

  it('was tried with every method that the adapter knows', () => {
    expect([...house.fake.methods].sort()).toEqual([...methodsInSource()].sort());
  });

  it('was tried with every event, command and shortcut that it names', () => {
    expect([...house.fake.events].sort()).toEqual([...events].sort());
    expect(commands).toEqual(['/papers']);
    expect(house.fake.deliveries.some(({ kind }) => kind === 'slash_commands')).toBe(true);
    expect(shortcuts).toEqual([LOOK_UP.name]);
    expect(inbox.arrived.some(({ kind }) => kind === 'look-up')).toBe(true);
  });

  it.skipIf(!hasSpecs)('has a scope for every method called', () => {
    const lacking = house.fake.requests.filter(
      (request) => isMethod(request.method) && !isAllowed(neededBy(request)),
    );

    expect(lacking).toEqual([]);
    expect(house.fake.requests.filter(({ error }) => error === 'missing_scope')).toEqual([]);
  });

  it('has a scope for every event and command', () => {
    expect(Object.keys(EVENT_SCOPES).sort()).toEqual([...events].sort());
    expect(events.filter((event) => !isAllowed(EVENT_SCOPES[event] ?? ['?']))).toEqual([]);
    expect(scopes).toContain(COMMAND_SCOPE);
  });

  it.skipIf(!hasSpecs)('asks for no scope that is not used', () => {
    const used = new Set([
      ...house.fake.requests.filter(({ method }) => isMethod(method)).flatMap(neededBy),
      ...[...house.fake.events].flatMap((event) => EVENT_SCOPES[event] ?? []),
      COMMAND_SCOPE,
    ]);

    expect(scopes.filter((scope) => !used.has(scope))).toEqual([]);
    expect(bot).toEqual([...new Set(bot)].sort());
    expect(optional.filter((scope) => bot.includes(scope))).toEqual([]);
  });

  it('leaves to choice what only cards under links need', () => {
    const needed = [...(EVENT_SCOPES.link_shared ?? []), 'links:write'];

    expect(optional).toEqual(needed);
  });

  it('names the hosts of the links that are papers', () => {
    const hosts = manifest.features.unfurl_domains;

    expect(hosts.map((host) => toPaperId(`https://${host}/abs/2603.00001`))).toEqual(
      hosts.map(() => '2603.00001'),
    );
  });

  function neededBy({
    method,
    args,
  }: {
    readonly method: string;
    readonly args: Readonly<Record<string, unknown>>;
  }): readonly string[] {
    const documented = documentedScopes(method);
    const family = args.channel === house.fake.privateChannel ? 'groups:' : 'channels:';
    const fitting = documented.filter((scope) => scope.startsWith(family));
    return fitting.length > 0 ? fitting : documented;
  }
});

/** Posts, finds, edits, reads and removes in the channel itself and in a thread of it. */
async function say({ platform, member }: SlackHouse, place: Place): Promise<void> {
  const since = Date.now() - 1_000;
  const [first, second] = ['a', 'b'].map((name) => ({
    key: `${place.channel}-${name}`,
    purpose: 'digest' as const,
  }));
  if (first === undefined || second === undefined) throw new Error('no keys');
  const overview = await platform.post(place, CARD, first);
  const thread: Target = { workspace: place.workspace, threadOf: overview, name: 'Cards' };
  const card = await platform.post(thread, CARD, second);
  await platform.find(place, first, since);
  await platform.find(thread, second, since);
  await platform.edit(card, sayPlainly('Edited.'));
  await platform.inspect(place, member);
  await Array.fromAsync(platform.readReactions([card], 'unsure'));
  await platform.linkTo(card);
  await platform.remove(card);
}

/** Commands, a form, a press, a mention, a link, a shortcut, reactions, and all that can happen to a channel. */
async function hear(house: SlackHouse, inbox: RecordingInbox, channel: string): Promise<void> {
  const { fake, platform } = house;
  const ref = await platform.post({ ...house.place, channel }, CARD, {
    key: 'k',
    purpose: 'share',
  });
  const { modal } = await fake.runCommand('subscribe', { channel }).answer;
  if (modal === undefined) throw new Error('no form');
  await fake.submit(modal, {}, { channel }).answer;
  await fake.press(ref.message, 'Vote', { channel }).answer;
  await fake.mention('help', { channel }).answer;
  const written = fake.say(channel, LINK);
  await fake.waitFor(() => fake.cardsUnder(written).get(LINK));
  await fake.shortcut(written, 'Look up paper').answer;
  fake.react(ref.message, '+1');
  fake.unreact(ref.message, '+1');
  const came = async (kind: string) =>
    inbox.first(
      (one) =>
        one.kind === 'place' &&
        'place' in one.change &&
        one.change.kind === kind &&
        one.change.place.channel === channel,
    );
  fake.archive(channel);
  await came('access-lost');
  fake.unarchive(channel);
  await came('access-back');
  fake.kick(channel);
  fake.invite(channel);
  fake.deleteChannel(channel);
  await came('channel-gone');
}

/** The names of methods as they stand in the adapter's files; the SDK calls one more by itself. */
function methodsInSource(): ReadonlySet<string> {
  const files = readdirSync(ADAPTER).filter((name) => name.endsWith('.ts'));
  const names = files.flatMap((name) =>
    [...readFileSync(join(ADAPTER, name), 'utf8').matchAll(/'([a-z]+(?:\.[a-z]+)+)'/gi)].map(
      ([, found = '']) => found,
    ),
  );
  return new Set([...names.filter(isMethod), 'apps.connections.open']);
}

function isMethod(name: string): boolean {
  return /^(?:auth|chat|conversations|reactions|users|views|team|bots|apps|usergroups)\./.test(
    name,
  );
}

const Documented = z.object({
  scopes: z
    .object({ bot: z.array(z.object({ name: z.string() })).default([]) })
    .partial()
    .default({}),
});

function documentedScopes(method: string): readonly string[] {
  const file = join(SPECS, 'methods', `${method}.json`);
  const { scopes: by } = Documented.parse(JSON.parse(readFileSync(file, 'utf8')));
  return (by.bot ?? []).map(({ name }) => name);
}

function isAllowed(needed: readonly string[]): boolean {
  return needed.length === 0 || needed.some((scope) => scopes.includes(scope));
}
