import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Faults, SeenRequest, Trouble } from './faults.ts';
import { ANSWERS, type MethodTools } from './methods.ts';
import { type FakeChannel, Refusal, type Universe, type World } from './model.ts';
import type { Pass } from './rates.ts';
import { needScope } from './scopes.ts';
import { documented, readArguments, uselessArguments } from './spec.ts';

/** One workspace. */
export type Team = Pick<MethodTools, 'world' | 'interactions' | 'visibility'>;

export interface HttpTools extends Omit<MethodTools, 'needScope' | keyof Team> {
  readonly universe: Universe;
  /** By the order in which they came; what names none of them is the first one's. */
  teams(): readonly [Team, ...Team[]];
  readonly faults: Faults;
  readonly pass: Pass;
  readonly seen: SeenRequest[];
  readonly methods: Set<string>;
}

interface Called {
  readonly method: string;
  readonly token: string;
  readonly form: ReadonlyMap<string, string>;
  /** Of a response_url. */
  readonly path: string;
  readonly body: unknown;
}

interface Answered {
  readonly status: number;
  readonly json?: object;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Slack's Web API at `/api/`, and the response_urls. */
export function createHttp(tools: HttpTools): Server {
  return createServer((request, response) => {
    answer(tools, request, response).catch((error: unknown) => {
      tools.universe.problems.push(`the fake failed: ${String(error)}`);
      send(response, { status: 500, json: { ok: false, error: 'fatal_error' } });
    });
  });
}

async function answer(
  tools: HttpTools,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const called = await readCall(request);
  const isApi = called.method !== 'response_url';
  const args = isApi ? seenArguments(called.form) : (called.body as SeenRequest['args']);
  const team = teamOf(tools, called);
  const seen: SeenRequest = {
    ...{ method: called.method, args, at: Date.now() },
    ...(team !== undefined && { team: team.world.team }),
  };
  const index = tools.seen.push(seen) - 1;
  if (isApi) tools.methods.add(called.method);
  tools.universe.changed();
  const finish = (answered: Answered) => {
    const error =
      answered.json && 'error' in answered.json ? String(answered.json.error) : undefined;
    tools.seen[index] = { ...seen, status: answered.status, ...(error !== undefined && { error }) };
    send(response, answered);
    tools.universe.changed();
  };
  const trouble = tools.faults.take(seen);
  const instead = trouble && meet(trouble, 'before');
  if (instead !== undefined) return give(instead, finish, response);
  const waitMs = isApi
    ? tools.pass(called.method, seen.team ?? '', called.form.get('channel'))
    : undefined;
  if (waitMs !== undefined) return finish(limited(waitMs));
  const all = { ...tools, ...(team ?? tools.teams()[0]) };
  const outcome = isApi ? callMethod(all, called) : useResponseUrl(all, called);
  const later = trouble && meet(trouble, 'after');
  if (later !== undefined) return give(later, finish, response);
  if (trouble?.kind === 'slow') await new Promise((done) => setTimeout(done, trouble.forMs));
  finish(outcome);
}

/** What comes in place of the answer: nothing, a broken connection, or something else. */
function meet(trouble: Trouble, when: 'before' | 'after'): Answered | 'hang' | 'lose' | undefined {
  switch (trouble.kind) {
    case 'slow':
      return undefined;
    case 'limit':
      return when === 'before' ? limited(trouble.retryAfterMs) : undefined;
    case 'refuse':
      if (when === 'after') return undefined;
      return { status: 200, json: { ok: false, error: trouble.error, ...trouble.fields } };
    case 'hang':
    case 'lose':
      return trouble.when === when ? trouble.kind : undefined;
    case 'fail':
      if (trouble.when !== when) return undefined;
      return { status: trouble.status ?? 500, html: 'Server Error' };
    case 'html':
      if (trouble.when !== when) return undefined;
      return { status: 200, html: '<html><body>Sorry, something went wrong.</body></html>' };
    case 'garble':
      return when === 'after' ? { status: 200, html: '{"ok": true, "ts": "17' } : undefined;
  }
}

function give(
  instead: Answered | 'hang' | 'lose',
  finish: (answered: Answered) => void,
  response: ServerResponse,
): void {
  if (instead === 'lose') response.socket?.destroy();
  if (typeof instead === 'object') finish(instead);
}

function limited(waitMs: number | undefined): Answered {
  const retry = waitMs === undefined ? {} : { 'retry-after': String(Math.ceil(waitMs / 1_000)) };
  return { status: 429, json: { ok: false, error: 'ratelimited' }, headers: retry };
}

function teamOf({ teams }: HttpTools, { token, path, method }: Called): Team | undefined {
  if (method === 'response_url') return teams().find(({ world }) => path.includes(world.team));
  return teams().find(
    ({ world: { installation } }) =>
      token !== '' && (token === installation.botToken || installation.old.has(token)),
  );
}

function callMethod(tools: HttpTools & Team, { method, token, form }: Called): Answered {
  const { world } = tools;
  const headers = { 'x-oauth-scopes': world.installation.scopes.join(',') };
  try {
    const known = documented(method);
    const act = ANSWERS[method];
    if (known === undefined || act === undefined) {
      world.problems.push(`${method} is not in this fake`);
      throw new Refusal('unknown_method', { req_method: method });
    }
    if (method !== 'oauth.v2.access') authorize(world, method, token);
    const args = readArguments(known, form);
    for (const one of uselessArguments(args)) world.problems.push(`${method}: ${one}`);
    const json = act(
      { ...tools, needScope: (channel?: FakeChannel) => needScope(world, known, channel) },
      args,
    );
    return { status: 200, json: { ok: true, ...json }, headers };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    complain(world, method, error);
    return { status: 200, json: { ok: false, error: error.error, ...error.fields }, headers };
  }
}

/** Faults of ours, whatever the channel and its people do. */
const OUR_FAULTS =
  /^(invalid_(arguments|blocks|metadata|form|post|thread_ts)|msg_|no_text|metadata_|view_too_large|invalid_unfurl|cannot_parse)/;

function complain(world: World, method: string, { error, fields }: Refusal): void {
  const isScope = error === 'missing_scope' && world.installation.isWhole;
  if (!isScope && !OUR_FAULTS.test(error)) return;
  const why = 'errors' in fields ? fields.errors : fields.needed;
  world.problems.push(`${method}: ${error} ${why === undefined ? '' : JSON.stringify(why)}`.trim());
}

function authorize({ installation }: World, method: string, token: string): void {
  const { botToken, appToken, refusal, old } = installation;
  const wanted = method === 'apps.connections.open' ? appToken : botToken;
  if (token === '') throw new Refusal('not_authed');
  const end = old.get(token);
  if (end !== undefined) throw new Refusal(end);
  if (token !== wanted && (token === botToken || token === appToken))
    throw new Refusal('not_allowed_token_type');
  if (token !== wanted) throw new Refusal('invalid_auth');
  if (token === botToken && refusal !== undefined) throw new Refusal(refusal);
}

/** By error, the status: a URL that is used up or old is gone, words that are wrong are refused. */
function useResponseUrl({ world, interactions }: Team, { path, body }: Called): Answered {
  try {
    interactions.respond(path, body);
    return { status: 200, html: 'ok' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    complain(world, 'response_url', error);
    const status = error.error.endsWith('_url') ? 404 : 400;
    return { status, json: { ok: false, error: error.error } };
  }
}

async function readCall(request: IncomingMessage): Promise<Called> {
  const { pathname } = new URL(request.url ?? '/', 'http://fake');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  if (!pathname.startsWith('/api/')) {
    const body: unknown = JSON.parse(text === '' ? '{}' : text);
    return { method: 'response_url', token: '', form: new Map(), path: pathname, body };
  }
  const form = new Map(new URLSearchParams(text));
  const token = form.get('token') ?? bearer;
  form.delete('token');
  const method = pathname.slice('/api/'.length);
  return { method, token, form, path: pathname, body: undefined };
}

/** For a test to look at: JSON read where it is JSON. */
function seenArguments(form: ReadonlyMap<string, string>): SeenRequest['args'] {
  const entries = [...form].map(([name, value]) => {
    if (!/^[[{]/.test(value)) return [name, value];
    try {
      return [name, JSON.parse(value)];
    } catch {
      return [name, value];
    }
  });
  return Object.fromEntries(entries);
}

function send(response: ServerResponse, { status, json, html, headers = {} }: Answered): void {
  const type = json === undefined ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { ...headers, 'content-type': type });
  response.end(json === undefined ? html : JSON.stringify(json));
}
