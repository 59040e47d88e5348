/** What is read from Discord's answers and events: only the fields in use. */
import { z } from 'zod';

export const Id = z.object({ id: z.string() });

export const User = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

export interface Component {
  readonly id?: number | undefined;
  readonly custom_id?: string | undefined;
  readonly components?: readonly Component[] | undefined;
  readonly accessory?: Component | undefined;
}

const Component: z.ZodType<Component> = z.lazy(() =>
  z.object({
    id: z.number().optional(),
    custom_id: z.string().optional(),
    components: z.array(Component).optional(),
    accessory: Component.optional(),
  }),
);

const Emoji = z.object({ id: z.string().nullish(), name: z.string().nullish() });
export type Emoji = z.infer<typeof Emoji>;

export const PostedMessage = z.object({ id: z.string(), channel_id: z.string() });

export const KeptMessage = PostedMessage.extend({
  author: Id,
  nonce: z.union([z.string(), z.number()]).nullish(),
  components: z.array(Component).default([]),
});
export type KeptMessage = z.infer<typeof KeptMessage>;

export const ReactedMessage = PostedMessage.extend({
  reactions: z
    .array(
      z.object({
        emoji: Emoji,
        count_details: z.object({ burst: z.number(), normal: z.number() }),
      }),
    )
    .default([]),
});

const Overwrite = z.object({
  id: z.string(),
  type: z.number(),
  allow: z.string(),
  deny: z.string(),
});

export const Channel = z.object({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().optional(),
  name: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(Overwrite).default([]),
  thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().optional() }).optional(),
});
export type Channel = z.infer<typeof Channel>;

export const Guild = z.object({
  id: z.string(),
  name: z.string(),
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: z.string() })),
});
export type Guild = z.infer<typeof Guild>;

export const Member = z.object({
  user: User,
  nick: z.string().nullish(),
  roles: z.array(z.string()),
  flags: z.number().default(0),
});
export type Member = z.infer<typeof Member>;

const OnMessage = z.object({
  channel_id: z.string(),
  message_id: z.string(),
  guild_id: z.string(),
});

export const ReactionEvent = OnMessage.extend({
  user_id: z.string(),
  emoji: Emoji,
  burst: z.boolean().default(false),
  message_author_id: z.string().optional(),
  member: z.object({ user: z.object({ bot: z.boolean().optional() }).optional() }).optional(),
});

export const ReactionsCleared = OnMessage.extend({ emoji: Emoji.optional() });

export const MessageDeleted = z.object({
  channel_id: z.string(),
  guild_id: z.string(),
  id: z.string(),
});

export const MessagesDeleted = z.object({
  channel_id: z.string(),
  guild_id: z.string(),
  ids: z.array(z.string()),
});

export const ChannelDeleted = z.object({ id: z.string(), guild_id: z.string() });

/** Of a server that the bot is in, or is no longer: a whole one, or only its id. */
export const GuildEvent = z.object({
  id: z.string(),
  name: z.string().optional(),
  unavailable: z.boolean().optional(),
});

/** `👍`, or `party:123456` for a server's own. */
export function emojiName({ id, name }: Emoji): string {
  return id ? `${name ?? '_'}:${id}` : (name ?? '');
}
