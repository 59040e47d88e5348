import type { Documented } from './documents.ts';
import { type FakeChannel, Refusal, type World } from './model.ts';

const FAMILY: Readonly<Record<FakeChannel['kind'], string>> = {
  public: 'channels:',
  private: 'groups:',
  direct: 'im:',
};

/** @throws Refusal `missing_scope`, for the kind of channel where it is one of several */
export function needScope(world: World, { scopes }: Documented, channel?: FakeChannel): void {
  if (scopes.length === 0) return;
  const fitting = channel && scopes.filter((scope) => scope.startsWith(FAMILY[channel.kind]));
  const needed = fitting?.length ? fitting : scopes;
  const { scopes: granted } = world.installation;
  if (needed.some((scope) => granted.includes(scope))) return;
  throw new Refusal('missing_scope', { needed: needed.join(','), provided: granted.join(',') });
}

/**
 * By event type, a scope that lets the app hear it (docs: reference/events, "Required scopes"); none where there is none.
 * `message.*` are subscriptions, their events are of type `message`.
 */
const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_unarchive: ['groups:read'],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  tokens_revoked: [],
};

/** Whether the app hears of it. An event that it subscribes to without the scope is a fault of its manifest. */
export function hears({ installation, problems }: World, event: string): boolean {
  const needed = EVENT_SCOPES[event];
  if (needed === undefined) throw new Error(`the fake does not know the event ${event}`);
  // Sent even without a subscription, as reported: facts/slack.md, section 9.
  if (event === 'app_uninstalled') return true;
  if (installation.botToken === '') return false;
  if (installation.refusal !== undefined && event !== 'tokens_revoked') return false;
  if (!installation.subscribed.includes(event)) return false;
  const isGranted =
    needed.length === 0 || needed.some((scope) => installation.scopes.includes(scope));
  if (!isGranted && installation.isWhole)
    problems.push(`${event} is subscribed without ${needed.join(' or ')}`);
  return isGranted;
}
