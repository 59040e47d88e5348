/** What goes out over the wire, in the shapes of Slack's API. */
import type { FakeChannel, FakeMessage, FakePart, FakeUser, World } from './model.ts';

export const DOMAIN = 'reading-group';

/** How many people `reactions.get` names without `full`; the real number is not published. */
const SHORT_LIST = 3;

export interface MessageView {
  readonly hasMetadata?: boolean;
  readonly isFull?: boolean;
}

export function messageJson(world: World, message: FakeMessage, view: MessageView = {}): object {
  if (message.isTombstone) return tombstoneJson(world, message);
  const { ts, user, text, blocks, threadTs, metadata } = message;
  const isOurs = user === world.self;
  return {
    ...{ type: 'message', user, ts, text, team: world.team },
    ...(isOurs && { bot_id: world.bot, app_id: world.app, bot_profile: botProfile(world) }),
    ...(blocks.length > 0 && { blocks }),
    ...(message.edits > 0 && { edited: { user, ts: `${ts.split('.')[0]}.000000` } }),
    ...(threadTs !== undefined && threadJson(world, message)),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(message, view.isFull ?? false) }),
    ...(view.hasMetadata && metadata !== undefined && { metadata }),
  };
}

/** `users` may be short while `count` is right. */
function reactionsJson({ reactions }: FakeMessage, isFull: boolean): readonly object[] {
  return [...reactions].map(([name, users]) => ({
    name,
    users: [...users].slice(0, isFull ? undefined : SHORT_LIST),
    count: users.size,
  }));
}

function threadJson(world: World, { ts, threadTs }: FakeMessage): object {
  if (threadTs !== ts) return { thread_ts: threadTs, parent_user_id: world.self };
  const replies = repliesTo(world, ts);
  return {
    thread_ts: ts,
    reply_count: replies.length,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  };
}

function tombstoneJson(world: World, message: FakeMessage): object {
  return {
    ...{ type: 'message', subtype: 'tombstone', user: 'USLACKBOT', hidden: true },
    ...{ ts: message.ts, text: 'This message was deleted.' },
    ...threadJson(world, message),
  };
}

/** Oldest first. */
export function repliesTo(world: World, ts: string): readonly FakeMessage[] {
  return [...world.messages.values()].filter(
    (message) => message.threadTs === ts && message.ts !== ts && !message.isEphemeral,
  );
}

function botProfile({ bot, app, team }: World): object {
  return { id: bot, app_id: app, name: 'Paperboy', deleted: false, team_id: team, icons: {} };
}

/** What a channel says of the rule that refuses posts into it, where it says anything. */
const CLOSED: Readonly<Record<string, string>> = {
  restricted_action_read_only_channel: 'is_read_only',
  restricted_action_thread_only_channel: 'is_thread_only',
  restricted_action_non_threadable_channel: 'is_non_threadable',
};

export function channelJson(world: World, channel: FakeChannel): object {
  const { id, name, kind, creator, isExternal, isArchived, members, refusal } = channel;
  if (kind === 'direct') {
    const user = [...members].find((member) => member !== world.self);
    return { id, is_im: true, is_archived: false, user, context_team_id: world.team };
  }
  return {
    ...{ id, name, name_normalized: name, creator, context_team_id: world.team },
    ...{ is_channel: kind === 'public', is_group: kind === 'private', is_im: false },
    ...{ is_mpim: false, is_private: kind === 'private', is_archived: isArchived },
    ...{ is_member: members.has(world.self), is_general: false, is_shared: isExternal },
    ...{ is_ext_shared: isExternal, is_org_shared: false, is_pending_ext_shared: false },
    ...(refusal !== undefined && CLOSED[refusal] !== undefined && { [CLOSED[refusal]]: true }),
    ...{ topic: { value: '' }, purpose: { value: '' }, created: 1_735_689_600 },
  };
}

export function userJson(world: World, user: FakeUser, hasLocale: boolean): object {
  const { id, name, realName, tz, locale, isAdmin, isOwner, isGuest, isBot, isDeleted } = user;
  return {
    ...{ id, team_id: user.team ?? world.team, name, deleted: isDeleted, real_name: realName, tz },
    ...{ tz_label: tz, tz_offset: 0, color: '9f69e7', updated: 1_735_689_600 },
    profile: { real_name: realName, display_name: realName, team: world.team },
    ...(!isDeleted && { is_admin: isAdmin, is_owner: isOwner, is_primary_owner: false }),
    ...(!isDeleted && { is_restricted: isGuest, is_ultra_restricted: false }),
    ...{ is_bot: isBot, is_app_user: false, is_email_confirmed: true },
    ...(hasLocale && { locale }),
  };
}

/** As the person's client shows it in the payloads of commands and clicks. */
export function channelNameFor(channel: FakeChannel): string {
  if (channel.kind === 'private') return 'privategroup';
  return channel.kind === 'direct' ? 'directmessage' : channel.name;
}

/** Ids that Slack gives to blocks and controls that came without. */
export function withIds(world: World, blocks: readonly FakePart[]): readonly FakePart[] {
  const named = (part: FakePart): FakePart =>
    part.type === 'image' || typeof part.text === 'string'
      ? part
      : { ...part, action_id: part.action_id ?? world.newId('a') };
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? world.newId('b'),
    ...(block.elements && { elements: block.elements.map(named) }),
    ...(block.accessory && { accessory: named(block.accessory) }),
    ...(block.element && { element: named(block.element) }),
  }));
}
