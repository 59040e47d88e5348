import { afterEach, describe, expect, it } from 'vitest';
import type { PlaceChange, ReactionChange } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { PlatformError } from '#chat/platform.ts';
import { type RecordingInbox, recordingInbox } from '../contract/inbox.ts';
import { calls } from '../fakes/slack/index.ts';
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

interface Started {
  readonly house: SlackHouse;
  readonly inbox: RecordingInbox;
  readonly ref: MessageRef;
}

async function started(options?: Parameters<typeof openSlack>[1]): Promise<Started> {
  const house = await anOpenHouse(options);
  const inbox = recordingInbox();
  const ref = await house.platform.post(house.place, sayPlainly('A card.'), {
    key: 'k1',
    purpose: 'digest',
  });
  await house.platform.start(inbox);
  return { house, inbox, ref };
}

async function change(inbox: RecordingInbox, kind: ReactionChange['kind']): Promise<unknown> {
  const found = await inbox.first((one) => one.kind === 'reaction' && one.change.kind === kind);
  return found.kind === 'reaction' ? found.change : undefined;
}

async function placeChange(inbox: RecordingInbox, kind: PlaceChange['kind']): Promise<unknown> {
  const found = await inbox.first((one) => one.kind === 'place' && one.change.kind === kind);
  return found.kind === 'place' ? found.change : undefined;
}

const gapsOf = (inbox: RecordingInbox) => inbox.arrived.filter(({ kind }) => kind === 'gap').length;

describe('reactions on Slack', () => {
  it('keep the name as it was sent, skin tone and all', async () => {
    const { house, inbox, ref } = await started();

    house.fake.react(ref.message, '+1::skin-tone-2');

    expect(await change(inbox, 'added')).toEqual({
      kind: 'added',
      ref,
      person: house.member,
      emoji: '+1::skin-tone-2',
      isBurst: false,
      at: expect.any(Number),
    });
  });

  it('of programs, and on messages of others, are left out', async () => {
    const { house, inbox, ref } = await started();
    const theirs = house.fake.say(house.place.channel, 'mine');

    house.fake.react(theirs, '+1');
    house.fake.react(ref.message, '+1', { user: house.fake.otherBot });
    house.fake.unreact(ref.message, '+1', { user: house.fake.otherBot });
    house.fake.react(ref.message, '-1');

    await change(inbox, 'added');
    expect(inbox.arrived.filter(({ kind }) => kind === 'reaction')).toMatchObject([
      { change: { emoji: '-1' } },
    ]);
  });

  it('ask about each person once, and keep their order', async () => {
    const { house, inbox, ref } = await started();

    house.fake.react(ref.message, '+1');
    house.fake.unreact(ref.message, '+1');
    house.fake.react(ref.message, 'fire');

    await inbox.first(
      (one) => one.kind === 'reaction' && 'emoji' in one.change && one.change.emoji === 'fire',
    );
    const kinds = inbox.arrived.flatMap((one) =>
      one.kind === 'reaction' ? [one.change.kind] : [],
    );
    expect(kinds).toEqual(['added', 'removed', 'added']);
    expect(house.fake.requests.filter(calls('users.info'))).toHaveLength(1);
  });

  it('count when Slack does not say whose they are', async () => {
    const { house, inbox, ref } = await started();
    house.fake.faults.next(calls('users.info'), { kind: 'fail', when: 'before' });

    house.fake.react(ref.message, '+1');

    expect(await change(inbox, 'added')).toMatchObject({ person: house.member });
  });

  it('that Slack sends again are handed on: it may be the only time', async () => {
    const { house, inbox, ref } = await started({ whileAway: 'retry' });
    await house.platform.stop();

    house.fake.react(ref.message, '+1');
    await house.create().start(inbox);

    expect(await change(inbox, 'added')).toMatchObject({ ref });
    expect(house.fake.deliveries.at(-1)).toMatchObject({ retry: 1 });
  });

  it('on a card in a thread name the card', async () => {
    const { house, inbox, ref } = await started();
    const thread = { workspace: ref.workspace, threadOf: ref, name: 'Cards' };
    const card = await house.platform.post(thread, sayPlainly('Card.'), {
      key: 'c1',
      purpose: 'digest',
    });

    house.fake.react(card.message, '+1');

    expect(await change(inbox, 'added')).toMatchObject({ ref: card });
  });

  it('are read with all their people', async () => {
    const { house, ref } = await started();
    for (let n = 0; n < 12; n += 1) {
      house.fake.react(ref.message, '+1', { user: house.fake.addUser(`Reader${n}`) });
    }
    house.fake.react(ref.message, 'fire');

    const [read] = await Array.fromAsync(house.platform.readReactions([ref], 'unsure'));

    const state = Array.isArray(read?.state) ? read.state : [];
    expect(state.filter(({ emoji }) => emoji === '+1')).toHaveLength(12);
    expect(state).toContainEqual({ person: house.member, emoji: 'fire', isBurst: false });
  });

  it('that differ from what is recorded are read', async () => {
    const { house, ref } = await started();
    house.fake.react(ref.message, '+1');

    const recorded = new Map([['-1', 1]]);
    const [read] = await Array.fromAsync(house.platform.readReactions([ref], recorded));

    expect(read?.state).toMatchObject([{ person: house.member, emoji: '+1' }]);
  });
});

describe('places on Slack', () => {
  it('are known by name from the start', async () => {
    const { house, inbox } = await started();

    expect(await placeChange(inbox, 'installed')).toEqual({
      kind: 'installed',
      workspace: house.workspace,
      name: 'Reading Group',
    });
  });

  it.each(['channel', 'privateChannel'] as const)(
    'tell when the bot is removed and invited again: %s',
    async (which) => {
      const { house, inbox } = await started();
      const place = { ...house.place, channel: house.fake[which] };

      house.fake.kick(place.channel);
      expect(await placeChange(inbox, 'access-lost')).toMatchObject({ place });

      house.fake.invite(place.channel);
      expect(await placeChange(inbox, 'access-back')).toMatchObject({ place });
    },
  );

  it.each(['channel', 'privateChannel'] as const)(
    'tell when a channel is archived and brought back: %s',
    async (which) => {
      const { house, inbox } = await started();
      const place = { ...house.place, channel: house.fake[which] };

      house.fake.archive(place.channel);
      expect(await placeChange(inbox, 'access-lost')).toMatchObject({ place });

      house.fake.unarchive(place.channel);
      expect(await placeChange(inbox, 'access-back')).toMatchObject({ place });
    },
  );

  it.each(['channel', 'privateChannel'] as const)(
    'tell when a channel is gone: %s',
    async (which) => {
      const { house, inbox } = await started();
      const place = { ...house.place, channel: house.fake[which] };

      house.fake.deleteChannel(place.channel);

      expect(await placeChange(inbox, 'channel-gone')).toMatchObject({ place });
    },
  );

  it('say nothing when somebody else joins', async () => {
    const { house, inbox } = await started();

    house.fake.invite(house.place.channel, house.fake.guest);
    house.fake.archive(house.place.channel);

    await placeChange(inbox, 'access-lost');
    expect(inbox.arrived).not.toContainEqual(
      expect.objectContaining({ change: expect.objectContaining({ kind: 'access-back' }) }),
    );
  });

  it.each(['uninstall', 'revokeTokens'] as const)('are left when the app is: %s', async (act) => {
    const { house, inbox } = await started();

    house.fake[act]();

    expect(await placeChange(inbox, 'removed')).toEqual({
      kind: 'removed',
      workspace: house.workspace,
    });
  });
});

describe('Socket Mode', () => {
  it('reports a gap at its start', async () => {
    const { inbox, house } = await started();

    const found = await inbox.first(({ kind }) => kind === 'gap');

    expect(found).toEqual({
      kind: 'gap',
      scope: { platform: 'slack', workspace: house.workspace },
    });
  });

  it.each(['drop', 'disconnect'] as const)(
    'connects again at once after an end, and reports a gap: %s',
    async (end) => {
      const { house, inbox, ref } = await started();
      await inbox.first(({ kind }) => kind === 'gap');
      const since = Date.now();

      house.fake.sockets[end]();
      await house.fake.waitFor(
        () =>
          (house.fake.sockets.opened === 2 && house.fake.sockets.connected() === 1) || undefined,
      );

      house.fake.react(ref.message, '+1');
      expect(await change(inbox, 'added')).toMatchObject({ ref });
      expect(gapsOf(inbox)).toBe(2);
      expect(Date.now() - since).toBeLessThan(2_000);
    },
  );

  it('outlives an outage of Slack, asking ever more rarely', async () => {
    const house = await anOpenHouse();
    const inbox = recordingInbox();
    await house.create({ reconnectPauseMs: 80 }).start(inbox);
    const restore = house.fake.faults.every(calls('apps.connections.open'), {
      kind: 'fail',
      when: 'before',
    });
    const asked = () => house.fake.requests.filter(calls('apps.connections.open'));

    house.fake.sockets.drop();
    await house.fake.waitFor(() => asked().length === 4 || undefined);
    restore();
    await house.fake.waitFor(() => house.fake.sockets.connected() === 1 || undefined);
    await house.fake.waitFor(() => gapsOf(inbox) === 2 || undefined);

    const [, second = 0, third = 0, fourth = 0, fifth = 0] = asked().map(({ at }) => at);
    expect(third - second).toBeGreaterThan(70);
    expect(fourth - third).toBeGreaterThan(150);
    expect(fifth - fourth).toBeGreaterThan(310);
    expect(asked()).toHaveLength(5);
  });

  it('gives up for good when the app token is refused later', async () => {
    const { house } = await started();
    const logged: string[] = [];
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (_: object, words: string) => logged.push(words),
    };
    const platform = house.create({ log });
    await platform.start(recordingInbox());
    await house.platform.stop();
    house.fake.faults.every(calls('apps.connections.open'), {
      kind: 'refuse',
      error: 'invalid_auth',
    });

    house.fake.sockets.drop();

    await house.fake.waitFor(() => logged.length > 0 || undefined);
    expect(logged).toEqual(['Slack refuses us: nothing is received any more']);
    expect(platform.lost?.()).toContain('invalid_auth');
  });

  it.each([
    ['a wrong bot token', { botToken: 'xoxb-wrong' }],
    ['a wrong app token', { appToken: 'xapp-wrong' }],
  ])('refuses the start with %s, and asks once', async (_, wrong) => {
    const house = await anOpenHouse();
    const platform = house.create(wrong);

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ failure: { kind: 'unauthorized', of: 'installation' } });
    expect(house.fake.requests.filter(({ error }) => error !== undefined)).toHaveLength(1);
    expect(house.fake.sockets.opened).toBe(0);
  });

  it('refuses the start with a bot token in the app token’s place', async () => {
    const house = await anOpenHouse();
    const platform = house.create({ appToken: house.fake.botToken });

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unauthorized', of: 'installation' } });
  });

  it('gives the start up when Slack does not open the connection, and can start later', async () => {
    const house = await anOpenHouse();
    house.fake.sockets.refuseUpgrades(503);
    const failure = await house.platform.start(recordingInbox()).catch((error: unknown) => error);
    house.fake.sockets.refuseUpgrades(undefined);

    await house.platform.start(recordingInbox());

    expect(failure).toMatchObject({ failure: { kind: 'unavailable' } });
    expect(house.fake.sockets.connected()).toBe(1);
  });

  it('gives the start up when Slack does not answer in time', async () => {
    const house = await anOpenHouse();
    house.fake.faults.next(calls('apps.connections.open'), { kind: 'hang', when: 'before' });
    const platform = house.create({ connectTimeoutMs: 150 });

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unavailable' } });
  });

  it('stays closed after a stop', async () => {
    const { house } = await started();

    await house.platform.stop();
    await house.create().start(recordingInbox());

    expect(house.fake.sockets.opened).toBe(2);
    expect(house.fake.sockets.connected()).toBe(1);
  });
});
