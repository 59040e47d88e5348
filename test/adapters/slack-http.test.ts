import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import { type Arrived, type RecordingInbox, recordingInbox } from '../contract/inbox.ts';
import { aLog, type RememberedLog } from '../unit/papers/a-log.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const open: SlackHouse[] = [];

afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

async function anOpenHouse(options?: Parameters<typeof openSlack>[1]): Promise<SlackHouse> {
  const house = await openSlack('http', options);
  open.push(house);
  return house;
}

async function started(
  answers?: Parameters<typeof recordingInbox>[0],
): Promise<{ readonly house: SlackHouse; readonly inbox: RecordingInbox }> {
  const house = await anOpenHouse();
  const inbox = recordingInbox(answers);
  await house.platform.start(inbox);
  return { house, inbox };
}

const sentences = ({ lines }: RememberedLog) => lines.map(({ sentence }) => sentence);

const isRemoval = (arrived: Arrived) =>
  arrived.kind === 'place' && arrived.change.kind === 'removed';

const mention = (house: SlackHouse) => ({
  type: 'event_callback',
  team_id: house.fake.team,
  api_app_id: house.fake.app,
  event_id: 'Ev00000001',
  event: {
    type: 'app_mention',
    user: house.fake.member,
    text: `<@${house.fake.self}> help`,
    channel: house.fake.channel,
    ts: '1700000000.000100',
  },
});

describe('Slack over HTTP', () => {
  it('offers one path, and opens no connection', async () => {
    const { house } = await started();

    expect(house.platform.routes?.map(({ path }) => path)).toEqual(['/slack/events']);
    expect(house.fake.sockets.opened).toBe(0);
    expect(house.fake.methods).toEqual(new Set(['auth.test']));
  });

  it('offers no path over Socket Mode', async () => {
    const house = await anOpenHouse();

    const platform = house.create({ appToken: house.fake.appToken });

    expect(platform.routes).toBeUndefined();
  });

  it('reports a gap at its start', async () => {
    const { house, inbox } = await started();

    const found = await inbox.first(({ kind }) => kind === 'gap');

    expect(found).toMatchObject({ scope: { workspace: house.workspace } });
  });

  it('answers Slack’s challenge', async () => {
    const { house } = await started();

    expect(await house.fake.http.verifyUrl()).toBe(true);
  });

  it.each([
    ['a wrong signature', { secret: 'f'.repeat(32) }],
    ['a request of the past', { offMs: -6 * 60_000 }],
    ['a request of the future', { offMs: 6 * 60_000 }],
    ['a signature of nobody', { headers: { 'x-slack-signature': 'v0=' } }],
    ['a timestamp that is none', { headers: { 'x-slack-request-timestamp': 'now' } }],
  ])('refuses %s, and nothing comes of it', async (_, how) => {
    const { house, inbox } = await started();

    const { status } = await house.fake.http.send(mention(house), how);

    expect(status).toBe(401);
    expect(inbox.arrived.filter(({ kind }) => kind === 'command')).toEqual([]);
  });

  it('takes what is signed a little early or late', async () => {
    const { house, inbox } = await started();

    const { status } = await house.fake.http.send(mention(house), { offMs: 4 * 60_000 });

    expect(status).toBe(200);
    expect(await inbox.first(({ kind }) => kind === 'command')).toMatchObject({
      command: { name: 'help' },
    });
  });

  it('takes what Slack sends again: it may be the only time', async () => {
    const { house, inbox } = await started();
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };

    await house.fake.http.send(mention(house), { headers });

    expect(await inbox.first(({ kind }) => kind === 'command')).toMatchObject({
      command: { name: 'help' },
    });
  });

  it('hears nothing of another workspace than the token’s', async () => {
    const { house, inbox } = await started();

    const { status } = await house.fake.http.send({ ...mention(house), team_id: 'T0ELSEWHERE' });
    await house.fake.runCommand('help').answer;

    expect(status).toBe(200);
    expect(inbox.arrived.filter(({ kind }) => kind === 'command')).toHaveLength(1);
  });

  it('goes on when another workspace than the token’s removes the app', async () => {
    const { house, inbox } = await started();
    const { team, app, self } = house.fake;
    const elsewhere = { type: 'event_callback', team_id: 'T0ELSEWHERE', api_app_id: app };
    const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [self] } };

    await house.fake.http.send({ ...elsewhere, event: { type: 'app_uninstalled' } });
    await house.fake.http.send({ ...elsewhere, event: revoked });
    await house.fake.runCommand('help').answer;
    const before = inbox.arrived.filter(isRemoval);
    await house.fake.http.send({ ...elsewhere, team_id: team, event: revoked });

    expect(before).toEqual([]);
    expect(await inbox.first(isRemoval)).toMatchObject({ change: { workspace: `slack:${team}` } });
  });

  it('refuses what is larger than anything that Slack sends', async () => {
    const { house, inbox } = await started();
    const event = { ...mention(house).event, text: 'x'.repeat(1_000_000) };

    const { status } = await house.fake.http.send({ ...mention(house), event });

    expect(status).toBe(413);
    expect(inbox.arrived.filter(({ kind }) => kind === 'command')).toEqual([]);
  });

  it.each([null, [], 1, 'words', true])(
    'refuses %j, signed or not, in words of its log, and lives on',
    async (body) => {
      const house = await anOpenHouse();
      const log = aLog();
      await house.create({ log }).start(recordingInbox());
      const { http } = house.fake;
      const wrong = { secret: 'f'.repeat(32) };

      const signed = [await http.send(body), await http.sendForm(body)];
      const unsigned = await http.send(body, wrong);

      expect(signed.map(({ status }) => status)).toEqual([400, 400]);
      expect(unsigned.status).toBe(401);
      expect(sentences(log)).toEqual(Array(3).fill('a request to Slack’s path was refused'));
      expect(await http.verifyUrl()).toBe(true);
    },
  );

  it('answers what bolt fails at, and lives on', async () => {
    const house = await anOpenHouse();
    const log = aLog();
    await house.create({ log }).start(recordingInbox());
    const { http } = house.fake;

    const { status } = await http.send({ ...mention(house), event: null });

    expect(status).toBe(500);
    expect(sentences(log)).toEqual(['a request of Slack’s was not handled']);
    expect(await http.verifyUrl()).toBe(true);
  });

  it('refuses what nobody posts', async () => {
    const { house } = await started();

    const got = await fetch(house.eventsUrl);

    expect(got.status).toBe(405);
  });

  it('asks Slack to come again before its start and after its stop', async () => {
    const house = await anOpenHouse();
    const before = await house.fake.http.send(mention(house));
    await house.platform.start(recordingInbox());
    await house.platform.stop();
    const after = await house.fake.http.send(mention(house));

    expect([before.status, after.status]).toEqual([503, 503]);
  });

  it('refuses the start of a wrong token', async () => {
    const house = await anOpenHouse();
    const platform = house.create({ botToken: 'xoxb-wrong' });

    const failure = await platform.start(recordingInbox()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unauthorized', of: 'installation' } });
  });

  it('waits for an answer that is on its way before it stops', async () => {
    const slow = Promise.withResolvers<Reply>();
    const { house, inbox } = await started({ command: () => slow.promise });
    const asked = house.fake.runCommand('help');
    await inbox.first(({ kind }) => kind === 'command');
    const order: string[] = [];

    const stopping = house.platform.stop().then(() => order.push('stopped'));
    for (let n = 0; n < 20; n += 1) await house.platform.inspect(house.place);
    order.push('answered');
    slow.resolve({ kind: 'message', message: sayPlainly('Just in time.') });
    await stopping;

    expect(order).toEqual(['answered', 'stopped']);
    expect(asked.answers).toMatchObject([{ words: 'Just in time.' }]);
  });
});
