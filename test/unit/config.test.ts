import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';

const KEY = Buffer.from('9f8e7d6c5b4a39281706f5e4d3c2b1a0112233445566778899aabbccddeeff00', 'hex');
const MANY = {
  ...{ SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'cs', SLACK_SIGNING_SECRET: 's' },
  ...{ TOKEN_KEY: KEY.toString('hex'), PORT: '8080' },
};

describe('readConfig', () => {
  it('needs nothing', () => {
    const config = readConfig({});

    expect(config).toEqual({
      databaseUrl: 'file:./data/paperboy.db',
      huggingFace: { endpoint: 'https://huggingface.co' },
      archiveSince: '2023-05-04',
    });
  });

  it('takes an empty setting as one that is not set', () => {
    const config = readConfig({ DISCORD_TOKEN: '', PORT: ' ', SLACK_BOT_TOKEN: '', LOG_LEVEL: '' });

    expect(config).toEqual(readConfig({}));
  });

  it('receives from Slack by Socket Mode when there is an app token, secret or not', () => {
    const tokens = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

    const configs = [readConfig(tokens), readConfig({ ...tokens, SLACK_SIGNING_SECRET: 's' })];

    for (const { slack } of configs) {
      expect(slack).toEqual({
        botToken: 'xoxb-1',
        apiUrl: 'https://slack.com/api/',
        receives: { by: 'socket', appToken: 'xapp-1' },
      });
    }
  });

  it('receives from Slack by HTTP with a signing secret and a port', () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', PORT: '8080' };

    const { slack, port } = readConfig(env);

    expect(slack?.receives).toEqual({ by: 'http', signingSecret: 's' });
    expect(port).toBe(8080);
  });

  it('alerts in a channel of a platform that is set up', () => {
    const env = { DISCORD_TOKEN: 'x', ALERT_CHANNEL: 'discord:81384788765712384/1' };

    expect(readConfig(env).alertChannel).toEqual({
      ...{ workspace: 'discord:81384788765712384', channel: '1' },
    });
  });

  it.each([
    ['#ops', 'ALERT_CHANNEL must be a channel, as slack:T0001/C0001'],
    ['irc:net/ops', 'ALERT_CHANNEL must be a channel, as slack:T0001/C0001'],
    ['slack:T0001/C0001', 'ALERT_CHANNEL needs SLACK_BOT_TOKEN beside it.'],
  ])('refuses to alert in %s', (channel, problem) => {
    const read = () => readConfig({ DISCORD_TOKEN: 'x', ALERT_CHANNEL: channel });

    expect(read).toThrow(problem);
  });

  it.each([
    ['hex', KEY.toString('hex')],
    ['base64', KEY.toString('base64')],
    ['base64 of an address', KEY.toString('base64url')],
  ])('serves many workspaces of Slack, with a key as %s', (_, key) => {
    const config = readConfig({ ...MANY, TOKEN_KEY: key });

    expect(config.slack).toBeUndefined();
    expect(config.slackOAuth).toEqual({
      ...{ clientId: '1.2', clientSecret: 'cs', signingSecret: 's', tokenKey: KEY },
      apiUrl: 'https://slack.com/api/',
    });
  });

  it('serves one workspace where there is a bot token, whatever stands beside it', () => {
    const config = readConfig({ ...MANY, SLACK_BOT_TOKEN: 'xoxb-1' });

    expect(config.slack).toMatchObject({ botToken: 'xoxb-1' });
    expect(config).not.toHaveProperty('slackOAuth');
  });

  it('names all that many workspaces need', () => {
    const problems = problemsOf({ SLACK_CLIENT_ID: '1.2', SLACK_APP_TOKEN: 'xapp-1' });

    expect(problems).toEqual([
      ...['SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET', 'TOKEN_KEY', 'PORT'].map(
        (name) => `SLACK_CLIENT_ID needs ${name} beside it, to serve many workspaces.`,
      ),
      'SLACK_APP_TOKEN needs SLACK_BOT_TOKEN: many workspaces are served over HTTP only.',
    ]);
  });

  it.each(['0'.repeat(64), 'change me', KEY.toString('hex').slice(2), 'a'.repeat(43)])(
    'takes nothing for a key that nobody drew by lot: %s',
    (key) => {
      expect(problemsOf({ ...MANY, TOKEN_KEY: key })).toEqual([
        'TOKEN_KEY must be 32 random bytes, as hex or base64. Make one with: openssl rand -hex 32',
      ]);
    },
  );

  it('fills the archive back to the day that is wanted, or not at all', () => {
    expect(readConfig({ ARCHIVE_SINCE: '2024-02-29' }).archiveSince).toBe('2024-02-29');
    expect(readConfig({ ARCHIVE_SINCE: 'none' })).not.toHaveProperty('archiveSince');
  });

  it('takes a PostgreSQL server for a database', () => {
    const databaseUrl = 'postgresql://ada:secret@db.example/paperboy?sslmode=require';

    expect(readConfig({ DATABASE_URL: databaseUrl }).databaseUrl).toBe(databaseUrl);
  });

  it('writes base URLs as the platforms’ SDKs want them', () => {
    const config = readConfig({
      ...{ SLACK_BOT_TOKEN: 'b', SLACK_APP_TOKEN: 'a', DISCORD_TOKEN: 'd' },
      SLACK_API_URL: 'http://127.0.0.1:1/api',
      DISCORD_API_URL: 'http://127.0.0.1:2/api/',
    });

    expect(config.slack?.apiUrl).toBe('http://127.0.0.1:1/api/');
    expect(config.discord).toEqual({ token: 'd', apiUrl: 'http://127.0.0.1:2/api' });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'b' }, /SLACK_BOT_TOKEN needs SLACK_APP_TOKEN/],
    [{ SLACK_APP_TOKEN: 'a' }, /SLACK_APP_TOKEN needs SLACK_BOT_TOKEN/],
    [{ SLACK_SIGNING_SECRET: 's' }, /SLACK_SIGNING_SECRET needs SLACK_BOT_TOKEN/],
    [{ SLACK_BOT_TOKEN: 'b', SLACK_SIGNING_SECRET: 's' }, /needs PORT/],
    [{ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'a' }, /SLACK_BOT_TOKEN is an app token/],
    [{ SLACK_BOT_TOKEN: 'b', SLACK_APP_TOKEN: 'xoxb-1' }, /SLACK_APP_TOKEN is a bot token/],
    [{ HTTPS_PROXY: 'proxy.corp:8080' }, /HTTPS_PROXY must be a URL/],
    [{ http_proxy: 'nonsense' }, /http_proxy must be a URL/],
    [{ PORT: '8080x' }, /PORT must be a number/],
    [{ PORT: '65536' }, /PORT must be a number/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be/],
    [{ DATABASE_URL: 'postgres:x' }, /DATABASE_URL must begin with file:.* or with postgres:/],
    [{ DATABASE_URL: 'file:' }, /DATABASE_URL must begin with file:/],
    [{ HF_ENDPOINT: 'huggingface.co' }, /HF_ENDPOINT must be a URL/],
    [{ HF_ENDPOINT: 'https://ada:secret@mirror.example' }, /HF_ENDPOINT must hold no user name/],
    [{ HF_TOKEN: 'hf_abc…' }, /HF_TOKEN has a letter that no token has/],
    [{ ARCHIVE_SINCE: '2024' }, /ARCHIVE_SINCE must be a day, as 2024-01-01, or none\./],
    [{ ARCHIVE_SINCE: '2025-02-29' }, /ARCHIVE_SINCE must be a day/],
    [{ DISCORD_TOKEN: '“a.b.c”' }, /DISCORD_TOKEN has a letter/],
    [{ SLACK_API_URL: 'ftp://slack.com' }, /SLACK_API_URL must be a URL/],
    [{ DISCORD_API_URL: '//discord.com' }, /DISCORD_API_URL must be a URL/],
  ])('refuses %j', (env, problem) => {
    const read = () => readConfig(env);

    expect(read).toThrow(ConfigError);
    expect(read).toThrow(problem);
  });

  it('names every problem at once, and no secret', () => {
    const problems = problemsOf({
      PORT: 'x',
      LOG_LEVEL: 'y',
      HF_ENDPOINT: 'z',
      ARCHIVE_SINCE: 'w',
      SLACK_APP_TOKEN: 'xapp-secret',
    });

    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('xapp-secret');
  });
});

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}
