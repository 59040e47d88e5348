import { type FakeComponent, FLAG_V2, flatten, invalidForm, Refusal } from './model.ts';

/**
 * Rules of facts/discord.md that the OpenAPI document does not hold: Components V2, doubled ids, rows, commands.
 */
export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly unknown[] | null;
  readonly components?: readonly FakeComponent[] | null;
  readonly flags?: number | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly poll?: unknown;
  readonly sticker_ids?: readonly unknown[] | null;
}

const ONLY_V2 = new Set([9, 10, 11, 12, 13, 14, 17]);

/** @throws Refusal as Discord does; `flags` are those that hold, of the message too when it is edited. */
export function checkMessage(body: MessageBody, flags: number): void {
  const components = body.components ?? [];
  const all = flatten(components);
  const isV2 = (flags & FLAG_V2) !== 0;
  const problems = [
    ...(isV2 ? v2Problems(body, all) : v1Problems(body, all)),
    ...all.flatMap(componentProblems),
    ...doubled(
      'custom_id',
      all.flatMap(({ custom_id }) => custom_id ?? []),
    ),
    ...doubled(
      'id',
      all.flatMap(({ id }) => id || []),
    ),
    ...(String(body.nonce ?? '').length > 25 ? ['nonce: Must be 25 or fewer in length.'] : []),
  ];
  if (problems.length > 0) throw invalidForm(problems);
  const isEmpty = components.length === 0 && !body.content && !body.embeds?.length;
  if (isEmpty) throw new Refusal(400, 50_006, 'Cannot send an empty message');
}

function v2Problems(body: MessageBody, all: readonly FakeComponent[]): readonly string[] {
  const text = all.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
  const classic = body.content || body.embeds?.length || body.poll || body.sticker_ids?.length;
  return [
    ...(classic ? ['content, embeds, poll and stickers cannot be used with IS_COMPONENTS_V2'] : []),
    ...(all.length > 40 ? [`components: ${all.length} of at most 40`] : []),
    ...(text > 4_000 ? [`components: text of ${text}, at most 4000`] : []),
  ];
}

function v1Problems(body: MessageBody, all: readonly FakeComponent[]): readonly string[] {
  const needsFlag = all.find(({ type }) => ONLY_V2.has(type));
  return [
    ...(needsFlag ? [`components: type ${needsFlag.type} needs IS_COMPONENTS_V2`] : []),
    ...((body.content?.length ?? 0) > 2_000 ? ['content: Must be 2000 or fewer in length.'] : []),
  ];
}

function componentProblems(one: FakeComponent): readonly string[] {
  switch (one.type) {
    case 1:
      return rowProblems(one.components ?? []);
    case 2:
      return buttonProblems(one);
    case 3:
      return selectProblems(one);
    case 9:
      return sectionProblems(one);
    case 10:
      return one.content?.trim() ? [] : ['content: This field is required'];
    case 17:
      return one.components?.length ? [] : ['container: at least one component'];
    default:
      return [];
  }
}

function rowProblems(inner: readonly FakeComponent[]): readonly string[] {
  const buttons = inner.filter(({ type }) => type === 2).length;
  if (inner.length === 0) return ['row: at least one component'];
  if (buttons === inner.length && buttons <= 5) return [];
  return inner.length === 1 ? [] : ['row: five buttons or one select'];
}

function buttonProblems({ style, custom_id, url, label = '' }: FakeComponent): readonly string[] {
  const isLink = style === 5;
  return [
    ...(isLink === (url !== undefined)
      ? []
      : ['button: a link has a url and nothing else has one']),
    ...(isLink === (custom_id === undefined) ? [] : ['button: custom_id or url, not both']),
    ...(label === '' || label.length > 80 ? ['label: Must be between 1 and 80 in length.'] : []),
    ...(custom_id !== undefined && custom_id.length > 100 ? ['custom_id: at most 100'] : []),
    ...(url !== undefined && (url.length > 512 || !/^(https?|discord):\/\//.test(url))
      ? ['url: not well formed']
      : []),
  ];
}

function selectProblems({ options = [], custom_id = '' }: FakeComponent): readonly string[] {
  const isTooLong = options.some(({ label, value }) => label.length > 100 || value.length > 100);
  return [
    ...(options.length < 1 || options.length > 25 ? ['options: between 1 and 25'] : []),
    ...(isTooLong || options.some(({ label }) => label === '')
      ? ['options: 1 to 100 characters']
      : []),
    ...doubled(
      'option value',
      options.map(({ value }) => value),
    ),
    ...(custom_id.length > 100 ? ['custom_id: at most 100'] : []),
  ];
}

function sectionProblems({ components = [], accessory }: FakeComponent): readonly string[] {
  return [
    ...(components.length < 1 || components.length > 3 ? ['section: one to three texts'] : []),
    ...(components.every(({ type }) => type === 10) ? [] : ['section: texts only']),
    ...(accessory?.type === 2 || accessory?.type === 11 ? [] : ['section: accessory is required']),
  ];
}

function doubled(what: string, values: readonly (string | number)[]): readonly string[] {
  const seen = new Set<string | number>();
  return values.flatMap((value) => {
    if (seen.has(value)) return [`${what} ${value} is used twice`];
    seen.add(value);
    return [];
  });
}

/** Title, one to five labels with one control each, no control twice. */
export function checkModal(modal: {
  readonly title?: string;
  readonly custom_id?: string;
  readonly components?: readonly FakeComponent[];
}): void {
  const components = modal.components ?? [];
  const problems = [
    ...(components.length < 1 || components.length > 5 ? ['components: between 1 and 5'] : []),
    ...((modal.title?.length ?? 0) < 1 || (modal.title?.length ?? 0) > 45
      ? ['title: between 1 and 45']
      : []),
    ...((modal.custom_id?.length ?? 0) > 100 ? ['custom_id: at most 100'] : []),
    ...components.flatMap(({ type, label = '', component }) => [
      ...(type === 18 ? [] : ['components: labels only']),
      ...(label.length < 1 || label.length > 45 ? ['label: between 1 and 45'] : []),
      ...(component?.type === 3 ? selectProblems(component) : []),
    ]),
    ...doubled(
      'custom_id',
      flatten(components).flatMap(({ custom_id }) => custom_id ?? []),
    ),
  ];
  if (problems.length > 0) throw invalidForm(problems);
}

interface CommandNode {
  readonly name: string;
  /** Of a whole command: 1 is typed, 3 stands in the menu of messages. */
  readonly type?: number;
  readonly description?: string;
  readonly required?: boolean;
  readonly options?: readonly CommandNode[];
  readonly choices?: readonly { readonly name: string; readonly value: unknown }[];
}

const COMMAND_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

export function checkCommands(commands: readonly CommandNode[]): void {
  const problems = [
    ...doubled(
      'name',
      commands.map(({ type = 1, name }) => `${type} ${name}`),
    ),
    ...commands.filter(isOfMessages).flatMap(menuProblems),
    ...(commands.filter(isOfMessages).length > 15 ? ['at most 15 commands of messages'] : []),
    ...commands
      .filter((command) => !isOfMessages(command))
      .flatMap((command) => {
        const size = sizeOf(command);
        return [
          ...nodeProblems(command),
          ...(size > 8_000 ? [`${command.name}: ${size} characters, at most 8000`] : []),
        ];
      }),
  ];
  if (problems.length > 0) throw invalidForm(problems);
}

function isOfMessages({ type }: CommandNode): boolean {
  return type === 3;
}

/** Any words of 1 to 32 characters, and nothing else (docs: interactions/application-commands.mdx). */
function menuProblems({ name, description = '', options = [] }: CommandNode): readonly string[] {
  return [
    ...(name.trim() === name && /^[-_' \p{L}\p{N}]{1,32}$/u.test(name)
      ? []
      : [`${name}: not a name`]),
    ...(description === '' && options.length === 0 ? [] : [`${name}: a name is all it has`]),
  ];
}

/** What is suggested: at most 25, names and values of 1 to 100 characters. */
export function checkChoices(
  choices: readonly { readonly name: string; readonly value: unknown }[],
): void {
  const fits = (text: string) => text.length >= 1 && text.length <= 100;
  const problems = [
    ...(choices.length > 25 ? [`choices: ${choices.length} of at most 25`] : []),
    ...(choices.every(({ name, value }) => fits(name) && fits(String(value)))
      ? []
      : ['choices: names and values have 1 to 100 characters']),
  ];
  if (problems.length > 0) throw invalidForm(problems);
}

function nodeProblems(node: CommandNode): readonly string[] {
  const { name, description = '', options = [], choices = [] } = node;
  const firstOptional = options.findIndex(({ required }) => !required);
  const isOutOfOrder =
    firstOptional >= 0 && options.slice(firstOptional).some(({ required }) => required);
  return [
    ...(COMMAND_NAME.test(name) && name === name.toLowerCase() ? [] : [`${name}: not a name`]),
    ...(description.length < 1 || description.length > 100
      ? [`${name}: description 1 to 100`]
      : []),
    ...(options.length > 25 || choices.length > 25 ? [`${name}: more than 25`] : []),
    ...(isOutOfOrder ? [`${name}: required options come first`] : []),
    ...doubled(
      'option',
      options.map((option) => option.name),
    ),
    ...options.flatMap(nodeProblems),
  ];
}

function sizeOf({ name, description = '', options = [], choices = [] }: CommandNode): number {
  const inner = options.reduce((sum, option) => sum + sizeOf(option), 0);
  const values = choices.reduce(
    (sum, choice) => sum + choice.name.length + String(choice.value).length,
    0,
  );
  return name.length + description.length + inner + values;
}
