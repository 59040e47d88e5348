import { visibleChannel } from './channels.ts';
import { permalinkOf } from './chat.ts';
import { keptMessage } from './messages.ts';
import type { Method } from './methods.ts';
import { Refusal } from './model.ts';
import { DOMAIN, messageJson, userJson } from './wire.ts';

export const authTest: Method = ({ world }) => ({
  ...{ url: `https://${DOMAIN}.slack.com/`, team: world.name, user: 'paperboy' },
  ...{ team_id: world.team, user_id: world.self, bot_id: world.bot, is_enterprise_install: false },
});

export const userInfo: Method = (tools, { user, include_locale }) => {
  tools.needScope();
  const found = tools.world.users.get(String(user));
  if (found === undefined) throw new Refusal('user_not_found');
  return { user: userJson(tools.world, found, include_locale === true) };
};

export const botInfo: Method = (tools, { bot }) => {
  const { world } = tools;
  tools.needScope();
  if (bot !== world.bot) throw new Refusal('bot_not_found');
  return { bot: { id: bot, name: 'Paperboy', app_id: world.app, user_id: world.self } };
};

export const teamInfo: Method = (tools) => {
  tools.needScope();
  return { team: { id: tools.world.team, name: tools.world.name, domain: DOMAIN } };
};

export const getReactions: Method = (tools, { channel, timestamp, full }) => {
  const { world, visibility } = tools;
  tools.needScope();
  if (channel === undefined || timestamp === undefined) throw new Refusal('no_item_specified');
  if (!/^\d+\.\d{6}$/.test(String(timestamp))) throw new Refusal('bad_timestamp');
  const { id } = visibleChannel(world, channel);
  const message = keptMessage(world, id, timestamp);
  if (!visibility.isVisible(message)) throw new Refusal('message_not_found');
  const json = messageJson(world, message, { isFull: full === true });
  const permalink = permalinkOf(message);
  return { type: 'message', channel: id, message: { ...json, permalink } };
};
