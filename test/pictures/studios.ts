import { toModal as toDiscordModal } from '../../adapters/discord/form.ts';
import { LIMITS as DISCORD_LIMITS } from '../../adapters/discord/limits.ts';
import { toComponents } from '../../adapters/discord/render.ts';
import { toModal as toSlackModal } from '../../adapters/slack/form.ts';
import { LIMITS as SLACK_LIMITS } from '../../adapters/slack/limits.ts';
import { toSlackMessage } from '../../adapters/slack/render.ts';
import { commands } from '../../src/commands/inbox.ts';
import { discordMessage, discordModal } from './discord.ts';
import type { Side } from './house.ts';
import type { Html } from './markup.ts';
import type { Scene } from './scenes.ts';
import { slackMessage, slackModal } from './slack.ts';

/** A platform's words, and its look. */
export interface Studio extends Side {
  draw(scene: Scene): Html;
}

const slack: Studio = {
  ...{ name: 'slack', limits: SLACK_LIMITS, workspace: 'slack:T1', channel: 'C1' },
  person: { id: 'slack:T1/U1', name: 'Ada Lovelace' },
  zone: 'Europe/London',
  obstacle: {
    kind: 'membership',
    problem: 'Paperboy is no longer a member of this channel, so it cannot post here.',
    fix: 'Type /invite @Paperboy in this channel.',
  },
  draw: ({ shows, isPrivate = false }) =>
    'fields' in shows
      ? slackModal(toSlackModal(shows, ''))
      : slackMessage(toSlackMessage(shows).blocks, isPrivate),
};

const discord: Studio = {
  ...{ name: 'discord', limits: DISCORD_LIMITS, workspace: 'discord:1', channel: '2' },
  person: { id: 'discord:3', name: 'Ada Lovelace', locale: 'en-GB' },
  obstacle: {
    kind: 'permission',
    problem: 'Paperboy may not send messages in this channel.',
    fix: 'Edit Channel → Permissions → Paperboy: allow Send Messages.',
  },
  draw: ({ shows, isPrivate = false }) =>
    'fields' in shows
      ? discordModal(toDiscordModal(shows))
      : discordMessage(toComponents(shows, { commands }), isPrivate),
};

export const studios: readonly Studio[] = [slack, discord];
