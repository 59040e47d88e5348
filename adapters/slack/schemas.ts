/** What is read from Slack's answers and events: only the fields in use. */
import { z } from 'zod';

export const Tested = z.object({
  team_id: z.string(),
  team: z.string(),
  user_id: z.string(),
  bot_id: z.string().optional(),
});

export const Posted = z.object({
  channel: z.string(),
  ts: z.string(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
});

const KeptMessage = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  metadata: z
    .object({
      event_type: z.string(),
      event_payload: z.object({ key: z.string().optional() }).optional(),
    })
    .optional(),
});
export type KeptMessage = z.infer<typeof KeptMessage>;

export const HistoryPage = z.object({
  messages: z.array(KeptMessage),
  has_more: z.boolean().default(false),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const Flag = z.boolean().default(false);

export const Channel = z.object({
  id: z.string(),
  name: z.string().optional(),
  creator: z.string().optional(),
  is_private: Flag,
  is_shared: Flag,
  is_ext_shared: Flag,
  is_org_shared: Flag,
  is_archived: Flag,
  is_member: Flag,
  is_im: Flag,
  is_mpim: Flag,
  is_read_only: Flag,
  is_thread_only: Flag,
  is_non_threadable: Flag,
});
export type Channel = z.infer<typeof Channel>;

export const ChannelAnswer = z.object({ channel: Channel });

const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string(),
  real_name: z.string().optional(),
  profile: z.object({ display_name: z.string().optional() }).optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).optional(),
  /** The account is deactivated: who has left. */
  deleted: Flag,
  is_admin: Flag,
  is_owner: Flag,
  is_restricted: Flag,
  is_ultra_restricted: Flag,
  is_bot: Flag,
  tz: z.string().nullish(),
  locale: z.string().optional(),
});
export type User = z.infer<typeof User>;

export const UserAnswer = z.object({ user: User });

const Reactions = z
  .array(z.object({ name: z.string(), count: z.number(), users: z.array(z.string()) }))
  .default([]);
export type Reactions = z.infer<typeof Reactions>;

export const ReactedMessage = z.object({ message: z.object({ reactions: Reactions }) });

export const ReactedPage = z.object({
  messages: z.array(
    z.object({ ts: z.string(), subtype: z.string().optional(), reactions: Reactions }),
  ),
  has_more: z.boolean().default(false),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export const Permalink = z.object({ permalink: z.string() });

export const ReactionEvent = z.object({
  user: z.string(),
  reaction: z.string(),
  item_user: z.string().optional(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  event_ts: z.coerce.number().optional(),
});

export const Goodbye = z.object({ type: z.literal('disconnect'), reason: z.string() });

export const ChannelEvent = z.object({ channel: z.string() });

export const JoinedEvent = z.object({ channel: z.string(), user: z.string() });

export const RevokedEvent = z.object({
  tokens: z.object({ bot: z.array(z.string()).default([]) }),
});

export const MentionEvent = z.object({
  user: z.string(),
  text: z.string(),
  channel: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
});

export const SlashCommand = z.object({
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string(),
  channel_id: z.string(),
  response_url: z.string(),
  trigger_id: z.string(),
});

/** A click names its person twice, a shortcut once. */
const Presser = z.object({
  id: z.string(),
  name: z.string().optional(),
  username: z.string().optional(),
});
export type Presser = z.infer<typeof Presser>;

export const BlockActions = z.object({
  user: Presser,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }),
  container: z.object({
    message_ts: z.string(),
    thread_ts: z.string().optional(),
    is_ephemeral: Flag,
  }),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  actions: z.array(z.unknown()),
});
export type BlockActions = z.infer<typeof BlockActions>;

export const MessageShortcut = z.object({
  user: Presser,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }),
  message: z.object({
    text: z.string().default(''),
    thread_ts: z.string().optional(),
    blocks: z.unknown().optional(),
    attachments: z.unknown().optional(),
  }),
});

export const LinkEvent = z.object({
  /** `COMPOSER`, or nothing, while the message is being written. */
  channel: z.string().optional(),
  message_ts: z.string(),
  unfurl_id: z.string().optional(),
  source: z.string().optional(),
  links: z.array(z.object({ url: z.string() })),
});
export type LinkEvent = z.infer<typeof LinkEvent>;

export const LinkEventBody = z.object({ event_id: z.string(), is_ext_shared_channel: Flag });

/** What the SDK reads from the header `x-oauth-scopes`. */
export const Scopes = z.object({
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

export const ViewSubmission = z.object({
  user: Presser,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    blocks: z.array(z.object({ block_id: z.string().optional() })).default([]),
    state: z.object({ values: z.unknown() }).nullish(),
  }),
});
export type ViewSubmission = z.infer<typeof ViewSubmission>;

export const EventId = z.object({ event_id: z.string() });

/** A click on a posted message: whose message it is, whoever of which workspace clicked. */
export const Clicked = z.object({
  type: z.literal('block_actions'),
  message: z.object({ team: z.string() }),
});
