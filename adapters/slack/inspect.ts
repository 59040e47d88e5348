import type { Obstacle, PersonFacts, PersonId, Place, PlaceFacts } from '#chat/platform.ts';
import { neededScope, slackCode } from './errors.ts';
import type { Self } from './identity.ts';
import { isDirect, userOf } from './ids.ts';
import { isProgram, lookUp, nameOf } from './people.ts';
import { type Channel, ChannelAnswer, type User } from './schemas.ts';
import { isNotInstalled, type Tenant, type Tenants } from './tenants.ts';
import type { SlackWeb } from './web.ts';

const NOT_A_MEMBER: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};

/** Slack shows a private channel without us, and one that does not exist, as the same. */
const UNSEEN: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy cannot see this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};

const ELSEWHERE: Obstacle = {
  kind: 'gone',
  problem: 'This channel is in another workspace.',
  fix: 'Choose a channel of the workspace that Paperboy’s token is for.',
};

const NOT_INSTALLED: Obstacle = {
  kind: 'gone',
  problem: 'Paperboy is not installed in this workspace any more.',
  fix: 'Install it again.',
};

const NO_CHANNEL: Obstacle = {
  kind: 'closed',
  problem: 'Paperboy can post digests in channels only.',
  fix: 'Choose a channel.',
};

const ARCHIVED: Obstacle = {
  kind: 'archived',
  problem: 'This channel is archived.',
  fix: 'Unarchive it.',
};

const CLOSED: Obstacle = {
  kind: 'closed',
  problem: 'Only some people may post here.',
  fix: 'Let apps post here.',
};

/** @throws PlatformError */
export async function inspect(
  tenants: Tenants,
  place: Place,
  person?: PersonId,
): Promise<PlaceFacts> {
  try {
    return await inspectAs(await tenants.of(place.workspace), place, person);
  } catch (error) {
    if (isNotInstalled(error)) return unseen(place, NOT_INSTALLED);
    throw error;
  }
}

async function inspectAs(
  { web, self }: Tenant,
  place: Place,
  person: PersonId | undefined,
): Promise<PlaceFacts> {
  // Both at once: a form has to open within the three seconds of its trigger.
  const [us, seen, user] = await Promise.all([
    self(),
    lookAt(web, place.channel),
    person === undefined ? undefined : lookUp(web, userOf(person)),
  ]);
  const found = us.workspace === place.workspace ? seen : ELSEWHERE;
  return {
    ...('problem' in found ? unseen(place, found) : placeFacts(found)),
    ...(user?.deleted === false && { person: personFacts(user, us, found) }),
  };
}

async function lookAt(web: SlackWeb, channel: string): Promise<Channel | Obstacle> {
  if (isDirect(channel)) return NO_CHANNEL;
  try {
    const doing = { what: `reading channel ${channel}`, of: 'channel', isWrite: false } as const;
    const call = { method: 'conversations.info', args: { channel }, doing };
    return (await web.ask(call, ChannelAnswer)).channel;
  } catch (error) {
    if (slackCode(error) === 'channel_not_found') return UNSEEN;
    // A conversation of several people has an id like a channel's; we have no scope for those and need none.
    if (/^(?:mp)?im:read$/.test(neededScope(error) ?? '')) return NO_CHANNEL;
    throw error;
  }
}

/** Where Paperboy sees nothing it posts nothing, and only people of its own workspace can ask it: nobody reads along. */
function unseen({ channel }: Place, obstacle: Obstacle): PlaceFacts {
  return {
    ...{ name: channel, isPrivate: true, isShared: false, hasThreads: false },
    obstacles: [obstacle],
  };
}

function placeFacts(channel: Channel): PlaceFacts {
  return {
    name: channel.name ?? channel.id,
    isPrivate: channel.is_private,
    isShared: channel.is_shared || channel.is_ext_shared || channel.is_org_shared,
    hasThreads: !channel.is_non_threadable,
    obstacles: obstaclesOf(channel),
  };
}

function obstaclesOf(channel: Channel): readonly Obstacle[] {
  if (channel.is_im || channel.is_mpim) return [NO_CHANNEL];
  if (channel.is_archived) return [ARCHIVED];
  if (!channel.is_member) return [NOT_A_MEMBER];
  if (channel.is_read_only || channel.is_thread_only) return [CLOSED];
  return [];
}

/** Somebody of another workspace (Slack Connect) is a guest here, whatever they are at home. */
function personFacts(user: User, { team }: Self, seen: Channel | Obstacle): PersonFacts {
  const isInside =
    user.team_id === undefined ||
    user.team_id === team ||
    user.enterprise_user?.teams.includes(team) === true;
  const isCreator = 'creator' in seen && seen.creator === user.id;
  const isWorkspaceAdmin = isInside && (user.is_admin || user.is_owner);
  return {
    name: nameOf(user),
    isAdmin: isWorkspaceAdmin || (isInside && isCreator),
    isWorkspaceAdmin,
    isGuest: user.is_restricted || user.is_ultra_restricted || !isInside,
    isBot: isProgram(user),
    ...(user.tz && { zone: user.tz }),
    ...(user.locale !== undefined && { locale: user.locale }),
  };
}
