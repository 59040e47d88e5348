import { ErrorCode, type Installation } from '@slack/oauth';
import { toPlatformError } from './errors.ts';
import { INSTALL_PATH } from './install-paths.ts';
import type { Page } from './pages.ts';

type Reason = 'organisation' | 'no bot' | 'rotation';

/** Slack allowed an installation that is of no use to us. */
export class InstallRefusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(`an installation of no use: ${reason}`);
    this.name = 'InstallRefusal';
    this.reason = reason;
  }
}

const AGAIN = { label: 'Begin again', to: INSTALL_PATH };
const NOT_INSTALLED = 'Paperboy was not installed';

const REASONS: Readonly<Record<Reason, string>> = {
  organisation:
    'It cannot be installed for a whole organisation at once. Choose one workspace on Slack’s page.',
  'no bot':
    'Slack gave it no bot. Whoever runs this Paperboy has to compare its app with the manifest.',
  rotation:
    'Its app has token rotation switched on, which it does not support. Whoever runs this Paperboy has to make a new app from the manifest, as rotation cannot be switched off again.',
};

/** By the SDK's names of what can go wrong before Slack is asked. */
const BEFORE: Readonly<Record<string, string>> = {
  [ErrorCode.AuthorizationError]: 'You ended it on Slack’s page, or Slack did.',
  [ErrorCode.InvalidStateError]:
    'This page belongs to an installation that is too old, is finished, or began in another browser.',
  [ErrorCode.MissingStateError]:
    'This page belongs to an installation that is too old, is finished, or began in another browser.',
  [ErrorCode.MissingCodeError]: 'Slack sent nothing to go on with.',
};

/** What Slack answers when it is asked for the token (docs: reference/methods/oauth.v2.access). */
const BY_SLACK: Readonly<Record<string, string>> = {
  invalid_code: 'Slack’s answer is too old, or was used before.',
  bad_client_secret:
    'Slack does not know this Paperboy. Whoever runs it has to check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.',
  invalid_client_id:
    'Slack does not know this Paperboy. Whoever runs it has to check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.',
  bad_redirect_uri:
    'Slack does not know this address. Whoever runs this Paperboy has to add it to the app’s redirect URLs.',
};

export function refusalPage(error: unknown): Page {
  const page = { title: NOT_INSTALLED, link: AGAIN };
  if (error instanceof InstallRefusal)
    return { ...page, status: 400, words: REASONS[error.reason] };
  const before = BEFORE[codeOf(error)];
  if (before !== undefined) return { ...page, status: 400, words: before };
  if (!isOfSlack(error)) {
    return {
      ...page,
      status: 500,
      words: 'Something went wrong here, not at Slack. Try it again later.',
    };
  }
  const doing = { what: 'installing', of: 'installation', isWrite: false } as const;
  const words = BY_SLACK[toPlatformError(error, doing).code];
  return {
    ...page,
    status: 502,
    words: words ?? 'Slack did not answer as it should. Try it again later.',
  };
}

export function successPage({ team, appId }: Pick<Installation, 'team' | 'appId'>): Page {
  const open = new URLSearchParams({ app: appId ?? '', team: team?.id ?? '' });
  return {
    status: 200,
    title: `Paperboy is installed in ${team?.name ?? 'your workspace'}`,
    words: 'In a channel, type /invite @Paperboy, then /papers subscribe.',
    link: { label: 'Open Slack', to: `https://slack.com/app_redirect?${open}` },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? `${error.code}` : '';
}

/** The SDK's errors of a call are all of `slack_webapi_…`. */
function isOfSlack(error: unknown): boolean {
  return codeOf(error).startsWith('slack_webapi_');
}
