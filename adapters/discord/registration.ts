import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { CommandSpec, OptionSpec } from '#chat/command.ts';
import {
  MAX_COMMAND_CHARACTERS,
  MAX_COMMAND_OPTIONS,
  MAX_DESCRIPTION,
  MAX_OPTION,
} from './limits.ts';
import type { DiscordRest } from './rest.ts';
import { cutAtWord } from './text.ts';

export type CommandDefinition = RESTPostAPIChatInputApplicationCommandsJSONBody;
type AnyDefinition = CommandDefinition | RESTPostAPIContextMenuApplicationCommandsJSONBody;

/** For everyone, and for those who may Manage Server: permission hangs on a whole command. */
export const COMMANDS = { everyone: 'papers', admins: 'papers-admin' } as const;

/** Discord's own option for `--share`. */
export const SHARE = 'share';

const SUMMARIES = {
  everyone: 'The day’s papers: lists, search, cards',
  admins: 'What this channel gets from Paperboy',
} as const;

/** Both commands with their subcommands. @throws RangeError where Discord would refuse one */
export function toDefinitions(specs: readonly CommandSpec[]): readonly CommandDefinition[] {
  return (['everyone', 'admins'] as const)
    .map((access) => ({ access, own: specs.filter((spec) => spec.access === access) }))
    .filter(({ own }) => own.length > 0)
    .map(({ access, own }) =>
      checked({
        name: COMMANDS[access],
        description: SUMMARIES[access],
        options: own.map(toSubcommand),
        contexts: [InteractionContextType.Guild],
        integration_types: [ApplicationIntegrationType.GuildInstall],
        ...(access === 'admins' && {
          default_member_permissions: String(PermissionFlagsBits.ManageGuild),
        }),
      }),
    );
}

function toSubcommand(spec: CommandSpec): APIApplicationCommandSubcommandOption {
  const required = spec.options.filter(({ isRequired }) => isRequired);
  const optional = spec.options.filter(({ isRequired }) => !isRequired);
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: spec.name,
    description: cutAtWord(spec.summary, MAX_DESCRIPTION),
    options: [
      ...[...required, ...optional].map(toOption),
      ...(spec.isShareable ? [shareOption()] : []),
    ],
  };
}

function toOption(spec: OptionSpec): APIApplicationCommandBasicOption {
  const face = {
    name: spec.name,
    description: cutAtWord(spec.summary, MAX_DESCRIPTION),
    required: spec.isRequired === true,
  };
  if (spec.kind === 'number') return { ...face, type: ApplicationCommandOptionType.Integer };
  const text = { ...face, type: ApplicationCommandOptionType.String as const };
  if (spec.kind === 'choice') {
    return {
      ...text,
      choices: (spec.choices ?? []).map(({ label, value }) => ({ name: label, value })),
    };
  }
  return spec.hasSuggestions ? { ...text, autocomplete: true as const } : text;
}

function shareOption(): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.Boolean,
    name: SHARE,
    description: 'Post the answer here for everyone',
    required: false,
  };
}

/** Names of commands and options (docs: interactions/application-commands.mdx). */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

function checked(definition: CommandDefinition): CommandDefinition {
  const nodes = nodesOf(definition);
  for (const { name, options = [], choices = [] } of nodes) {
    if (!NAME.test(name) || name !== name.toLowerCase())
      throw new RangeError(`not a command name: ${name}`);
    if (options.length > MAX_COMMAND_OPTIONS || choices.length > MAX_COMMAND_OPTIONS) {
      throw new RangeError(`more than ${MAX_COMMAND_OPTIONS} options or choices: ${name}`);
    }
    if (choices.some((choice) => choice.name.length > MAX_OPTION))
      throw new RangeError(`choice too long: ${name}`);
  }
  const characters = nodes.reduce((sum, node) => sum + lengthOf(node), 0);
  if (characters > MAX_COMMAND_CHARACTERS)
    throw new RangeError(`command too long: ${definition.name}`);
  return definition;
}

interface Node {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly Node[];
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
}

function nodesOf(node: Node | CommandDefinition): readonly Node[] {
  const { options = [] } = node as Node;
  return [node as Node, ...options.flatMap(nodesOf)];
}

function lengthOf({ name, description, choices = [] }: Node): number {
  const values = choices.reduce(
    (sum, choice) => sum + choice.name.length + String(choice.value).length,
    0,
  );
  return name.length + description.length + values;
}

/** Registers the commands when Discord has others; 200 creations a day are allowed, so never without need. */
export async function ensureRegistered(
  rest: DiscordRest,
  application: string,
  definitions: readonly AnyDefinition[],
): Promise<'registered' | 'unchanged'> {
  const route = Routes.applicationCommands(application);
  const doing = { what: 'registering the commands', of: 'installation', isWrite: false } as const;
  const known = await rest.ask({ method: 'GET', route, doing }, z.array(z.unknown()));
  if (canonical(known) === canonical(definitions)) return 'unchanged';
  await rest.tell({ method: 'PUT', route, body: definitions, doing });
  return 'registered';
}

const Known: z.ZodType<unknown> = z.lazy(() =>
  z.object({
    name: z.string(),
    description: z.string().default(''),
    type: z.number().optional(),
    required: z.boolean().default(false),
    autocomplete: z.boolean().default(false),
    default_member_permissions: z
      .string()
      .nullish()
      .transform((bits) => bits ?? null),
    contexts: z
      .array(z.number())
      .nullish()
      .transform((all) => all ?? []),
    choices: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
    options: z.array(Known).default([]),
  }),
);

/** The fields that we set, in one order: Discord adds many of its own and leaves defaults out. */
function canonical(commands: readonly unknown[]): string {
  const read = commands.map((command) => Named.parse(command));
  const sorted = read.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify(sorted.map((command) => Known.parse({ type: 1, ...command })));
}

const Named = z.looseObject({ name: z.string() });
