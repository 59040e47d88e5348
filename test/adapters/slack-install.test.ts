import { describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { createSeen } from '../../adapters/slack/seen.ts';
import { createStates, STATE_LIVES_S } from '../../adapters/slack/states.ts';
import { calls } from '../fakes/slack/index.ts';
import type { Return } from '../fakes/slack/oauth.ts';
import { type ManyHouse, openMany, placeOf, startMany } from './slack-many.ts';

const key = (name: string) => ({ key: name, purpose: 'notice' }) as const;

const STALE = /was not installed .* too old, is finished, or began in another browser/;

const nothingKept = ({ installations, inbox }: ManyHouse) => {
  expect([...installations.kept]).toEqual([]);
  expect(inbox.arrived.filter(({ kind }) => kind === 'place')).toEqual([]);
};

describe('installing Paperboy in a Slack workspace', () => {
  it('takes two pages, after which it speaks there at once', async () => {
    const { fake, platform, inbox, installations, installUrl } = await startMany();
    const team = fake.addTeam('Number Theory');

    const { status, words } = await fake.install(installUrl, { team: team.team });
    const place = placeOf(team);
    await platform.post(place, sayPlainly('Hello.'), key('k1'));

    expect(status).toBe(200);
    expect(words).toContain('Paperboy is installed in Number Theory');
    expect(words).toContain('type /invite @Paperboy, then /papers subscribe');
    expect(team.messages(team.channel)).toHaveLength(1);
    expect(installations.kept.get(place.workspace)).toMatchObject({
      name: 'Number Theory',
      secrets: { token: team.botToken, user: team.self, bot: team.bot },
    });
    expect(await inbox.first(({ kind }) => kind === 'place')).toMatchObject({
      change: { kind: 'installed', workspace: place.workspace, name: 'Number Theory' },
    });
  });

  it('shows the name of a workspace as text, on a page that loads and keeps nothing', async () => {
    const { fake, installUrl } = await startMany();
    const { team } = fake.addTeam('<script>alert(1)</script> & "Co"');

    const { words, headers } = await fake.install(installUrl, { team });

    expect(words).toContain('<script>alert(1)</script> & "Co"');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('gives the browser a word that scripts and other pages cannot read', async () => {
    const { installUrl } = await startMany();

    const response = await fetch(installUrl, { redirect: 'manual' });

    expect(response.status).toBe(302);
    expect(response.headers.getSetCookie()).toMatchObject([
      /Secure; HttpOnly; Path=\/; Max-Age=600/,
    ]);
    await response.body?.cancel();
  });

  it.each<[string, (back: Return) => Return]>([
    ['in another browser', ({ to }) => ({ to, cookie: '' })],
    ['with the cookie of another installation', ({ to, cookie }) => ({ to, cookie: `${cookie}x` })],
    [
      'with a state that somebody made up',
      ({ to }) => ({
        to: to.replace(/state=[^&]*/, 'state=made.up.word'),
        cookie: 'paperboy-install=made.up.word',
      }),
    ],
    ['without a state', ({ to, cookie }) => ({ to: to.replace(/state=[^&]*/, ''), cookie })],
  ])('cannot be finished %s', async (_, changed) => {
    const house = await startMany();
    const { fake, installUrl } = house;
    const back = await fake.oauth.consent(installUrl, { team: fake.team });

    const landed = await fake.oauth.goBack(changed(back));

    expect(landed.status).toBe(400);
    expect(landed.words).toMatch(STALE);
    expect(landed.words).toContain('Begin again');
    nothingKept(house);
  });

  it('cannot be finished twice', async () => {
    const { fake, installUrl, installations } = await startMany();
    const back = await fake.oauth.consent(installUrl, { team: fake.team });
    await fake.oauth.goBack(back);
    installations.kept.clear();

    const { status, words } = await fake.oauth.goBack(back);

    expect(status).toBe(400);
    expect(words).toMatch(STALE);
    expect(installations.kept.size).toBe(0);
  });

  it('cannot be finished at another process when this one has', async () => {
    const one = await startMany();
    const states = createStates({
      secret: one.fake.clientSecret,
      seen: one.seen,
      installUrl: { scopes: [] },
    });
    const { to, cookie } = await one.fake.oauth.consent(one.installUrl, { team: one.fake.team });
    await one.fake.oauth.goBack({ to, cookie });

    const again = states.verifyStateParam(new Date(), new URL(to).searchParams.get('state') ?? '');

    await expect(again).rejects.toThrow('used before');
  });

  it.each([
    ['the person says no', { isDenied: true }, /You ended it on Slack’s page/],
    ['it is for a whole organisation', { isOrg: true }, /Choose one workspace/],
    ['tokens would change every day', { rotates: true }, /token rotation switched on/],
  ])('is refused in words when %s', async (_, how, words) => {
    const house = await startMany();
    const { fake, installUrl } = house;

    const landed = await fake.install(installUrl, { team: fake.team, ...how });

    expect(landed.status).toBe(400);
    expect(landed.words).toMatch(words);
    nothingKept(house);
  });

  it.each([
    ['invalid_code', /Slack’s answer is too old, or was used before/],
    ['bad_client_secret', /check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET/],
    ['bad_redirect_uri', /add it to the app’s redirect URLs/],
    ['fatal_error', /Slack did not answer as it should/],
  ])('is refused in words when Slack says %s', async (error, words) => {
    const house = await startMany();
    const { fake, installUrl } = house;
    fake.faults.next(calls('oauth.v2.access'), { kind: 'refuse', error });

    const landed = await fake.install(installUrl, { team: fake.team });

    expect(landed.status).toBe(502);
    expect(landed.words).toMatch(words);
    nothingKept(house);
  });

  it('is refused in words when Slack does not answer, asked once', async () => {
    const house = await startMany();
    const { fake, installUrl } = house;
    fake.faults.next(calls('oauth.v2.access'), { kind: 'fail', when: 'after' });

    const landed = await fake.install(installUrl, { team: fake.team });

    expect(landed.status).toBe(502);
    expect(fake.requests.filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(1);
    nothingKept(house);
  });

  it('is refused in words when it cannot be stored', async () => {
    const house = await startMany();
    const { fake, installUrl, installations } = house;
    installations.fails = new Error('the disk is full');

    const landed = await fake.install(installUrl, { team: fake.team });

    expect(landed.status).toBe(500);
    expect(landed.words).toMatch(/went wrong here, not at Slack/);
    expect(landed.words).not.toContain('disk');
    nothingKept(house);
  });

  it('says in words that it cannot begin yet, and takes no other kind of request', async () => {
    const house = await openMany();
    const before = await fetch(house.installUrl);
    await house.platform.start(house.inbox);
    const posted = await fetch(house.installUrl, { method: 'POST' });

    expect([before.status, posted.status]).toEqual([503, 405]);
    expect(await before.text()).toContain('Paperboy is starting, or stopping');
  });

  it('may leave out what only some need', async () => {
    const { fake, installUrl, platform } = await startMany();
    const without = ['links:read', 'links:write'];

    await fake.install(installUrl, { team: fake.team, without });

    expect(await platform.unfurlObstacle?.(`slack:${fake.team}`)).toMatchObject({
      kind: 'permission',
    });
  });
});

describe('the word that comes back from Slack', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
  const installUrl = { scopes: ['chat:write'] };
  const states = (secret = 'one') => createStates({ secret, seen: createSeen(), installUrl });

  it('is good once, for ten minutes', async () => {
    const all = states();
    const [early, late] = await Promise.all([
      all.generateStateParam(installUrl, at(0)),
      all.generateStateParam(installUrl, at(0)),
    ]);

    expect(await all.verifyStateParam(at(STATE_LIVES_S * 1_000), early)).toEqual(installUrl);
    await expect(all.verifyStateParam(at(1), early)).rejects.toThrow('used before');
    await expect(all.verifyStateParam(at(STATE_LIVES_S * 1_000 + 1), late)).rejects.toThrow(
      'too old',
    );
    expect(early).not.toBe(late);
  });

  it('is nobody else’s, and cannot be made to live longer', async () => {
    const word = await states().generateStateParam(installUrl, at(0));
    const [random, until, signature] = word.split('.');
    const longer = [random, Number(until) + 60_000, signature].join('.');

    await expect(states('other').verifyStateParam(at(1), word)).rejects.toThrow('not ours');
    await expect(states().verifyStateParam(at(1), longer)).rejects.toThrow('not ours');
    await expect(states().verifyStateParam(at(1), '')).rejects.toThrow('not ours');
  });
});
