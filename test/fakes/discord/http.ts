import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Passed } from './buckets.ts';
import type { Faults, SeenRequest, Trouble } from './faults.ts';
import { invalidForm, Refusal, type World } from './model.ts';
import type { Asked, Route } from './routes.ts';
import type { SpecCheck } from './spec.ts';

export interface HttpTools {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly check: SpecCheck;
  readonly seen: SeenRequest[];
  /** Requests that break Discord's own document. */
  readonly problems: string[];
  pass(route: string, major: string, now: number): Passed;
}

/** Discord's REST API at `/api/v10`. */
export function createHttp(tools: HttpTools): Server {
  return createServer((request, response) => {
    answer(tools, request, response).catch((error: unknown) => {
      tools.problems.push(`the fake failed: ${String(error)}`);
      send(response, { status: 500, json: { message: String(error), code: 0 } });
    });
  });
}

async function answer(
  tools: HttpTools,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  const path = url.pathname
    .replace(/^\/api\/v10/, '')
    .replace('%40original', '@original')
    .replace('%40me', '@me');
  const method = request.method ?? 'GET';
  const body = await readBody(request);
  const route = tools.routes.find((one) => one.method === method && one.pattern.test(path));
  const template = route?.template ?? path;
  const seen: SeenRequest = {
    method,
    template,
    path,
    body,
    query: Object.fromEntries(url.searchParams),
    at: Date.now(),
  };
  const index = tools.seen.push(seen) - 1;
  tools.world.changed();
  const finish = (status: number, json?: unknown, headers?: Readonly<Record<string, string>>) => {
    tools.seen[index] = { ...seen, status };
    send(response, { status, json, ...(headers && { headers }) });
    tools.world.changed();
  };
  const trouble = tools.faults.take(seen);
  if (trouble !== undefined && meet({ trouble, when: 'before' }, response, finish)) return;
  const { headers, ...limited } = tools.pass(
    `${method} ${template}`,
    path.split('/')[2] ?? '',
    Date.now(),
  );
  if (limited.retryAfterMs !== undefined) {
    return limit(finish, {
      retryAfterMs: limited.retryAfterMs,
      isGlobal: limited.isGlobal === true,
      headers,
    });
  }
  const outcome = act(tools, {
    route,
    request,
    seen,
    asked: { params: paramsOf(route, path), query: url.searchParams, body },
  });
  if (trouble !== undefined && meet({ trouble, when: 'after' }, response, finish)) return;
  if (trouble?.kind === 'slow') await setTimeout(trouble.ms);
  finish(outcome.status, outcome.json, headers);
}

type Finish = (status: number, json?: unknown, headers?: Readonly<Record<string, string>>) => void;

/** Whether the trouble was the whole answer. */
function meet(
  { trouble, when }: { readonly trouble: Trouble; readonly when: 'before' | 'after' },
  response: ServerResponse,
  finish: Finish,
): boolean {
  if (trouble.kind === 'limit') {
    if (when === 'after') return false;
    limit(finish, { ...trouble, headers: {} });
    return true;
  }
  if (trouble.kind === 'slow') return false;
  if (trouble.kind === 'refuse') {
    if (when === 'after') return false;
    finish(trouble.status, { code: trouble.code, message: 'Refused by the test' });
    return true;
  }
  if (trouble.kind === 'garble') {
    if (when === 'after') sendHalf(response);
    return when === 'after';
  }
  if (trouble.when !== when) return false;
  if (trouble.kind === 'lose') response.socket?.destroy();
  if (trouble.kind === 'fail')
    finish(trouble.status, { code: 0, message: 'Internal Server Error' });
  return true;
}

function sendHalf(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": "12');
}

function limit(
  finish: Finish,
  facts: {
    readonly retryAfterMs: number;
    readonly isGlobal: boolean;
    readonly headers: Readonly<Record<string, string>>;
  },
): void {
  const seconds = facts.retryAfterMs / 1_000;
  finish(
    429,
    { message: 'You are being rate limited.', retry_after: seconds, global: facts.isGlobal },
    {
      ...facts.headers,
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': facts.isGlobal ? 'global' : 'user',
      ...(facts.isGlobal && { 'x-ratelimit-global': 'true' }),
    },
  );
}

interface Act {
  readonly route: Route | undefined;
  readonly request: IncomingMessage;
  readonly seen: SeenRequest;
  readonly asked: Asked;
}

function act(
  tools: HttpTools,
  { route, request, seen, asked }: Act,
): { readonly status: number; readonly json?: unknown } {
  try {
    if (route === undefined)
      throw new Refusal(404, 0, `404: ${seen.method} ${seen.path} is not in this fake`);
    authorize(tools.world, route, request);
    const problems = tools.check({ ...route, query: asked.query, body: asked.body });
    if (problems.length > 0) {
      tools.problems.push(`${seen.method} ${seen.path}: ${problems.join('; ')}`);
      throw invalidForm(problems);
    }
    const json = route.act(asked);
    return json === undefined ? { status: 204 } : { status: 200, json };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (route === undefined) tools.problems.push(error.message);
    const { status, code, message } = error;
    return { status, json: { code, message } };
  }
}

function authorize(world: World, { isOurs }: Route, { headers }: IncomingMessage): void {
  if (!headers['user-agent']?.startsWith('DiscordBot ('))
    throw new Refusal(403, 40_333, 'internal network error');
  if (isOurs && headers.authorization !== `Bot ${world.token}`)
    throw new Refusal(401, 0, '401: Unauthorized');
}

function paramsOf(route: Route | undefined, path: string): Readonly<Record<string, string>> {
  return { ...route?.pattern.exec(path)?.groups };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

interface Sent {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, { status, json, headers = {} }: Sent): void {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...headers, ...type });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}
