import { z } from 'zod';
import { type Place, toPlace } from '#chat/platform.ts';
import { alertProblems } from './config-alerts.ts';
import {
  type SlackConfig,
  type SlackOAuthConfig,
  slackOAuthOf,
  slackOf,
  slackProblems,
  swappedTokens,
  toKey,
} from './config-slack.ts';
import { ConfigError } from './errors.ts';

/** A setting of `.env` or the environment, as the README's table shows it. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly standard?: string;
}

/** Every setting there is. */
export const SETTINGS = [
  { name: 'SLACK_BOT_TOKEN', meaning: 'Slack: the bot’s token, `xoxb-…`' },
  { name: 'SLACK_APP_TOKEN', meaning: 'Slack: the app’s token, `xapp-…`, for Socket Mode' },
  {
    name: 'SLACK_SIGNING_SECRET',
    meaning: 'Slack: the signing secret, for HTTP at `/slack/events` when there is no app token',
  },
  {
    name: 'SLACK_CLIENT_ID',
    meaning: 'Slack for many workspaces, without `SLACK_BOT_TOKEN`: the app’s client id',
  },
  { name: 'SLACK_CLIENT_SECRET', meaning: 'Slack for many workspaces: the app’s client secret' },
  {
    name: 'TOKEN_KEY',
    meaning:
      'Slack for many workspaces: 32 random bytes as hex or base64; encrypts their tokens in the database',
  },
  { name: 'DISCORD_TOKEN', meaning: 'Discord: the bot’s token' },
  {
    name: 'DATABASE_URL',
    meaning: 'Where the one SQLite file lies, or a PostgreSQL server: `postgres://…`',
    standard: 'file:./data/paperboy.db',
  },
  {
    name: 'PORT',
    meaning:
      'With Slack or Discord: opens `/healthz`, `/readyz` and `/metrics`, and `/slack/events` in HTTP mode; without it no port is opened',
  },
  {
    name: 'ALERT_CHANNEL',
    meaning:
      'Where the operator is told what goes wrong: `slack:<workspace>/<channel>` or `discord:<server>/<channel>`',
  },
  {
    name: 'LOG_LEVEL',
    meaning:
      '`debug`, `info`, `warn`, `error` or `silent`; `info` where it serves a platform, else `error`',
  },
  {
    name: 'HF_ENDPOINT',
    meaning: 'Where papers come from',
    standard: 'https://huggingface.co',
  },
  { name: 'HF_TOKEN', meaning: 'A token of Hugging Face; not needed' },
  {
    name: 'ARCHIVE_SINCE',
    meaning: 'The archive fills itself back to this day; `none` switches that off',
    standard: '2023-05-04',
  },
  {
    name: 'SLACK_API_URL',
    meaning: 'Slack’s API, whole',
    standard: 'https://slack.com/api/',
  },
  {
    name: 'DISCORD_API_URL',
    meaning: 'Discord’s API, whole, without a version',
    standard: 'https://discord.com/api',
  },
] as const satisfies readonly Setting[];

type Name = (typeof SETTINGS)[number]['name'];

export interface DiscordConfig {
  readonly token: string;
  /** Without version and without a slash at its end. */
  readonly apiUrl: string;
}

export interface Config {
  readonly databaseUrl: string;
  readonly huggingFace: { readonly endpoint: string; readonly token?: string };
  /** The oldest day, `YYYY-MM-DD`, that the archive fetches by itself; absent when it shall fetch none. */
  readonly archiveSince?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Where the operator is told what goes wrong. */
  readonly alertChannel?: Place;
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** One of these at most. */
  readonly slack?: SlackConfig;
  readonly slackOAuth?: SlackOAuthConfig;
  readonly discord?: DiscordConfig;
}

const url = (name: string) =>
  z
    .string()
    .refine(isHttp, `${name} must be a URL that begins with https:// (or http://).`)
    .refine(isOpen, `${name} must hold no user name and no password: it is written into the log.`);

/** Anything else cannot be sent, mostly a quote or a … that was copied with it. */
const token = (name: string) =>
  z
    .string()
    .regex(/^[!-~]+$/, `${name} has a letter that no token has.`)
    .optional();

const Environment = z.object({
  SLACK_BOT_TOKEN: token('SLACK_BOT_TOKEN'),
  SLACK_APP_TOKEN: token('SLACK_APP_TOKEN'),
  SLACK_SIGNING_SECRET: token('SLACK_SIGNING_SECRET'),
  SLACK_CLIENT_ID: token('SLACK_CLIENT_ID'),
  SLACK_CLIENT_SECRET: token('SLACK_CLIENT_SECRET'),
  TOKEN_KEY: z
    .string()
    .refine(
      (value) => toKey(value) !== undefined,
      'TOKEN_KEY must be 32 random bytes, as hex or base64. Make one with: openssl rand -hex 32',
    )
    .optional(),
  DISCORD_TOKEN: token('DISCORD_TOKEN'),
  DATABASE_URL: z
    .string()
    .refine(
      (value) => /^file:.+|^postgres(?:ql)?:\/\/.+/.test(value),
      'DATABASE_URL must begin with file:, as file:./data/paperboy.db, or with postgres://.',
    ),
  PORT: z
    .string()
    .refine(
      (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
      'PORT must be a number from 0 to 65535.',
    )
    .optional(),
  ALERT_CHANNEL: z.string().optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'LOG_LEVEL must be debug, info, warn, error or silent.',
    })
    .optional(),
  HF_ENDPOINT: url('HF_ENDPOINT'),
  HF_TOKEN: token('HF_TOKEN'),
  ARCHIVE_SINCE: z
    .string()
    .refine(
      (value) => value === 'none' || z.iso.date().safeParse(value).success,
      'ARCHIVE_SINCE must be a day, as 2024-01-01, or none.',
    ),
  SLACK_API_URL: url('SLACK_API_URL'),
  DISCORD_API_URL: url('DISCORD_API_URL'),
});
type Environment = z.infer<typeof Environment>;

type Values = Readonly<Record<string, string | undefined>>;

/** Reads the settings; an empty one counts as not set. @throws ConfigError with every problem at once */
export function readConfig(values: Values): Config {
  const given = Object.fromEntries(
    SETTINGS.map(({ name }) => [name, givenOrStandard(name, values)]),
  );
  const read = Environment.safeParse(given);
  const problems = [
    ...(read.error?.issues.map(({ message }) => message) ?? []),
    ...slackProblems((name) => given[name] !== undefined),
    ...swappedTokens(given),
    ...alertProblems(given),
    ...proxyProblems(values),
  ];
  if (problems.length > 0 || !read.success) throw new ConfigError(problems);
  return toConfig(read.data);
}

function givenOrStandard(name: Name, values: Values) {
  const typed = values[name]?.trim();
  if (typed !== undefined && typed !== '') return typed;
  const setting: Setting | undefined = SETTINGS.find((one) => one.name === name);
  return setting?.standard;
}

/** Not settings of ours, but a start that cannot use them would end in a stack trace. */
function proxyProblems(values: Values): readonly string[] {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];
  return names
    .filter((name) => values[name] && !isProxy(values[name]))
    .map((name) => `${name} must be a URL that begins with http:// (or https://, socks5://).`);
}

/** What undici takes. */
function isProxy(value: string): boolean {
  return /^(?:https?|socks5?):$/.test(URL.parse(value)?.protocol ?? '');
}

function toConfig(env: Environment): Config {
  const slack = slackOf(env);
  const alertChannel = toPlace(env.ALERT_CHANNEL ?? '');
  const slackOAuth = slack === undefined ? slackOAuthOf(env) : undefined;
  return {
    databaseUrl: env.DATABASE_URL,
    huggingFace: {
      endpoint: env.HF_ENDPOINT,
      ...(env.HF_TOKEN !== undefined && { token: env.HF_TOKEN }),
    },
    ...(env.ARCHIVE_SINCE !== 'none' && { archiveSince: env.ARCHIVE_SINCE }),
    ...(env.PORT !== undefined && { port: Number(env.PORT) }),
    ...(alertChannel !== undefined && { alertChannel }),
    ...(env.LOG_LEVEL !== undefined && { logLevel: env.LOG_LEVEL }),
    ...(slack !== undefined && { slack }),
    ...(slackOAuth !== undefined && { slackOAuth }),
    ...(env.DISCORD_TOKEN !== undefined && {
      discord: { token: env.DISCORD_TOKEN, apiUrl: env.DISCORD_API_URL.replace(/\/+$/, '') },
    }),
  };
}

function isHttp(value: string): boolean {
  const parsed = URL.parse(value);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
}

function isOpen(value: string): boolean {
  const parsed = URL.parse(value);
  return !parsed?.username && !parsed?.password;
}
