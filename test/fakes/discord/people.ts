/** What people do: commands, presses, forms, reactions. */
import type { FakeInteraction, FakeModal, Interactions } from './interactions.ts';
import { drop, refuseArchived } from './messages.ts';
import {
  emojiKey,
  type FakeChannel,
  type FakeComponent,
  type FakeGuild,
  type FakeMessage,
  flatten,
  toEmoji,
  type World,
} from './model.ts';
import { mustSee } from './permissions.ts';
import { channelJson, memberJson, messageJson, permissionsOf } from './wire.ts';

export interface Acting {
  /** A user's id; the member by default. */
  readonly user?: string;
  readonly channel?: string;
  readonly locale?: string;
}

export interface People {
  /** `papers search`, with its options as typed values. */
  runCommand(
    command: string,
    options?: Readonly<Record<string, string | number | boolean>>,
    acting?: Acting,
  ): FakeInteraction;
  /** Chooses a command of the bot's in the menu of a message, by its name. */
  messageCommand(on: FakeMessage | string, name: string, acting?: Acting): FakeInteraction;
  /** What is suggested while an option is typed: `{ paper: 'log' }`. */
  suggest(
    command: string,
    typed: Readonly<Record<string, string>>,
    acting?: Acting,
  ): FakeInteraction;
  /** Presses a button by its label or custom id, on a kept or private message. */
  press(message: FakeMessage | string, control: string, acting?: Acting): FakeInteraction;
  /** Chooses an option of the first select by its label or value. */
  choose(message: FakeMessage | string, option: string, acting?: Acting): FakeInteraction;
  /** Submits a form as it was filled in, with changes by field name. */
  submit(
    modal: FakeModal,
    values?: Readonly<Record<string, string>>,
    acting?: Acting,
  ): FakeInteraction;
  react(
    message: string,
    emoji: string,
    how?: { readonly user?: string; readonly isBurst?: boolean },
  ): void;
  unreact(
    message: string,
    emoji: string,
    how?: { readonly user?: string; readonly isBurst?: boolean },
  ): void;
  /** All reactions, or all of one emoji. */
  clearReactions(message: string, emoji?: string): void;
  deleteMessage(message: string): void;
  deleteMessages(channel: string, messages: readonly string[]): void;
  deleteChannel(channel: string): void;
  archive(thread: string, isLocked?: boolean): void;
}

export interface PeopleTools {
  readonly world: World;
  readonly interactions: Interactions;
  readonly defaults: { readonly user: string; readonly channel: string };
  isConnected(): boolean;
}

export function createPeople(tools: PeopleTools): People {
  const { world } = tools;
  const act = (
    type: number,
    data: object,
    { on, ...acting }: Acting & { readonly on?: FakeMessage } = {},
  ) => interact(tools, { type, data, acting, on });
  return {
    runCommand: (command, options = {}, acting = {}) =>
      act(2, commandData(world, command, options), acting),
    messageCommand: (shown, name, acting = {}) => {
      const target = messageOf(world, shown);
      const found = registered(world).find((one) => one.name === name && one.type === 3);
      if (found === undefined) throw new Error(`no “${name}” in the menu of messages`);
      const resolved = { messages: { [target.id]: messageJson(world, target) } };
      const data = { id: found.id, name, type: 3, target_id: target.id, resolved };
      return act(2, data, { channel: target.channel, ...acting });
    },
    suggest: (command, typed, acting = {}) => {
      const [option = ''] = Object.keys(typed);
      const spec = subcommand(world, command).options?.find(({ name }) => name === option);
      if (spec?.autocomplete !== true) throw new Error(`${option} suggests nothing`);
      const data = commandData(world, command, typed);
      return act(4, withFocus(data), acting);
    },
    press: (message, control, acting = {}) => {
      const on = messageOf(world, message);
      const button = flatten(on.components).find(
        ({ type, label, custom_id }) => type === 2 && (label === control || custom_id === control),
      );
      if (button?.custom_id === undefined) throw new Error(`no button “${control}” on ${on.id}`);
      return act(
        3,
        { custom_id: button.custom_id, component_type: 2, id: button.id },
        { ...acting, on },
      );
    },
    choose: (message, option, acting = {}) => {
      const on = messageOf(world, message);
      const select = flatten(on.components).find(({ type }) => type === 3);
      const chosen = select?.options?.find(
        ({ label, value }) => label === option || value === option,
      );
      if (select === undefined || chosen === undefined)
        throw new Error(`no choice “${option}” on ${on.id}`);
      const data = {
        custom_id: select.custom_id,
        component_type: 3,
        values: [chosen.value],
        id: select.id,
      };
      return act(3, data, { ...acting, on });
    },
    submit: (modal, values = {}, acting = {}) =>
      act(
        5,
        {
          custom_id: modal.custom_id,
          components: modal.components.map((label) => filledIn(label, values)),
        },
        acting,
      ),
    ...createReactions(world, tools.defaults.user),
    ...createDeletions(world),
    archive: (thread, isLocked = false) => {
      const channel = channelOf(world, thread);
      channel.archived = true;
      channel.locked = isLocked;
      world.dispatch('THREAD_UPDATE', channelJson(channel));
    },
  };
}

interface Interact {
  readonly type: number;
  readonly data: object;
  readonly acting: Acting;
  readonly on: FakeMessage | undefined;
}

function interact(
  { world, interactions, defaults, isConnected }: PeopleTools,
  { type, data, acting, on }: Interact,
): FakeInteraction {
  if (!isConnected()) throw new Error('The application did not respond: it is offline');
  const channel = channelOf(world, acting.channel ?? on?.channel ?? defaults.channel);
  const user = acting.user ?? defaults.user;
  mustSee(world, user, channel);
  const open = interactions.open(world, { type, channel: channel.id, ...(on && { on }) });
  const guild = channel.guild === undefined ? undefined : world.guilds.get(channel.guild);
  world.dispatch('INTERACTION_CREATE', {
    id: open.id,
    token: open.token,
    type,
    data,
    application_id: world.application,
    version: 1,
    channel_id: channel.id,
    channel: channelJson(channel),
    locale: acting.locale ?? 'en-GB',
    entitlements: [],
    attachment_size_limit: 10_485_760,
    app_permissions: guild ? permissionsOf(world, { guild, user: world.self.id, channel }) : '0',
    ...who(world, { guild, user, channel }),
    ...(on && { message: messageJson(world, on) }),
  });
  return open;
}

function who(
  world: World,
  {
    guild,
    user,
    channel,
  }: {
    readonly guild: FakeGuild | undefined;
    readonly user: string;
    readonly channel: FakeChannel;
  },
): object {
  const member = guild?.members.get(user);
  if (guild === undefined || member === undefined) {
    return { user: world.users.get(user), context: 1, authorizing_integration_owners: {} };
  }
  return {
    guild_id: guild.id,
    guild_locale: 'en-US',
    context: 0,
    authorizing_integration_owners: { 0: guild.id },
    member: { ...memberJson(member), permissions: permissionsOf(world, { guild, user, channel }) },
  };
}

interface Registered {
  readonly id: string;
  readonly name: string;
  readonly type?: number;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly options?: readonly Registered[];
}

function registered(world: World): readonly Registered[] {
  return world.commands as readonly unknown[] as readonly Registered[];
}

function subcommand(world: World, command: string): Registered {
  const [name, sub] = command.split(' ');
  const found = registered(world).find((one) => one.name === name && one.type !== 3);
  // A command that has subcommands cannot be typed without one.
  const isWhole = sub === undefined && (found?.options ?? []).length === 0;
  const known = isWhole ? found : found?.options?.find((one) => one.name === sub);
  if (known === undefined) throw new Error(`/${command} is not registered`);
  return known;
}

/** Only what is registered can be typed; a missing required option cannot be sent. */
function commandData(
  world: World,
  command: string,
  options: Readonly<Record<string, string | number | boolean>>,
): { readonly options: readonly { readonly options: readonly object[] }[] } {
  const [name = '', sub = ''] = command.split(' ');
  const known = subcommand(world, command);
  const found = registered(world).find((one) => one.name === name);
  const given = Object.entries(options).map(([option, value]) => {
    const spec = known.options?.find((one) => one.name === option);
    if (spec === undefined) throw new Error(`/${command} has no option ${option}`);
    return { name: option, type: spec.type, value };
  });
  const missing = known.options?.find((one) => one.required && !(one.name in options));
  if (missing !== undefined) throw new Error(`/${command} needs ${missing.name}`);
  return {
    ...{ id: found?.id, name, type: 1 },
    options: sub === '' ? [] : [{ ...{ name: sub, type: 1 }, options: given }],
  };
}

function withFocus(data: ReturnType<typeof commandData>): object {
  return {
    ...data,
    options: data.options.map((sub) => ({
      ...sub,
      options: sub.options.map((option) => ({ ...option, focused: true })),
    })),
  };
}

/** A label's control with what the person left or typed in it. */
function filledIn(label: FakeComponent, values: Readonly<Record<string, string>>): object {
  const { component } = label;
  const name = component?.custom_id ?? '';
  const chosen =
    component?.options?.find((option) => option.default)?.value ?? component?.value ?? '';
  const value = values[name] ?? chosen;
  const face = { type: component?.type, custom_id: name, id: 2 };
  return {
    type: 18,
    id: 1,
    component: component?.type === 3 ? { ...face, values: [value] } : { ...face, value },
  };
}

function createReactions(
  world: World,
  defaultUser: string,
): Pick<People, 'react' | 'unreact' | 'clearReactions'> {
  const facts = (message: FakeMessage) => ({
    channel_id: message.channel,
    message_id: message.id,
    guild_id: channelOf(world, message.channel).guild,
  });
  return {
    react: (id, key, { user = defaultUser, isBurst = false } = {}) => {
      const message = messageOf(world, id);
      refuseArchived(world, message);
      mustSee(world, user, channelOf(world, message.channel));
      const emoji = toEmoji(key);
      const reaction = message.reactions.get(emojiKey(emoji)) ?? {
        emoji,
        normal: new Set(),
        burst: new Set(),
      };
      message.reactions.set(emojiKey(emoji), reaction);
      (isBurst ? reaction.burst : reaction.normal).add(user);
      const guild = world.guilds.get(facts(message).guild_id ?? '');
      const member = guild?.members.get(user);
      world.dispatch('MESSAGE_REACTION_ADD', {
        ...facts(message),
        user_id: user,
        ...(member && { member: memberJson(member) }),
        emoji,
        burst: isBurst,
        burst_colors: [],
        type: isBurst ? 1 : 0,
        message_author_id: message.author.id,
      });
      world.changed();
    },
    unreact: (id, key, { user = defaultUser, isBurst = false } = {}) => {
      const message = messageOf(world, id);
      const reaction = message.reactions.get(key);
      (isBurst ? reaction?.burst : reaction?.normal)?.delete(user);
      if (reaction !== undefined && reaction.normal.size + reaction.burst.size === 0)
        message.reactions.delete(key);
      world.dispatch('MESSAGE_REACTION_REMOVE', {
        ...facts(message),
        user_id: user,
        emoji: toEmoji(key),
        burst: isBurst,
        type: isBurst ? 1 : 0,
      });
      world.changed();
    },
    clearReactions: (id, key) => {
      const message = messageOf(world, id);
      if (key === undefined) message.reactions.clear();
      else message.reactions.delete(key);
      const event =
        key === undefined ? 'MESSAGE_REACTION_REMOVE_ALL' : 'MESSAGE_REACTION_REMOVE_EMOJI';
      world.dispatch(event, {
        ...facts(message),
        ...(key !== undefined && { emoji: toEmoji(key) }),
      });
      world.changed();
    },
  };
}

function createDeletions(
  world: World,
): Pick<People, 'deleteMessage' | 'deleteMessages' | 'deleteChannel'> {
  return {
    deleteMessage: (id) => drop(world, messageOf(world, id)),
    deleteMessages: (channel, ids) => {
      for (const id of ids) world.messages.delete(id);
      const guild_id = channelOf(world, channel).guild;
      world.dispatch('MESSAGE_DELETE_BULK', { ids, channel_id: channel, guild_id });
      world.changed();
    },
    deleteChannel: (id) => {
      const channel = channelOf(world, id);
      world.channels.delete(id);
      const event = channel.parent === undefined ? 'CHANNEL_DELETE' : 'THREAD_DELETE';
      world.dispatch(event, channelJson(channel));
      world.changed();
    },
  };
}

function messageOf(world: World, message: FakeMessage | string): FakeMessage {
  if (typeof message !== 'string') return message;
  const found = world.messages.get(message);
  if (found === undefined) throw new Error(`no message ${message}`);
  return found;
}

function channelOf(world: World, id: string): FakeChannel {
  const found = world.channels.get(id);
  if (found === undefined) throw new Error(`no channel ${id}`);
  return found;
}
