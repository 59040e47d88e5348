import { existsSync, readFileSync } from 'node:fs';

const FILE = new URL('../../../adapters/slack/manifest.json', import.meta.url);

/** What the app may do and hear. */
export interface Manifest {
  readonly scopes: readonly string[];
  /** Those that whoever installs the app may leave out. */
  readonly optionalScopes: readonly string[];
  readonly events: readonly string[];
  /** Names of shortcuts on messages, by their callback_id. */
  readonly shortcuts: Readonly<Record<string, string>>;
  readonly domains: readonly string[];
  readonly commands: readonly string[];
  /** Whether links, people and channels in commands come as ids. */
  readonly isEscaped: boolean;
  /** Whether people can be written to. */
  readonly hasMessagesTab: boolean;
}

/** Where there is no manifest yet: facts/slack.md, section 10. */
const ENOUGH: Manifest = {
  scopes: [
    'app_mentions:read',
    'channels:history',
    'channels:read',
    'chat:write',
    'commands',
    'groups:history',
    'groups:read',
    'reactions:read',
    'users:read',
  ],
  optionalScopes: ['links:read', 'links:write'],
  events: [
    'app_home_opened',
    'app_mention',
    'app_uninstalled',
    'channel_archive',
    'channel_deleted',
    'channel_left',
    'group_archive',
    'group_left',
    'member_joined_channel',
    'reaction_added',
    'reaction_removed',
    'tokens_revoked',
  ],
  shortcuts: {},
  domains: [],
  commands: ['/papers'],
  isEscaped: true,
  hasMessagesTab: true,
};

interface Written {
  readonly oauth_config?: {
    readonly scopes?: {
      readonly bot?: readonly string[];
      readonly bot_optional?: readonly string[];
    };
  };
  readonly settings?: {
    readonly event_subscriptions?: { readonly bot_events?: readonly string[] };
  };
  readonly features?: {
    readonly slash_commands?: readonly {
      readonly command: string;
      readonly should_escape?: boolean;
    }[];
    readonly shortcuts?: readonly {
      readonly name: string;
      readonly type: string;
      readonly callback_id: string;
    }[];
    readonly unfurl_domains?: readonly string[];
    readonly app_home?: { readonly messages_tab_enabled?: boolean };
  };
}

/** The adapter's own manifest: what it does not declare, this Slack does not allow. */
export function readManifest(): Manifest {
  if (!existsSync(FILE)) return ENOUGH;
  const { oauth_config, settings, features } = JSON.parse(readFileSync(FILE, 'utf8')) as Written;
  const commands = features?.slash_commands ?? [];
  const shortcuts = (features?.shortcuts ?? []).filter(({ type }) => type === 'message');
  return {
    scopes: oauth_config?.scopes?.bot ?? [],
    optionalScopes: oauth_config?.scopes?.bot_optional ?? [],
    shortcuts: Object.fromEntries(shortcuts.map(({ callback_id, name }) => [callback_id, name])),
    domains: features?.unfurl_domains ?? [],
    events: settings?.event_subscriptions?.bot_events ?? [],
    commands: commands.map(({ command }) => command),
    isEscaped: commands.every(({ should_escape }) => should_escape === true),
    hasMessagesTab: features?.app_home?.messages_tab_enabled ?? true,
  };
}
