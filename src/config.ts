import { z } from 'zod';
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
  { name: 'DISCORD_TOKEN', meaning: 'Discord: the bot’s token' },
  {
    name: 'DATABASE_URL',
    meaning: 'Where the one SQLite file lies',
    standard: 'file:./data/paperboy.db',
  },
  {
    name: 'PORT',
    meaning: 'Opens `/healthz`, and `/slack/events` in HTTP mode; without it no port is opened',
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

export interface SlackConfig {
  readonly botToken: string;
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** How events arrive: Socket Mode when there is an app token, else HTTP. */
  readonly receives:
    | { readonly by: 'socket'; readonly appToken: string }
    | { readonly by: 'http'; readonly signingSecret: string };
}

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
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly slack?: SlackConfig;
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
  DISCORD_TOKEN: token('DISCORD_TOKEN'),
  DATABASE_URL: z
    .string()
    .refine(
      (value) => /^file:.+/.test(value),
      'DATABASE_URL must begin with file:, as file:./data/paperboy.db.',
    ),
  PORT: z
    .string()
    .refine(
      (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
      'PORT must be a number from 0 to 65535.',
    )
    .optional(),
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

/** Both an app token and a signing secret are fine: Slack shows both, and Socket Mode then needs only the first. */
function slackProblems(has: (name: Name) => boolean): readonly string[] {
  const receives = has('SLACK_APP_TOKEN') || has('SLACK_SIGNING_SECRET');
  if (has('SLACK_BOT_TOKEN') && !receives) {
    return [
      'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN beside it (Socket Mode), or SLACK_SIGNING_SECRET and PORT (HTTP).',
    ];
  }
  if (!has('SLACK_BOT_TOKEN') && receives) {
    const which = has('SLACK_APP_TOKEN') ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET';
    return [`${which} needs SLACK_BOT_TOKEN beside it.`];
  }
  const isHttpMode = has('SLACK_BOT_TOKEN') && !has('SLACK_APP_TOKEN');
  if (isHttpMode && !has('PORT')) {
    return ['SLACK_SIGNING_SECRET needs PORT: Slack sends its events to that port.'];
  }
  return [];
}

/** Easily mixed up, and Slack only says that it is not allowed. */
function swappedTokens(given: Values): readonly string[] {
  return [
    ...(given.SLACK_BOT_TOKEN?.startsWith('xapp-')
      ? [
          'SLACK_BOT_TOKEN is an app token, which begins with xapp-: the bot token begins with xoxb-.',
        ]
      : []),
    ...(given.SLACK_APP_TOKEN?.startsWith('xoxb-')
      ? [
          'SLACK_APP_TOKEN is a bot token, which begins with xoxb-: the app token begins with xapp-.',
        ]
      : []),
  ];
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
  return {
    databaseUrl: env.DATABASE_URL,
    huggingFace: {
      endpoint: env.HF_ENDPOINT,
      ...(env.HF_TOKEN !== undefined && { token: env.HF_TOKEN }),
    },
    ...(env.ARCHIVE_SINCE !== 'none' && { archiveSince: env.ARCHIVE_SINCE }),
    ...(env.PORT !== undefined && { port: Number(env.PORT) }),
    ...(env.LOG_LEVEL !== undefined && { logLevel: env.LOG_LEVEL }),
    ...(slack !== undefined && { slack }),
    ...(env.DISCORD_TOKEN !== undefined && {
      discord: { token: env.DISCORD_TOKEN, apiUrl: env.DISCORD_API_URL.replace(/\/+$/, '') },
    }),
  };
}

function slackOf(env: Environment): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = env;
  if (botToken === undefined) return undefined;
  const apiUrl = `${env.SLACK_API_URL.replace(/\/+$/, '')}/`;
  if (appToken !== undefined) return { botToken, apiUrl, receives: { by: 'socket', appToken } };
  const signingSecret = env.SLACK_SIGNING_SECRET ?? '';
  return { botToken, apiUrl, receives: { by: 'http', signingSecret } };
}

function isHttp(value: string): boolean {
  const parsed = URL.parse(value);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
}

function isOpen(value: string): boolean {
  const parsed = URL.parse(value);
  return !parsed?.username && !parsed?.password;
}
