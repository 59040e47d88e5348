import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** Discord's own OpenAPI document, beside the project where it was checked out with its facts. */
const DOCUMENT = new URL('../../../../shared/specs/discord/openapi.json', import.meta.url);

/** Sentences about what is wrong with a request; none when it is right. */
export type SpecCheck = (request: {
  /** As in the document: `/channels/{channel_id}/messages`. */
  readonly template: string;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}) => readonly string[];

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

const memory = new Map<string, Promise<SpecCheck>>();

/** Reading the document takes a while, so all fakes of a process share one. */
export function specCheck(): Promise<SpecCheck> {
  const known = memory.get('check') ?? (existsSync(DOCUMENT) ? byDocument() : byPackage());
  memory.set('check', known);
  return known;
}

export const hasDocument = existsSync(DOCUMENT);

async function byDocument(): Promise<SpecCheck> {
  const document = relaxed(JSON.parse(readFileSync(DOCUMENT, 'utf8'))) as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'discord', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  return ({ template, method, query, body }) => {
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return [`${method} ${template} is not in the document`];
    const schema = operation.requestBody?.content['application/json']?.schema;
    const validate = schema && (compiled.get(`${method} ${template}`) ?? ajv.compile(schema));
    if (validate) compiled.set(`${method} ${template}`, validate);
    return [...queryProblems(operation, query), ...bodyProblems(validate, body)];
  };
}

function queryProblems({ parameters = [] }: Operation, query: URLSearchParams): readonly string[] {
  const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
  return [...query.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `unknown query ${name}`);
}

function bodyProblems(validate: ValidateFunction | undefined, body: unknown): readonly string[] {
  if (validate === undefined) return body === undefined ? [] : ['a body where none belongs'];
  if (validate(body)) return [];
  return (validate.errors ?? [])
    .slice(0, 8)
    .map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The document's quirks: oneOf means anyOf, integers may be numeric strings, references are to the whole. */
function relaxed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(relaxed);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([name, value]) => {
    if (name === 'oneOf') return ['anyOf', relaxed(value)];
    if (name === '$ref' && typeof value === 'string') return [name, `discord${value}`];
    return [name, relaxed(value)];
  });
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  const isInteger =
    copy.type === 'integer' || (Array.isArray(copy.type) && copy.type.includes('integer'));
  if (!isInteger || 'enum' in copy) return copy;
  return { ...copy, type: [copy.type, 'string'].flat(), pattern: '^-?\\d+$' };
}

interface Reader {
  safeParse(body: unknown): {
    readonly success: boolean;
    readonly error?: { readonly message: string };
  };
}

/** What the npm package covers; it refuses `default_member_permissions` as a string, which Discord wants. */
export async function byPackage(): Promise<SpecCheck> {
  // @ts-expect-error: the package's types point at its JavaScript
  const schemas: Readonly<Record<string, unknown>> = await import('discord-api-spec/zod');
  const bodies: Readonly<Record<string, unknown>> = {
    'POST /channels/{channel_id}/messages': schemas.MessageCreateRequestSchema,
    'PATCH /channels/{channel_id}/messages/{message_id}': schemas.MessageEditRequestPartialSchema,
    'POST /channels/{channel_id}/messages/{message_id}/threads':
      schemas.CreateTextThreadWithMessageRequestSchema,
  };
  return ({ template, method, body }) => {
    const schema = bodies[`${method} ${template}`];
    if (!isReader(schema)) return [];
    const read = schema.safeParse(body);
    return read.success ? [] : [read.error?.message.slice(0, 500) ?? 'refused'];
  };
}

function isReader(schema: unknown): schema is Reader {
  return typeof schema === 'object' && schema !== null && 'safeParse' in schema;
}
