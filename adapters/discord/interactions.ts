import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  Interaction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import { MessageFlags } from 'discord.js';
import type { CommandSpec } from '#chat/command.ts';
import type { CommandCall, Opens, Press } from '#chat/inbox.ts';
import type { Action } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { answer } from './answers.ts';
import { type InteractionTools, speakerOf, spotOf } from './asking.ts';
import { toAction } from './controls.ts';
import { toRef, toWorkspace } from './ids.ts';
import { LIMITS, MAX_OPTION } from './limits.ts';
import { onLookUp } from './look-up.ts';
import { SHARE } from './registration.ts';
import { cutAtWord } from './text.ts';

/** Turns what people do into calls of the inbox, and what it says into Discord's answers. */
export async function onInteraction(
  interaction: Interaction,
  tools: InteractionTools,
): Promise<void> {
  if (interaction.channel?.isThread()) tools.rememberThread(interaction.channel.id);
  if (interaction.isChatInputCommand()) return onCommand(interaction, tools);
  if (interaction.isMessageContextMenuCommand()) return onLookUp(interaction, tools);
  if (interaction.isAutocomplete()) return onAutocomplete(interaction, tools);
  if (interaction.isButton()) return onPress(interaction, tools, {});
  if (interaction.isStringSelectMenu()) {
    return onPress(interaction, tools, { ...optional('value', interaction.values[0]) });
  }
  if (interaction.isModalSubmit())
    return onPress(interaction, tools, { values: valuesOf(interaction) });
}

async function onCommand(
  interaction: ChatInputCommandInteraction,
  tools: InteractionTools,
): Promise<void> {
  const call = toCall(interaction);
  const spec = tools.inbox.commands.find(({ name }) => name === call.name);
  await answer(
    interaction,
    { opens: opensOf(spec, call), run: () => tools.inbox.onCommand(call) },
    tools,
  );
}

function opensOf(spec: CommandSpec | undefined, { options }: CommandCall): Opens {
  if (spec?.opens === 'form') return 'form';
  return spec?.opens === 'form-when-bare' && Object.keys(options).length === 0 ? 'form' : 'reply';
}

function toCall(interaction: ChatInputCommandInteraction): CommandCall {
  const given = interaction.options.data[0]?.options ?? [];
  const isShared = given.some(({ name, value }) => name === SHARE && value === true);
  const options = given
    .filter(({ name, value }) => name !== SHARE && value !== undefined)
    .map(({ name, value }) => [name, String(value)]);
  return {
    // Without one where Discord still shows how the command was registered long ago: the core knows none of no name.
    name: interaction.options.getSubcommand(false) ?? '',
    options: Object.fromEntries(options),
    isShared,
    spot: spotOf(interaction),
    person: speakerOf(interaction),
    canOpenForm: true,
  };
}

type Pressed = MessageComponentInteraction | ModalSubmitInteraction;

/** Of a button as older versions wrote them. The core knows no such verb, and has the words for it. */
const UNKNOWN: Action = { key: '', verb: '' };

async function onPress(
  interaction: Pressed,
  tools: InteractionTools,
  { value, values }: { readonly value?: string; readonly values?: Press['values'] },
): Promise<void> {
  const action = toAction(interaction.customId, value) ?? UNKNOWN;
  const on = postedMessage(interaction);
  const press: Press = {
    action,
    spot: spotOf(interaction),
    person: speakerOf(interaction),
    canOpenForm: !interaction.isModalSubmit(),
    ...(values !== undefined && { values }),
    ...(on !== undefined && { on }),
  };
  const wanted = tools.inbox.verbs[action.verb] ?? 'reply';
  // A posted message belongs to everybody: only a private answer is replaced.
  const opens = wanted === 'update' && on !== undefined ? 'reply' : wanted;
  await answer(interaction, { opens, run: () => tools.inbox.onPress(press) }, tools);
}

/** The message under the button, unless only its reader can see it. */
function postedMessage(interaction: Pressed): MessageRef | undefined {
  if (!interaction.isMessageComponent()) return undefined;
  const { message, channelId, guildId } = interaction;
  if (message.flags.has(MessageFlags.Ephemeral)) return undefined;
  return toRef(toWorkspace(guildId), channelId, message.id);
}

function valuesOf({ fields }: ModalSubmitInteraction): Readonly<Record<string, string>> {
  const values = fields.fields.map((field) => [field.customId, fieldValue(field)]);
  return Object.fromEntries(values);
}

function fieldValue(field: object): string {
  if ('value' in field) return String(field.value ?? '');
  return 'values' in field && Array.isArray(field.values) ? String(field.values[0] ?? '') : '';
}

/** Free text stays possible, so no suggestions are better than late ones. */
async function onAutocomplete(
  interaction: AutocompleteInteraction,
  { inbox, log }: InteractionTools,
): Promise<void> {
  const { name, value } = interaction.options.getFocused(true);
  const query = {
    command: interaction.options.getSubcommand(false) ?? '',
    option: name,
    typed: value,
    spot: spotOf(interaction),
    person: speakerOf(interaction),
  };
  const suggestions = await inbox.onSuggest(query).catch((error: unknown) => {
    log.warn({ err: error, option: name }, 'no suggestions');
    return [];
  });
  await interaction.respond(
    suggestions
      .filter(({ label, value }) => label !== '' && value !== '' && value.length <= MAX_OPTION)
      .slice(0, LIMITS.selectOptions)
      .map(({ label, value }) => ({ name: cutAtWord(label, MAX_OPTION), value })),
  );
}

function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
