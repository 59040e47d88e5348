import { type ArgumentType, type Documented, METHODS, UNUSED } from './documents.ts';
import { Refusal, refusal } from './model.ts';

export type Args = Readonly<Record<string, unknown>>;

/** The client that bolt hands to a listener adds it to every call, documented or not (bolt 5, App.js). */
const BY_THE_SDK = 'team_id';

/** What a form holds, read by the documented types. @throws Refusal as Slack does, `broken` when it breaks the documents */
export function readArguments(
  { args, required }: Documented,
  form: ReadonlyMap<string, string>,
): Args {
  const unknown = [...form.keys()].filter((name) => !(name in args) && name !== BY_THE_SDK);
  const missing = required.filter((name) => !form.get(name));
  const problems = [
    ...unknown.map((name) => `undocumented argument: ${name}`),
    ...missing.map((name) => `missing required field: ${name}`),
    ...[...form].flatMap(([name, value]) => typeProblems(name, value, args[name])),
  ];
  if (problems.length > 0) throw refusal('invalid_arguments', problems);
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, read(name, value, args[name] ?? 'text')]),
  );
}

/** Sentences about arguments that are documented, but that nobody here should send. */
export function uselessArguments(args: Args): readonly string[] {
  return Object.keys(args)
    .filter((name) => UNUSED.has(name))
    .map((name) => `${name}: this fake does nothing with it`);
}

/** Which methods a fake of this Slack answers. */
export function documented(method: string): Documented | undefined {
  return METHODS.get(method);
}

function typeProblems(
  name: string,
  value: string,
  type: ArgumentType | undefined,
): readonly string[] {
  if (type === 'boolean' && !/^(true|false|1|0)$/.test(value))
    return [`must be a boolean: ${name}`];
  if (type === 'number' && !/^\d+$/.test(value)) return [`must be a number: ${name}`];
  return [];
}

/** By argument, how Slack calls JSON that it cannot read. */
const UNREADABLE: Readonly<Record<string, string>> = {
  blocks: 'invalid_blocks_format',
  metadata: 'invalid_metadata_format',
  unfurls: 'invalid_unfurls_format',
};

function read(name: string, value: string, type: ArgumentType): unknown {
  switch (type) {
    case 'boolean':
      return value === 'true' || value === '1';
    case 'number':
      return Number(value);
    case 'json':
      return readJson(name, value);
    case 'text':
      return value;
  }
}

function readJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new Refusal(UNREADABLE[name] ?? 'invalid_arguments');
  }
}
