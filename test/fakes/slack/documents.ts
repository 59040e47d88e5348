/** What Slack's method files say of the calls that this fake answers; a test holds it against them where they are. */
export interface Documented {
  /** By name; `json` is sent as a string of JSON. */
  readonly args: Readonly<Record<string, ArgumentType>>;
  readonly required: readonly string[];
  /** Any of these, depending on the kind of channel; none at all where there are none. */
  readonly scopes: readonly string[];
  /** Calls a minute; the special ones are left to the fake. */
  readonly perMinute: number;
}

export type ArgumentType = 'text' | 'boolean' | 'number' | 'json';

const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const SPECIAL = 300;
const TIER_3 = 50;
const TIER_4 = 100;

const CONTENT = 'text blocks=json attachments=json markdown_text parse as_user=boolean';
const FACE = 'icon_emoji icon_url username link_names=boolean thread_ts';

export const METHODS: ReadonlyMap<string, Documented> = new Map([
  method('auth.test', '', SPECIAL),
  method('apps.connections.open', '', TIER_3),
  method(
    'chat.postMessage',
    `channel! ${CONTENT} ${FACE} metadata=json mrkdwn=boolean reply_broadcast=boolean unfurl_links=boolean unfurl_media=boolean current_draft_last_updated_ts`,
    { perMinute: SPECIAL, scopes: ['chat:write'] },
  ),
  method('chat.postEphemeral', `channel! user! ${CONTENT} ${FACE}`, {
    perMinute: TIER_4,
    scopes: ['chat:write'],
  }),
  method(
    'chat.update',
    `channel! ts! ${CONTENT} metadata=json link_names reply_broadcast=boolean file_ids=json unfurled_attachments`,
    { perMinute: TIER_3, scopes: ['chat:write'] },
  ),
  method('chat.delete', 'channel! ts! as_user=boolean', {
    perMinute: TIER_3,
    scopes: ['chat:write'],
  }),
  method(
    'chat.unfurl',
    'channel ts unfurl_id source unfurls=json user_auth_blocks user_auth_message user_auth_required=boolean user_auth_url',
    { perMinute: TIER_3, scopes: ['links:write'] },
  ),
  method('chat.getPermalink', 'channel! message_ts!', SPECIAL),
  method(
    'conversations.history',
    'channel! cursor include_all_metadata=boolean inclusive=boolean latest limit=number oldest',
    { perMinute: TIER_3, scopes: HISTORY },
  ),
  method(
    'conversations.replies',
    'channel! ts! cursor include_all_metadata=boolean inclusive=boolean latest limit=number oldest',
    { perMinute: TIER_3, scopes: HISTORY },
  ),
  method('conversations.info', 'channel! include_locale=boolean include_num_members=boolean', {
    perMinute: TIER_3,
    scopes: READ,
  }),
  method('conversations.open', 'channel prevent_creation=boolean return_im=boolean users', {
    perMinute: TIER_3,
    scopes: ['channels:manage', 'groups:write', 'im:write', 'mpim:write'],
  }),
  method('conversations.members', 'channel! cursor limit=number', {
    perMinute: TIER_4,
    scopes: READ,
  }),
  method(
    'oauth.v2.access',
    'client_id client_secret code code_verifier grant_type redirect_uri refresh_token',
    SPECIAL,
  ),
  method('reactions.get', 'channel file file_comment full=boolean timestamp', {
    perMinute: TIER_3,
    scopes: ['reactions:read'],
  }),
  method('users.info', 'user! include_locale=boolean', {
    perMinute: TIER_4,
    scopes: ['users:read'],
  }),
  method('bots.info', 'bot team_id', { perMinute: TIER_3, scopes: ['users:read'] }),
  method('team.info', 'domain team', { perMinute: TIER_3, scopes: ['team:read'] }),
  method('views.open', 'view!=json trigger_id interactivity_pointer', TIER_4),
  method('views.update', 'view!=json view_id external_id hash', TIER_4),
]);

/** Documented, and of no use to us: who sends them has misunderstood something. */
export const UNUSED: ReadonlySet<string> = new Set([
  ...['attachments', 'markdown_text', 'as_user', 'icon_emoji', 'icon_url', 'username'],
  ...['reply_broadcast', 'current_draft_last_updated_ts', 'file_ids', 'unfurled_attachments'],
  ...['user_auth_blocks', 'user_auth_message', 'user_auth_required', 'user_auth_url'],
  ...['interactivity_pointer', 'external_id', 'file', 'file_comment', 'domain'],
  ...['code_verifier', 'grant_type', 'refresh_token'],
]);

function method(
  name: string,
  written: string,
  facts: number | { readonly perMinute: number; readonly scopes: readonly string[] },
): readonly [string, Documented] {
  const { perMinute, scopes } =
    typeof facts === 'number' ? { perMinute: facts, scopes: [] } : facts;
  const entries = written.split(' ').filter((word) => word !== '');
  const args = entries.map((word): [string, ArgumentType] => {
    const [argument = '', type] = word.split('=');
    return [argument.replace('!', ''), isType(type) ? type : 'text'];
  });
  const required = entries
    .map((word) => word.split('=')[0] ?? '')
    .filter((word) => word.endsWith('!'))
    .map((word) => word.slice(0, -1));
  return [name, { args: Object.fromEntries(args), required, scopes, perMinute }];
}

function isType(type: string | undefined): type is ArgumentType {
  return type === 'boolean' || type === 'number' || type === 'json';
}
