/** The payloads of commands, clicks and submissions, as the SDK reads them. */
import { type FakeModal, type Open, viewJson } from './interactions.ts';
import { channelOf, type FakeMessage, type FakePart, type World } from './model.ts';
import { asSent } from './typed.ts';
import { channelNameFor, DOMAIN, messageJson } from './wire.ts';

export type Payload = Readonly<Record<string, unknown>>;

export function commandPayload(
  world: World,
  open: Open,
  written: { readonly command: string; readonly text: string },
): Payload {
  return {
    ...{ token: 'verification', team_id: world.team, team_domain: DOMAIN },
    ...{ channel_id: open.channel, channel_name: channelNameFor(channelOf(world, open.channel)) },
    ...{ user_id: open.user, user_name: world.users.get(open.user)?.name ?? '' },
    ...written,
    ...{ api_app_id: world.app, is_enterprise_install: 'false' },
    ...{ response_url: open.responseUrl, trigger_id: open.triggerId },
  };
}

/** `action` is the control with what was chosen. A private message is not sent along. */
export function clickPayload(
  world: World,
  open: Open,
  clicked: { readonly on: FakeMessage; readonly action: Payload },
): Payload {
  const { on, action } = clicked;
  const { ts, threadTs, isEphemeral } = on;
  const channel = channelOf(world, open.channel);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return {
    ...{ type: 'block_actions', ...who(world, open), trigger_id: open.triggerId },
    container: {
      ...{ type: 'message', message_ts: ts, channel_id: channel.id },
      ...{ is_ephemeral: isEphemeral, ...thread },
    },
    channel: { id: channel.id, name: channelNameFor(channel) },
    ...(!isEphemeral && { message: messageJson(world, on) }),
    ...{ state: { values: {} }, response_url: open.responseUrl },
    actions: [{ ...action, action_ts: world.newTs() }],
  };
}

/** Of a shortcut on a message, which comes along whole, whoever wrote it. */
export function shortcutPayload(
  world: World,
  open: Open,
  { on, callback }: { readonly on: FakeMessage; readonly callback: string },
): Payload {
  const channel = channelOf(world, open.channel);
  const { user, ...facts } = who(world, open);
  const text = on.user === world.self ? on.text : asSent(world, on.text);
  return {
    ...{ type: 'message_action', ...facts, callback_id: callback, trigger_id: open.triggerId },
    ...{ user: { id: open.user, name: world.users.get(open.user)?.name, team_id: world.team } },
    channel: { id: channel.id, name: channelNameFor(channel) },
    message: { ...messageJson(world, on), text },
    ...{ message_ts: on.ts, action_ts: world.newTs(), response_url: open.responseUrl },
  };
}

export function submissionPayload(
  world: World,
  open: Open,
  { modal, values }: { readonly modal: FakeModal; readonly values: Payload },
): Payload {
  return {
    ...{ type: 'view_submission', ...who(world, open), trigger_id: open.triggerId },
    view: { ...viewJson(world, modal), state: { values } },
    response_urls: [],
  };
}

/** A control as it stands in `actions`, or in a submission's `state`. */
export function buttonAction({ type, action_id, text, value, style }: FakePart, block: FakePart) {
  return {
    ...{ type, action_id, block_id: block.block_id, text },
    ...(value !== undefined && { value }),
    ...(style !== undefined && { style }),
  };
}

export function choiceAction(
  { type, action_id, placeholder }: FakePart,
  { block, selected_option }: { readonly block: FakePart; readonly selected_option: FakePart },
): Payload {
  return {
    ...{ type, action_id, block_id: block.block_id, selected_option },
    ...(placeholder && { placeholder }),
  };
}

function who(world: World, { user }: Open): Payload {
  const { name = '', team = world.team } = world.users.get(user) ?? {};
  return {
    user: { id: user, username: name, name, team_id: team },
    ...{ api_app_id: world.app, token: 'verification', enterprise: null },
    ...{ team: { id: world.team, domain: DOMAIN }, is_enterprise_install: false },
  };
}
