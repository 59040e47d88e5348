import { describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { PlatformError } from '#chat/platform.ts';
import { type Arrived, recordingInbox } from '../contract/inbox.ts';
import { calls, type FakeTeam, posts } from '../fakes/slack/index.ts';
import { type ManyHouse, placeOf, startMany } from './slack-many.ts';

const hello = sayPlainly('Hello.');
const key = (name: string) => ({ key: name, purpose: 'notice' }) as const;
const workspaceOf = ({ team }: FakeTeam) => `slack:${team}`;

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof PlatformError ? error.failure : error),
  );
}

const removals = ({ inbox }: ManyHouse) =>
  inbox.arrived.filter((one) => one.kind === 'place' && one.change.kind === 'removed');

const isRemoval = (one: Arrived) => one.kind === 'place' && one.change.kind === 'removed';

const isInstalled = (team: FakeTeam) => (one: Arrived) =>
  one.kind === 'place' &&
  one.change.kind === 'installed' &&
  one.change.workspace === workspaceOf(team);

const VOTE = {
  summary: 'A card.',
  parts: [
    {
      kind: 'actions',
      items: [{ kind: 'button', label: 'Vote', does: { key: 'k', verb: 'vote' } }],
    },
  ],
} as const;

describe('several workspaces of Slack in one program', () => {
  it('are each spoken to with their own token, and heard for themselves', async () => {
    const { platform, inbox, aTeam } = await startMany();
    const [one, two] = [await aTeam('One'), await aTeam('Two')];

    const card = await platform.post(placeOf(two), VOTE, key('k2'));
    await platform.post(placeOf(one), hello, key('k1'));
    two.react(card.message, '+1');
    await one.runCommand('help', { user: one.admin }).answer;
    await two.mention('help').answer;
    await two.press(card.message, 'Vote').answer;
    two.archive(two.privateChannel);
    const seen = await Promise.all([
      inbox.first(({ kind }) => kind === 'reaction'),
      inbox.first(({ kind }) => kind === 'press'),
      inbox.first((came) => came.kind === 'place' && came.change.kind === 'access-lost'),
    ]);

    expect(one.messages(one.channel).map(({ text }) => text)).toEqual(['Hello.']);
    expect(seen).toMatchObject([
      { change: { ref: card, person: `${workspaceOf(two)}/${two.member}` } },
      { press: { on: card, spot: placeOf(two) } },
      { change: { place: { workspace: workspaceOf(two), channel: two.privateChannel } } },
    ]);
    expect(
      inbox.arrived.flatMap((came) => (came.kind === 'command' ? [came.command.spot] : [])),
    ).toEqual([placeOf(one), placeOf(two)]);
  });

  it('are healed together at the start: what was missed was missed in all', async () => {
    const { inbox } = await startMany();

    expect(await inbox.first(({ kind }) => kind === 'gap')).toEqual({
      kind: 'gap',
      scope: { platform: 'slack' },
    });
  });

  it('need no question about who we are once they are known', async () => {
    const { fake, platform, another, aTeam } = await startMany();
    const team = await aTeam('One');
    const before = fake.requests.length;

    for (const one of [platform, another()]) await one.find(placeOf(team), key('k'), Date.now());

    const asked = fake.requests.slice(before).map(({ method }) => method);
    expect(asked).toEqual(['conversations.history', 'conversations.history']);
  });

  it('are more than are remembered at once', async () => {
    const { platform, installations, aTeam } = await startMany({}, { remembered: 2 });
    const teams = [await aTeam('One'), await aTeam('Two'), await aTeam('Three')];
    const before = installations.reads;

    for (const round of [1, 2]) {
      for (const team of teams) await platform.post(placeOf(team), hello, key(`${round}`));
    }
    await platform.post(placeOf(teams[2] as FakeTeam), hello, key('3'));

    expect(teams.map((team) => team.messages(team.channel).length)).toEqual([2, 2, 3]);
    expect(installations.reads - before).toBe(6);
  });

  it('press buttons of each other in a shared channel: the message says whose it is', async () => {
    const { fake, platform, inbox, aTeam } = await startMany();
    const ours = await aTeam('Ours');
    const card = await platform.post(placeOf(ours), VOTE, key('k'));
    const elsewhere = fake.addTeam('Elsewhere');
    const payload = {
      ...{ type: 'block_actions', team: { id: elsewhere.team }, trigger_id: 't' },
      user: { id: elsewhere.member, name: 'eve', team_id: elsewhere.team },
      channel: { id: ours.channel },
      container: { message_ts: card.message, channel_id: ours.channel, is_ephemeral: false },
      message: { ts: card.message, team: ours.team },
      actions: [{ type: 'button', action_id: 'vote', value: 'p1:k:vote' }],
    };

    await fake.http.send(payload);

    expect(await inbox.first(({ kind }) => kind === 'press')).toMatchObject({
      press: { on: card, person: { id: `${workspaceOf(ours)}/${elsewhere.member}` } },
    });
  });

  it('that never installed it are not heard, and get nothing', async () => {
    const { fake, platform, inbox, aTeam } = await startMany();
    await aTeam('One');
    const stranger = fake.addTeam('Stranger');
    const place = placeOf(stranger);
    const before = inbox.arrived.length;

    const { status } = await fake.http.send({
      ...{ type: 'event_callback', team_id: stranger.team, event_id: 'Ev1' },
      event: { type: 'app_mention', user: 'U1', text: 'help', channel: 'C1', ts: '1700000000.1' },
    });
    const failure = await failureOf(platform.post(place, hello, key('k')));
    const { obstacles } = await platform.inspect(place);

    expect(status).toBe(200);
    expect(inbox.arrived).toHaveLength(before);
    expect(failure).toEqual({ kind: 'gone', of: 'installation' });
    expect(obstacles).toEqual([
      {
        kind: 'gone',
        problem: 'Paperboy is not installed in this workspace any more.',
        fix: 'Install it again.',
      },
    ]);
    expect(await platform.linkTo({ ...place, message: '1700000000.000100' })).toBeUndefined();
  });

  it('wait for the database when that does not answer, and are not taken for gone', async () => {
    const { platform, installations, another, aTeam } = await startMany();
    const team = await aTeam('One');
    const restarted = another();
    installations.fails = new Error('database is locked');

    const first = await failureOf(restarted.post(placeOf(team), hello, key('k')));
    installations.fails = undefined;
    const second = await failureOf(restarted.post(placeOf(team), hello, key('k')));

    expect([first, second]).toEqual([{ kind: 'unavailable' }, 'done']);
    expect(platform.name).toBe('slack');
  });

  it('do not wait for one that is slow, refused, or told to wait', async () => {
    const { fake, platform, aTeam } = await startMany();
    const [slow, limited, well] = [await aTeam('A'), await aTeam('B'), await aTeam('C')];
    const release = fake.faults.every(({ team }) => team === slow.team, {
      kind: 'hang',
      when: 'before',
    });
    fake.faults.every(({ team }) => team === limited.team, { kind: 'limit', retryAfterMs: 60_000 });

    const hanging = failureOf(platform.post(placeOf(slow), hello, key('k1')));
    const waiting = await failureOf(platform.post(placeOf(limited), hello, key('k2')));
    await platform.post(placeOf(well), hello, key('k3'));
    const answer = await well.runCommand('help').answer;
    const isStillOut = await Promise.race([hanging, 'still out']);
    release();

    expect(waiting).toMatchObject({ kind: 'rate-limited' });
    expect(well.messages(well.channel)).toHaveLength(1);
    expect(answer.kind).toBe('message');
    expect(isStillOut).toBe('still out');
    await platform.stop();
  });

  it('say the same words once, whatever process Slack repeats them to, and after a restart', async () => {
    const { fake, platform, inbox, another, aTeam } = await startMany();
    const team = await aTeam('One');
    await team.mention('help').answer;
    const sent = fake.deliveries.find(({ event }) => event === 'app_mention');
    const restarted = another();
    const after = recordingInbox();
    await platform.stop();
    await platform.start(after);
    await restarted.start(after);

    if (sent !== undefined) fake.redeliver(sent);
    await fake.waitFor(() => fake.deliveries.find(({ retry, status }) => retry === 1 && status));
    await team.runCommand('help').answer;

    const commands = [inbox, after].map(
      ({ arrived }) => arrived.filter(({ kind }) => kind === 'command').length,
    );
    expect(commands).toEqual([1, 1]);
  });
});

describe('a workspace that removes Paperboy', () => {
  it('is quiet, its token is gone, and the others go on', async () => {
    const house = await startMany();
    const { platform, inbox, installations, aTeam } = house;
    const [one, two] = [await aTeam('One'), await aTeam('Two')];

    one.uninstall();
    await inbox.first(isRemoval);
    const failure = await failureOf(platform.post(placeOf(one), hello, key('k1')));
    await platform.post(placeOf(two), hello, key('k2'));

    expect([...installations.kept.keys()]).toEqual([workspaceOf(two)]);
    expect(failure).toEqual({ kind: 'gone', of: 'installation' });
    expect(removals(house)[0]).toMatchObject({ change: { workspace: workspaceOf(one) } });
    expect(two.messages(two.channel)).toHaveLength(1);
  });

  it('installs it again, and it speaks there at once with its new token', async () => {
    const { fake, platform, inbox, installUrl, aTeam } = await startMany();
    const team = await aTeam('One');
    const first = team.botToken;
    team.uninstall();
    await inbox.first(isRemoval);

    const { status } = await fake.install(installUrl, { team: team.team });
    await platform.post(placeOf(team), hello, key('k'));

    expect(status).toBe(200);
    expect(team.botToken).not.toBe(first);
    expect(team.messages(team.channel)).toHaveLength(1);
    expect(inbox.arrived.filter(isInstalled(team))).toHaveLength(2);
  });

  it('is not removed by what Slack tells late, when it has installed it again', async () => {
    const house = await startMany();
    const { fake, platform, inbox, installUrl, installations, aTeam } = house;
    const team = await aTeam('One');
    team.uninstall();
    await inbox.first(isRemoval);
    const told = fake.deliveries.filter(({ event }) => /^app_uninst|^tokens_/.test(event ?? ''));
    await fake.waitFor(() => (removals(house).length >= 2 ? true : undefined));
    await fake.install(installUrl, { team: team.team });
    const again = installations.kept.get(workspaceOf(team));
    if (again !== undefined)
      installations.kept.set(again.workspace, { ...again, installedAt: Date.now() + 60_000 });
    const asked = () => fake.requests.filter(({ method }) => method === 'auth.test').length;
    const before = asked();

    for (const one of told) fake.redeliver(one);
    await fake.waitFor(() => (asked() >= before + told.length ? true : undefined));
    await platform.post(placeOf(team), hello, key('k'));

    expect(told).toHaveLength(2);
    expect(removals(house)).toHaveLength(2);
    expect(team.messages(team.channel)).toHaveLength(1);
  });

  it('only takes tokens of people away, and nothing happens', async () => {
    const house = await startMany();
    const { fake, inbox, aTeam } = house;
    const team = await aTeam('One');

    await fake.http.send({
      ...{ type: 'event_callback', team_id: team.team, event_id: 'Ev9', event_time: 2_000_000_000 },
      event: { type: 'tokens_revoked', tokens: { oauth: [team.member], bot: [] } },
    });
    await team.runCommand('help').answer;

    expect(removals(house)).toEqual([]);
    expect(inbox.arrived.some(({ kind }) => kind === 'command')).toBe(true);
  });

  it.each([
    ['revokes its token', (team: FakeTeam) => team.revokeTokens({ isSilent: true })],
    ['uninstalls it', (team: FakeTeam) => team.uninstall({ isSilent: true })],
  ])('%s while nobody listens: the next refusal tells', async (_, act) => {
    const { platform, inbox, installations, aTeam } = await startMany();
    const team = await aTeam('One');
    act(team);

    const failure = await failureOf(platform.post(placeOf(team), hello, key('k')));
    await inbox.first(isRemoval);

    expect(failure).toEqual({ kind: 'unauthorized', of: 'installation' });
    expect(installations.kept.size).toBe(0);
  });

  it('is not taken for gone by one wrong answer', async () => {
    const house = await startMany();
    const { fake, platform, installations, aTeam } = house;
    const team = await aTeam('One');
    fake.faults.next(posts, { kind: 'refuse', error: 'account_inactive' });
    fake.faults.next(calls('chat.update'), { kind: 'refuse', error: 'invalid_auth' });

    await failureOf(platform.post(placeOf(team), hello, key('k')));
    await fake.waitFor(() => {
      const asked = fake.requests.filter(({ method, status }) => method === 'auth.test' && status);
      return asked.length === 2 ? true : undefined;
    });
    const ref = await platform.post(placeOf(team), hello, key('k'));
    await failureOf(platform.edit(ref, hello));

    expect(removals(house)).toEqual([]);
    expect(installations.kept.size).toBe(1);
  });

  it('installs it anew though nobody heard of the end: the new token is used at once', async () => {
    const { fake, platform, installUrl, aTeam } = await startMany();
    const team = await aTeam('One');
    await platform.post(placeOf(team), hello, key('k1'));
    team.uninstall({ isSilent: true });
    await fake.install(installUrl, { team: team.team });

    await platform.post(placeOf(team), hello, key('k2'));

    expect(team.messages(team.channel)).toHaveLength(2);
  });

  it('and installs it anew through another process leaves no old token in this one', async () => {
    const { fake, platform, inbox, installUrl, another, aTeam } = await startMany();
    const team = await aTeam('One');
    const other = another();
    await other.post(placeOf(team), hello, key('k1'));
    team.uninstall();
    await inbox.first(isRemoval);
    await fake.install(installUrl, { team: team.team });

    const first = await failureOf(other.post(placeOf(team), hello, key('k2')));
    const second = await failureOf(other.post(placeOf(team), hello, key('k2')));
    await platform.post(placeOf(team), hello, key('k3'));

    expect([first, second]).toEqual([{ kind: 'unauthorized', of: 'installation' }, 'done']);
  });
});
