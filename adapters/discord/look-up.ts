import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type MessageContextMenuCommandInteraction,
  type MessageSnapshot,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import { stringsIn } from '#chat/strings.ts';
import { answer } from './answers.ts';
import { type InteractionTools, speakerOf, spotOf } from './asking.ts';

/** *Look up paper*, in the menu of every message: its content comes along, without the privileged intent. */
export const LOOK_UP: RESTPostAPIContextMenuApplicationCommandsJSONBody = {
  type: ApplicationCommandType.Message,
  name: 'Look up paper',
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

export async function onLookUp(
  interaction: MessageContextMenuCommandInteraction,
  tools: InteractionTools,
): Promise<void> {
  if (interaction.commandName !== LOOK_UP.name) return;
  const { targetMessage } = interaction;
  const text = stringsIn(partsOf(targetMessage)).join('\n');
  const lookUp = { text, spot: spotOf(interaction), person: speakerOf(interaction) };
  await answer(interaction, { opens: 'reply', run: () => tools.inbox.onLookUp(lookUp) }, tools);
}

type Written = Pick<MessageSnapshot, 'content' | 'embeds' | 'components' | 'messageSnapshots'>;

/** Links stand in the content, in embeds and components, and in what was forwarded. */
function partsOf({ content, embeds, components, messageSnapshots }: Written): unknown {
  return [
    content,
    embeds?.map((embed) => embed.toJSON()),
    components?.map((component) => component.toJSON()),
    [...(messageSnapshots?.values() ?? [])].map(partsOf),
  ];
}
