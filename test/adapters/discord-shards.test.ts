import { describe, expect, it, onTestFinished } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { type Arrived, type RecordingInbox, recordingInbox } from '../contract/inbox.ts';
import { shardOf } from '../fakes/discord/gateway.ts';
import { type DiscordHouse, openDiscord } from './discord-house.ts';

interface Sharded {
  readonly house: DiscordHouse;
  readonly inbox: RecordingInbox;
  /** A server on each shard, by its number. */
  readonly servers: readonly ReturnType<DiscordHouse['fake']['addGuild']>[];
}

/** The adapter tells nobody when it notices. */
const PATIENCE = { timeout: 10_000 };

/** Connected, with a server on each shard. */
async function sharded(shards: number): Promise<Sharded> {
  const house = await openDiscord({ shards });
  onTestFinished(() => house.close());
  const servers = Array.from({ length: shards }, (_, shard) => serverOn(house, shard, shards));
  const inbox = recordingInbox();
  await house.platform.start(inbox);
  return { house, inbox, servers };
}

function serverOn(
  { fake }: DiscordHouse,
  shard: number,
  shards: number,
): Sharded['servers'][number] {
  for (;;) {
    const server = fake.addGuild(`Of shard ${shard}`);
    if (shardOf(server.guild, shards) === shard) return server;
  }
}

const isGapOf = (guild: string) => (one: Arrived) =>
  one.kind === 'gap' && one.scope.includes?.(`discord:${guild}`) === true;

const isPlace = (kind: string, guild: string) => (one: Arrived) =>
  one.kind === 'place' &&
  one.change.kind === kind &&
  'workspace' in one.change &&
  one.change.workspace === `discord:${guild}`;

describe('Discord over several connections', () => {
  it('opens as many as Discord recommends, and hears every server over its own', async () => {
    const { house, inbox, servers } = await sharded(2);
    const { fake, platform } = house;

    const refs = await Promise.all(
      servers.map(({ guild, channel }, n) =>
        platform.post({ workspace: `discord:${guild}`, channel }, sayPlainly('A card.'), {
          ...{ key: `k${n}`, purpose: 'digest' },
        }),
      ),
    );
    for (const { message } of refs) fake.react(message, '👍');
    const heard = await Promise.all(
      refs.map((ref) =>
        inbox.first(
          (one) =>
            one.kind === 'reaction' &&
            'ref' in one.change &&
            one.change.ref.message === ref.message,
        ),
      ),
    );

    expect(fake.gateway.shards().toSorted()).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(heard).toHaveLength(2);
    for (const { guild } of servers) await inbox.first(isPlace('installed', guild));
  });

  it('takes only the servers of a connection for missed', async () => {
    const { inbox, servers } = await sharded(2);
    const [zero = '', one = ''] = servers.map(({ guild }) => guild);

    const gap = await inbox.first(isGapOf(one));

    await inbox.first(isGapOf(zero));
    if (gap.kind !== 'gap') throw new Error('no gap');
    expect(gap.scope.includes?.(`discord:${zero}`)).toBe(false);
    expect(inbox.arrived.filter(({ kind }) => kind === 'gap')).toHaveLength(2);
  });

  it('goes on with the others while one is away, and says which', async () => {
    const { house, inbox, servers } = await sharded(2);
    const { fake, platform } = house;
    fake.gateway.refuseUpgrades(503);

    fake.gateway.drop(4000, 1);
    await expect.poll(() => platform.lost?.(), PATIENCE).toBeDefined();
    const lost = platform.lost?.();
    fake.loseGuild(servers[0]?.guild ?? '', 'removed');
    await inbox.first(isPlace('removed', servers[0]?.guild ?? ''));
    fake.gateway.refuseUpgrades(undefined);
    await fake.waitFor(() => (fake.gateway.shards().length === 2 ? true : undefined));
    fake.loseGuild(servers[1]?.guild ?? '', 'removed');
    await inbox.first(isPlace('removed', servers[1]?.guild ?? ''));

    expect(lost).toBe('Discord’s gateway has gone; it is tried again (1 of 2 connections)');
    expect(fake.gateway.log.filter((what) => what === 'identify')).toHaveLength(2);
    expect(platform.lost?.()).toBeUndefined();
  });

  it('says for good what is over for good, though another only reconnects', async () => {
    const { house } = await sharded(2);
    const { fake, platform } = house;
    fake.gateway.refuseUpgrades(503);
    fake.gateway.drop(4000, 0);
    await expect.poll(() => platform.lost?.(), PATIENCE).toBeDefined();

    fake.gateway.drop(4014, 1);
    await expect.poll(() => platform.lost?.(), PATIENCE).toContain('2 of 2');

    expect(platform.lost?.()).toMatch(/^Discord’s gateway refuses us: /);
    fake.gateway.refuseUpgrades(undefined);
    await expect.poll(() => platform.lost?.(), PATIENCE).toContain('1 of 2');
    expect(platform.lost?.()).toMatch(/^Discord’s gateway refuses us: /);
  });

  it('is one connection, and one gap, where Discord recommends one', async () => {
    const { house, inbox } = await sharded(1);

    const gap = await inbox.first(({ kind }) => kind === 'gap');

    expect(gap).toEqual({ kind: 'gap', scope: { platform: 'discord' } });
    expect(house.fake.gateway.shards()).toEqual([[0, 1]]);
  });
});

describe('servers of Discord', () => {
  it('are joined and left without a restart, and an outage is not the end', async () => {
    const { house, inbox } = await sharded(2);
    const { fake } = house;
    const { guild } = fake.addGuild('New');

    fake.joinGuild(guild);
    await inbox.first(isPlace('installed', guild));
    fake.loseGuild(guild, 'outage');
    fake.joinGuild(guild);
    await inbox.first((one) => isPlace('installed', guild)(one));
    const before = inbox.arrived.filter(isPlace('removed', guild)).length;
    fake.loseGuild(guild, 'removed');
    await inbox.first(isPlace('removed', guild));

    expect(before).toBe(0);
    expect(inbox.arrived.filter(isPlace('removed', guild))).toHaveLength(1);
  });
});
