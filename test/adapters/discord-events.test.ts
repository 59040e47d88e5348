import { afterEach, describe, expect, it } from 'vitest';
import type { ReactionChange } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { PlatformError } from '#chat/platform.ts';
import { type RecordingInbox, recordingInbox } from '../contract/inbox.ts';
import { type DiscordHouse, openDiscord } from './discord-house.ts';

const open: DiscordHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

interface Started {
  readonly house: DiscordHouse;
  readonly inbox: RecordingInbox;
  readonly ref: MessageRef;
}

async function started(): Promise<Started> {
  const house = await openDiscord();
  open.push(house);
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

describe('reactions on Discord', () => {
  it('tell a super reaction from a normal one', async () => {
    const { house, inbox, ref } = await started();

    house.fake.react(ref.message, '👍', { isBurst: true });

    expect(await change(inbox, 'added')).toMatchObject({ ref, emoji: '👍', isBurst: true });
  });

  it('name a server’s own emoji with its id', async () => {
    const { house, inbox, ref } = await started();

    house.fake.react(ref.message, 'party:123456');

    expect(await change(inbox, 'added')).toMatchObject({ emoji: 'party:123456' });
  });

  it('of ours, and on messages of others, are left out', async () => {
    const { house, inbox, ref } = await started();
    const theirs = house.fake.say(house.place.channel, 'mine');

    house.fake.react(theirs, '👍');
    house.fake.react(ref.message, '👍', { user: house.fake.otherBot });
    house.fake.unreact(ref.message, '👍', { user: house.fake.otherBot });
    house.fake.react(ref.message, '👎');

    await change(inbox, 'added');
    expect(inbox.arrived.filter(({ kind }) => kind === 'reaction')).toMatchObject([
      { change: { emoji: '👎' } },
    ]);
  });

  it('can be cleared, all or of one emoji', async () => {
    const { house, inbox, ref } = await started();

    house.fake.clearReactions(ref.message, '👍');
    house.fake.clearReactions(ref.message);

    await inbox.first(
      (one) => one.kind === 'reaction' && one.change.kind === 'cleared' && !('emoji' in one.change),
    );
    const cleared = inbox.arrived.flatMap((one) => (one.kind === 'reaction' ? [one.change] : []));
    expect(cleared).toEqual([
      { kind: 'cleared', ref, emoji: '👍' },
      { kind: 'cleared', ref },
    ]);
  });

  it('go with messages deleted in bulk', async () => {
    const { house, inbox, ref } = await started();

    house.fake.deleteMessages(ref.channel, [ref.message]);

    expect(await change(inbox, 'deleted')).toEqual({ kind: 'deleted', refs: [ref] });
  });

  it('in a thread made before the start are heard', async () => {
    const { house, inbox, ref } = await started();
    const thread = { workspace: ref.workspace, threadOf: ref, name: 'Cards' };
    const card = await house.platform.post(thread, sayPlainly('Card.'), {
      key: 'c1',
      purpose: 'digest',
    });

    house.fake.react(card.message, '👍');

    expect(await change(inbox, 'added')).toMatchObject({ ref: card });
  });

  it('are read page by page, normal and super ones', async () => {
    const { house, ref } = await started();
    for (let n = 0; n < 130; n += 1) {
      const user = house.fake.addUser(`Reader${n}`);
      house.fake.react(ref.message, '👍', { user });
      if (n < 5) house.fake.react(ref.message, '👍', { user, isBurst: true });
    }

    const [read] = await Array.fromAsync(house.platform.readReactions([ref], 'unsure'));

    const state = Array.isArray(read?.state) ? read.state : [];
    expect(state.filter(({ isBurst }) => !isBurst)).toHaveLength(130);
    expect(state.filter(({ isBurst }) => isBurst)).toHaveLength(5);
  });

  it('that differ from what is recorded are read', async () => {
    const { house, ref } = await started();
    house.fake.react(ref.message, '👍');

    const recorded = new Map([['👎', 1]]);
    const [read] = await Array.fromAsync(house.platform.readReactions([ref], recorded));

    expect(read?.state).toMatchObject([{ person: house.member, emoji: '👍' }]);
  });
});

describe('an emoji that Discord does not know any more', () => {
  it.each([400, 404])('is named, and all others are read (HTTP %i)', async (status) => {
    const { house, ref } = await started();
    house.fake.react(ref.message, 'gone:123456789012345678');
    house.fake.react(ref.message, '👍');
    house.fake.faults.every(
      ({ method, path }) => method === 'GET' && path.includes('/reactions/gone'),
      { kind: 'refuse', status, code: 10014 },
    );

    const [read] = await Array.fromAsync(house.platform.readReactions([ref], 'unsure'));

    expect(read?.state).toMatchObject([{ person: house.member, emoji: '👍' }]);
    expect(read?.unread).toEqual(['gone:123456789012345678']);
  });
});

describe('places on Discord', () => {
  it('are known by name from the start', async () => {
    const { house, inbox } = await started();

    const found = await inbox.first(({ kind }) => kind === 'place');

    expect(found).toEqual({
      kind: 'place',
      change: { kind: 'installed', workspace: house.place.workspace, name: 'Reading Group' },
    });
  });

  it('are kept through an outage and left when the bot is removed', async () => {
    const { house, inbox } = await started();

    house.fake.loseGuild(house.fake.guild, 'outage');
    house.fake.loseGuild(house.fake.guild, 'removed');

    await inbox.first((one) => one.kind === 'place' && one.change.kind === 'removed');
    const removed = inbox.arrived.filter(
      (one) => one.kind === 'place' && one.change.kind === 'removed',
    );
    expect(removed).toHaveLength(1);
  });

  it('report channels and threads that are gone', async () => {
    const { house, inbox } = await started();

    house.fake.deleteChannel(house.fake.closedChannel);

    const found = await inbox.first(
      (one) => one.kind === 'place' && one.change.kind === 'channel-gone',
    );
    expect(found).toMatchObject({ change: { place: house.forbidden } });
  });
});

describe('the gateway of Discord', () => {
  it('reports a gap for every new session', async () => {
    const { inbox } = await started();

    const found = await inbox.first(({ kind }) => kind === 'gap');

    expect(found).toEqual({ kind: 'gap', scope: { platform: 'discord' } });
  });

  it('loses nothing when a connection breaks and is resumed', async () => {
    const { house, inbox, ref } = await started();
    await inbox.first(({ kind }) => kind === 'gap');

    house.fake.gateway.drop(4000);
    house.fake.react(ref.message, '👍');

    expect(await change(inbox, 'added')).toMatchObject({ ref });
    expect(house.fake.gateway.log).toEqual(['identify', 'resume']);
    expect(inbox.arrived.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  });

  it.each([
    [4004, 'the token is wrong'],
    [4014, 'may not connect'],
  ])('refuses the start with %i', async (code, why) => {
    const house = await openDiscord();
    open.push(house);
    house.fake.gateway.refuseNext(code);

    const failure = await house.platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({
      code: String(code),
      failure: { kind: 'unauthorized', of: 'installation' },
      message: expect.stringContaining(why),
    });
  });

  it('says why nothing comes any more when it was closed for good', async () => {
    const { house } = await started();
    expect(house.platform.lost?.()).toBeUndefined();

    house.fake.gateway.drop(4014);

    await expect.poll(() => house.platform.lost?.()).toContain('may not connect');
  });

  it('says that nothing comes while it is away, and no more when it is back', async () => {
    const { house } = await started();
    house.fake.gateway.refuseUpgrades(503);

    house.fake.gateway.drop(4000);
    await expect.poll(() => house.platform.lost?.()).toContain('it is tried again');
    house.fake.gateway.refuseUpgrades(undefined);

    await expect.poll(() => house.platform.lost?.(), { timeout: 10_000 }).toBeUndefined();
  });

  it('refuses the start of a wrong token before it connects', async () => {
    const house = await openDiscord();
    open.push(house);
    const platform = house.create({ token: 'wrong.fake.token' });

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unauthorized', of: 'installation' } });
  });

  it('gives the start up when it answers without a connection', async () => {
    const house = await openDiscord();
    open.push(house);
    house.fake.gateway.refuseUpgrades(503);
    const platform = house.create({ loginTimeoutMs: 150 });

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unavailable' } });
  });
});
