/** Slack’s part of the settings: one workspace by its bot token, or many that install Paperboy by themselves. */

export interface SlackConfig {
  readonly botToken: string;
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** How events arrive: Socket Mode when there is an app token, else HTTP. */
  readonly receives:
    | { readonly by: 'socket'; readonly appToken: string }
    | { readonly by: 'http'; readonly signingSecret: string };
}

/** Any number of workspaces, each of which installs Paperboy by itself; events come over HTTP. */
export interface SlackOAuthConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  /** 32 bytes. */
  readonly tokenKey: Uint8Array;
  /** Ends with a slash. */
  readonly apiUrl: string;
}

/** As they are in the environment, read as text. */
interface SlackSettings {
  readonly SLACK_BOT_TOKEN?: string | undefined;
  readonly SLACK_APP_TOKEN?: string | undefined;
  readonly SLACK_SIGNING_SECRET?: string | undefined;
  readonly SLACK_CLIENT_ID?: string | undefined;
  readonly SLACK_CLIENT_SECRET?: string | undefined;
  readonly TOKEN_KEY?: string | undefined;
  readonly SLACK_API_URL: string;
}

type Has = (name: Exclude<keyof SlackSettings, 'SLACK_API_URL'> | 'PORT') => boolean;

/** Both an app token and a signing secret are fine: Slack shows both, and Socket Mode then needs only the first. */
export function slackProblems(has: Has): readonly string[] {
  if (isForMany(has)) return oauthProblems(has);
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

/** A bot token is for one workspace, whatever else of Slack's page stands beside it. */
function isForMany(has: Has): boolean {
  return !has('SLACK_BOT_TOKEN') && (has('SLACK_CLIENT_ID') || has('SLACK_CLIENT_SECRET'));
}

const FOR_MANY = [
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_SIGNING_SECRET',
  'TOKEN_KEY',
  'PORT',
] as const;

function oauthProblems(has: Has): readonly string[] {
  const given = has('SLACK_CLIENT_ID') ? 'SLACK_CLIENT_ID' : 'SLACK_CLIENT_SECRET';
  const missing = FOR_MANY.filter((name) => !has(name));
  return [
    ...missing.map((name) => `${given} needs ${name} beside it, to serve many workspaces.`),
    ...(has('SLACK_APP_TOKEN')
      ? ['SLACK_APP_TOKEN needs SLACK_BOT_TOKEN: many workspaces are served over HTTP only.']
      : []),
  ];
}

/** Easily mixed up, and Slack only says that it is not allowed. */
export function swappedTokens(given: Partial<SlackSettings>): readonly string[] {
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

export function slackOf(env: SlackSettings): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = env;
  if (botToken === undefined) return undefined;
  const apiUrl = slackUrlOf(env);
  if (appToken !== undefined) return { botToken, apiUrl, receives: { by: 'socket', appToken } };
  const signingSecret = env.SLACK_SIGNING_SECRET ?? '';
  return { botToken, apiUrl, receives: { by: 'http', signingSecret } };
}

export function slackOAuthOf(env: SlackSettings): SlackOAuthConfig | undefined {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret = '' } = env;
  const tokenKey = toKey(env.TOKEN_KEY ?? '');
  if (clientId === undefined || tokenKey === undefined) return undefined;
  const signingSecret = env.SLACK_SIGNING_SECRET ?? '';
  return { clientId, clientSecret, signingSecret, tokenKey, apiUrl: slackUrlOf(env) };
}

function slackUrlOf({ SLACK_API_URL }: SlackSettings): string {
  return `${SLACK_API_URL.replace(/\/+$/, '')}/`;
}

const KEY_BYTES = 32;

/** Undefined also for a key that nobody drew by lot: `000…`, or the example of a page. */
export function toKey(value: string): Uint8Array | undefined {
  const isHex = /^[0-9a-f]{64}$/i.test(value);
  const isBase64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(value);
  if (!isHex && !isBase64) return undefined;
  const bytes = Buffer.from(value, isHex ? 'hex' : 'base64');
  const isRandom = new Set(bytes).size > KEY_BYTES / 4;
  return bytes.length === KEY_BYTES && isRandom ? bytes : undefined;
}
