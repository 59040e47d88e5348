import { BLOCKS, ELEMENTS, type Fields, type Rule, TEXT, VIEW } from './kit.ts';
import { type FakePart, flatten } from './model.ts';

/** Sentences with the place of each mistake, as Slack writes them; none when all is well. */
export function blockProblems(blocks: unknown, surface: 'message' | 'modal'): readonly string[] {
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
  const most = surface === 'message' ? 50 : 100;
  const parts = blocks as readonly unknown[];
  return [
    ...(parts.length > most ? [`no more than ${most} items allowed [json-pointer:/blocks]`] : []),
    ...parts.flatMap((block, index) => oneBlock(block, `/blocks/${index}`, surface)),
    ...doubled(
      'block_id',
      parts.flatMap((block) => idOf(block, 'block_id')),
    ),
    ...parts.flatMap((block, index) => doubledActions(block, `/blocks/${index}`)),
  ];
}

export function viewProblems(view: unknown): readonly string[] {
  if (!isRecord(view)) return ['must be an object [json-pointer:/view]'];
  const blocks = Array.isArray(view.blocks) ? (view.blocks as readonly FakePart[]) : [];
  const hasInput = blocks.some(({ type }) => type === 'input');
  return [
    ...(view.type === 'modal' ? [] : ['must be modal [json-pointer:/view/type]']),
    ...fieldProblems(view, VIEW, '/view'),
    ...(hasInput && view.submit === undefined
      ? ['a submit is required with an input [json-pointer:/view]']
      : []),
    ...(blocks.length === 0 ? ['at least one block is required [json-pointer:/view/blocks]'] : []),
    ...blockProblems(view.blocks, 'modal').map((one) => one.replace('pointer:', 'pointer:/view')),
  ];
}

/** Bytes of everything that can be read, which is what `msg_blocks_too_long` counts. */
export function textBytes(blocks: readonly FakePart[]): number {
  return flatten(blocks).reduce(
    (sum, { text }) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
}

function oneBlock(block: unknown, at: string, surface: 'message' | 'modal'): readonly string[] {
  if (!isRecord(block)) return [`must be an object [json-pointer:${at}]`];
  const type = String(block.type);
  const fields = BLOCKS[type];
  if (fields === undefined || (type === 'input' && surface === 'message')) {
    return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  }
  const isEmpty = type === 'section' && block.text === undefined && block.fields === undefined;
  return [
    ...fieldProblems(block, fields, at),
    ...(isEmpty ? [`missing required field: text or fields [json-pointer:${at}]`] : []),
  ];
}

function fieldProblems(
  part: Readonly<Record<string, unknown>>,
  { required, known }: Fields,
  at: string,
): readonly string[] {
  const missing = required.filter((name) => part[name] === undefined);
  return [
    ...missing.map((name) => `missing required field: ${name} [json-pointer:${at}]`),
    ...Object.entries(part).flatMap(([name, value]) => {
      const rule = known[name];
      if (name === 'type') return [];
      if (rule === undefined) return [`invalid additional property: ${name} [json-pointer:${at}]`];
      return ruleProblems(value, rule, `${at}/${name}`);
    }),
  ];
}

function ruleProblems(value: unknown, rule: Rule, at: string): readonly string[] {
  const wrong = (what: string) => [`${what} [json-pointer:${at}]`];
  switch (rule.kind) {
    case 'anything':
      return [];
    case 'flag':
      return typeof value === 'boolean' ? [] : wrong('must be a boolean');
    case 'number':
      return Number.isInteger(value) ? [] : wrong('must be an integer');
    case 'string':
      return lengthProblems(value, rule, at);
    case 'url':
      return isUrl(value) ? [] : wrong('invalid url');
    case 'text':
      return textProblems(value, rule, at);
    case 'one':
      return elementProblems(value, rule.of, at);
    case 'part':
      return isRecord(value) ? fieldProblems(value, rule.fields, at) : wrong('must be an object');
    case 'list':
      if (!Array.isArray(value)) return wrong('must be an array');
      return [
        ...(value.length < rule.min || value.length > rule.max
          ? wrong(`between ${rule.min} and ${rule.max} items allowed`)
          : []),
        ...value.flatMap((inner, index) => ruleProblems(inner, rule.of, `${at}/${index}`)),
      ];
  }
}

function lengthProblems(
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
  at: string,
): readonly string[] {
  if (typeof value !== 'string') return [`must be a string [json-pointer:${at}]`];
  if (value.length < min) return [`must be more than ${min - 1} characters [json-pointer:${at}]`];
  if (value.length > max) return [`must be less than ${max + 1} characters [json-pointer:${at}]`];
  return [];
}

function textProblems(
  value: unknown,
  { max, isPlain }: { readonly max: number; readonly isPlain: boolean },
  at: string,
): readonly string[] {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  const { type, text, ...rest } = value;
  const beside = TEXT[String(type)];
  if (beside === undefined || (isPlain && type !== 'plain_text')) {
    return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  }
  return [
    ...lengthProblems(text, { min: 1, max }, `${at}/text`),
    ...Object.keys(rest)
      .filter((name) => !beside.includes(name))
      .map((name) => `invalid additional property: ${name} [json-pointer:${at}]`),
  ];
}

function elementProblems(value: unknown, of: readonly string[], at: string): readonly string[] {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  const type = String(value.type);
  if (!of.includes(type)) return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  if (type in TEXT) return textProblems(value, { max: 3_000, isPlain: false }, at);
  const fields = ELEMENTS[type];
  if (fields === undefined) return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  return [...fieldProblems(value, fields, at), ...choiceProblems(value as FakePart, at)];
}

/** A style is one of two, a select has options of one kind, and what is chosen first is among them. */
function choiceProblems(element: FakePart, at: string): readonly string[] {
  const { type, style, options, option_groups, initial_option } = element;
  const isStyled = type === 'button' && style !== undefined;
  const all = options ?? option_groups?.flatMap((group) => group.options ?? []) ?? [];
  const isChosenThere =
    initial_option === undefined ||
    all.some((one) => JSON.stringify(one) === JSON.stringify(initial_option));
  return [
    ...(isStyled && style !== 'primary' && style !== 'danger'
      ? [`must be primary or danger [json-pointer:${at}/style]`]
      : []),
    ...(type === 'static_select' && (options === undefined) === (option_groups === undefined)
      ? [`options or option_groups [json-pointer:${at}]`]
      : []),
    ...(isChosenThere ? [] : [`not among the options [json-pointer:${at}/initial_option]`]),
    ...(type === 'plain_text_input' ? [] : doubledOptions(all, at)),
  ];
}

function doubledOptions(options: readonly FakePart[], at: string): readonly string[] {
  return doubled(
    'option value',
    options.flatMap(({ value }) => value ?? []),
  ).map((one) => `${one} [json-pointer:${at}/options]`);
}

function doubledActions(block: unknown, at: string): readonly string[] {
  if (!isRecord(block) || !Array.isArray(block.elements)) return [];
  const ids = (block.elements as readonly unknown[]).flatMap((one) => idOf(one, 'action_id'));
  return doubled('action_id', ids).map((one) => `${one} [json-pointer:${at}]`);
}

function idOf(part: unknown, name: 'block_id' | 'action_id'): readonly string[] {
  return isRecord(part) && typeof part[name] === 'string' ? [part[name]] : [];
}

function doubled(what: string, values: readonly string[]): readonly string[] {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  return twice.map((value) => `${what} ${value} already exists`);
}

/** Slack refuses the whole message for one bad address; 3,000 characters at most. */
function isUrl(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= 3_000 &&
    !/\s/.test(value) &&
    /^https?:\/\//.test(value) &&
    URL.canParse(value)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
