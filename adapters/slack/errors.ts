import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { LEFT_TOO_LATE } from '#chat/in-time.ts';
import { type FailedThing, type Failure, PlatformError } from '#chat/platform.ts';

/** What was being done, for the words and the meaning of an error. */
export interface Doing {
  /** `posting to channel C0001`. */
  readonly what: string;
  /** What a missing or closed channel is about. */
  readonly of: FailedThing;
  /** Whether an unanswered call, or an answer without a meaning, may have changed something that matters. */
  readonly isWrite: boolean;
}

/** Slack's wait when it names none. */
const UNNAMED_WAIT_MS = 60_000;

/** Slack's codes by what the caller can do (docs: reference/methods, and their common errors). */
const FAILURES: ReadonlyMap<string, Meaning> = new Map([
  ...listed(
    { kind: 'unauthorized', of: 'installation' },
    `account_inactive token_revoked token_expired invalid_auth not_authed access_denied missing_scope
     enterprise_is_restricted team_access_not_granted no_permission not_allowed_token_type
     two_factor_setup_required user_removed_from_team team_disabled forbidden_team`,
  ),
  ...listed(({ of }) => ({ kind: 'gone', of }), 'channel_not_found team_not_found'),
  ...listed(({ of }) => ({ kind: 'forbidden', of }), 'not_in_channel channel_is_limited_access'),
  ...listed(
    ({ of }) => ({ kind: 'closed', of }),
    `is_archived restricted_action restricted_action_read_only_channel
     restricted_action_thread_only_channel ekm_access_denied posting_to_channel_denied
     slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
     slack_connect_lists_sharing_blocked`,
  ),
  ...listed({ kind: 'gone', of: 'thread' }, 'thread_not_found'),
  ...listed(
    { kind: 'closed', of: 'thread' },
    `cannot_reply_to_message restricted_action_thread_locked
     restricted_action_non_threadable_channel`,
  ),
  ...listed({ kind: 'gone', of: 'message' }, 'message_not_found'),
  ...listed(
    { kind: 'closed', of: 'message' },
    'cant_update_message cant_delete_message edit_window_closed is_inactive',
  ),
  ...listed({ kind: 'gone', of: 'person' }, 'user_not_found user_disabled user_not_visible'),
  ...listed(
    { kind: 'forbidden', of: 'person' },
    'messages_tab_disabled cannot_dm_bot user_not_in_channel',
  ),
  ...listed(limitOf, 'ratelimited'),
  ...listed(
    { kind: 'rate-limited', retryAfterMs: UNNAMED_WAIT_MS, of: 'installation' },
    'rate_limited message_limit_exceeded',
  ),
  ...listed(
    { kind: 'unavailable' },
    `service_unavailable request_timeout org_login_required team_added_to_org accesslimited
     update_failed streaming_state_conflict external_channel_migrating`,
  ),
  ...listed(
    { kind: 'rejected' },
    `invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text
     markdown_text_conflict metadata_too_large invalid_metadata_format invalid_metadata_schema
     metadata_must_be_sent_from_app too_many_attachments too_many_contact_cards
     attachment_payload_limit_exceeded missing_file_data as_user_not_supported invalid_arguments
     invalid_arg_name invalid_array_arg invalid_form_data invalid_charset invalid_post_type
     missing_post_type deprecated_endpoint method_deprecated block_mismatch invalid_attachments
     view_too_large`,
  ),
]);

type Meaning = Failure | ((doing: Doing) => Failure);

/**
 * A 429 is of one method, and of posts about one channel; which of the two Slack does not say (docs: apis/web-api/rate-limits).
 * Who takes it for the channel's alone meets the next one at once; who takes it for more stops posts by the limit of a reading.
 */
function limitOf({ of }: Doing, retryAfterMs = UNNAMED_WAIT_MS): Failure {
  const isAll = of === 'installation';
  return { kind: 'rate-limited', retryAfterMs, of: isAll ? 'installation' : 'channel' };
}

function listed(failure: Meaning, codes: string): readonly (readonly [string, Meaning])[] {
  return codes.split(/\s+/).map((code) => [code, failure]);
}

/** Everything that Slack's SDK throws, as the one error that leaves an adapter. */
export function toPlatformError(error: unknown, doing: Doing): PlatformError {
  if (error instanceof PlatformError) return error;
  const { failure, code, reason } = translate(error, doing);
  return new PlatformError(`${doing.what}: ${reason}`, failure, { code, cause: error });
}

interface Translated {
  readonly failure: Failure;
  readonly code: string;
  readonly reason: string;
}

function translate(error: unknown, doing: Doing): Translated {
  if (error instanceof WebAPIPlatformError) return ofAnswer(error, doing);
  if (error instanceof WebAPIRateLimitedError) return limited(error.retryAfter * 1_000, doing);
  if (error instanceof WebAPIHTTPError) {
    const code = String(error.statusCode);
    return { failure: unanswered(doing), code, reason: `HTTP ${code}` };
  }
  const reason = error instanceof Error ? error.message : String(error);
  // The SDK throws an error without a class for a 429 that does not say how long.
  if (reason.startsWith('Retry header did not contain')) return limited(UNNAMED_WAIT_MS, doing);
  const code = codeOf(error);
  const failure: Failure = NOT_SENT.has(code) ? { kind: 'unavailable' } : unanswered(doing);
  return { failure, code, reason };
}

/** An answer that is no JSON comes as `data.error`, the whole page of it. */
function ofAnswer({ data }: WebAPIPlatformError, doing: Doing): Translated {
  const code = /^\w{1,80}$/.test(data.error) ? data.error : 'malformed_answer';
  const known = FAILURES.get(code);
  const failure = typeof known === 'function' ? known(doing) : (known ?? unanswered(doing));
  const needed = 'needed' in data ? ` (needs ${String(data.needed)})` : '';
  const { retryAfter } = data.response_metadata ?? {};
  if (failure.kind === 'rate-limited' && retryAfter !== undefined) {
    return limited(retryAfter * 1_000, doing);
  }
  return { failure, code, reason: `Slack says ${code}${needed}` };
}

function limited(retryAfterMs: number, doing: Doing): Translated {
  const wait = Math.max(1, retryAfterMs);
  const reason = `Slack asks us to wait ${Math.ceil(wait / 1_000)} s`;
  return { failure: limitOf(doing, wait), code: 'ratelimited', reason };
}

function unanswered({ isWrite }: Doing): Failure {
  return { kind: isWrite ? 'unknown-outcome' : 'unavailable' };
}

/** The request never left: nothing can have been stored. */
const NOT_SENT = new Set([
  LEFT_TOO_LATE,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The innermost code: fetch wraps the socket's error, and the SDK wraps fetch's. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const inner = error instanceof WebAPIRequestError ? error.original : error.cause;
  if (inner instanceof Error) return codeOf(inner);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}

/** Slack's word for what went wrong; undefined for any other error. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof PlatformError ? error.code : undefined;
}

/** The scope that a refused call needs. */
export function neededScope(error: unknown): string | undefined {
  if (!(error instanceof PlatformError) || !(error.cause instanceof WebAPIPlatformError)) {
    return undefined;
  }
  const { data } = error.cause;
  return 'needed' in data ? String(data.needed) : undefined;
}
