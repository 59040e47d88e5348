import { type CommandSpec, commandsFor } from '#chat/command.ts';
import type { ChatPlatform } from '#chat/platform.ts';
import { createChannels } from './channels.ts';
import { type Connection, connect } from './connection.ts';
import { find, keyOf } from './finding.ts';
import { DIRECT, snowflakeOf } from './ids.ts';
import { createInspection } from './inspect.ts';
import { LIMITS } from './limits.ts';
import type { DiscordOptions } from './options.ts';
import { edit, post, remove } from './posting.ts';
import { readReactions } from './reactions.ts';
import { createRest } from './rest.ts';

/** Discord through the real discord.js: REST for everything said, the gateway only between `start` and `stop`. */
export function createDiscord(options: DiscordOptions): ChatPlatform {
  const rest = createRest(options);
  const channels = createChannels(rest, options.remembered);
  const inspection = createInspection(rest);
  const commands: CommandSpec[] = [];
  const tools = { rest, channels, commands };
  const open: Connection[] = [];
  // A stop may come while a start is under way.
  let stops = 0;
  return {
    name: 'discord',
    limits: LIMITS,
    start: async (inbox) => {
      commands.splice(0, commands.length, ...commandsFor(LIMITS, inbox.commands));
      const wasStopped = stops;
      const connection = await connect({ options, rest, channels, commands }, inbox);
      if (stops === wasStopped) open.push(connection);
      else await connection.close();
    },
    lost: () => open.at(-1)?.lost(),
    stop: async () => {
      stops += 1;
      for (const connection of open.splice(0)) await connection.close();
    },
    post: (to, message, key) => post(tools, to, { message, key }),
    find: (to, { key }, since) => find({ rest, channels, inspection }, to, { key, since }),
    keyOf: (ref, among) => keyOf({ rest, inspection }, ref, among),
    edit: (ref, message) => edit(tools, ref, message),
    remove: (ref) => remove(tools, ref),
    inspect: inspection.inspect,
    readReactions: (refs, recorded) => readReactions(rest, refs, recorded),
    linkTo: async ({ workspace, channel, message }) => {
      const server = channels.isDirect(channel) ? DIRECT : snowflakeOf(workspace);
      return `https://discord.com/channels/${server}/${channel}/${message}`;
    },
  };
}
