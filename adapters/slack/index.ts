import type { ChatPlatform } from '#chat/platform.ts';
import { type Connection, connect } from './connection.ts';
import { find, keyOf } from './finding.ts';
import { routesOf } from './http.ts';
import { inspect } from './inspect.ts';
import { LIMITS } from './limits.ts';
import { unfurlObstacle } from './links.ts';
import type { SlackOptions } from './options.ts';
import { edit, linkTo, post, remove } from './posting.ts';
import { readReactions } from './reactions.ts';
import { createSeen } from './seen.ts';
import { createTenants } from './tenants.ts';

/**
 * Slack through the real bolt and its Web API client: the one workspace of a bot token, received over Socket Mode or HTTP,
 * or any number of workspaces that install Paperboy by themselves, over HTTP.
 */
export function createSlack(options: SlackOptions): ChatPlatform {
  const open: Connection[] = [];
  const tenants = createTenants(options, (workspace, code) => open.at(-1)?.doubt(workspace, code));
  const seen = options.seen ?? createSeen();
  const isSocket = 'appToken' in options && options.appToken !== undefined;
  // A stop may come while a start is under way.
  let stops = 0;
  const stop = async () => {
    for (const connection of open.splice(0)) await connection.close();
  };
  return {
    name: 'slack',
    limits: LIMITS,
    ...(!isSocket && { routes: routesOf(options, () => open.at(-1)) }),
    start: async (inbox) => {
      const wasStopped = stops;
      open.push(await connect({ options, tenants, seen }, inbox));
      if (stops !== wasStopped) await stop();
    },
    lost: () => open.at(-1)?.lost(),
    stop: async () => {
      stops += 1;
      await stop();
    },
    post: async (to, message, key) =>
      post((await tenants.of(to.workspace)).web, to, { message, key }),
    find: async (to, { key }, since) => find(await tenants.of(to.workspace), to, { key, since }),
    keyOf: async (ref, among) => keyOf(await tenants.of(ref.workspace), ref, among),
    edit: async (ref, message) => edit((await tenants.of(ref.workspace)).web, ref, message),
    remove: async (ref) => remove((await tenants.of(ref.workspace)).web, ref),
    inspect: (place, person) => inspect(tenants, place, person),
    async *readReactions(refs, recorded) {
      for (const [workspace, those] of Map.groupBy(refs, (ref) => ref.workspace)) {
        yield* readReactions(await tenants.of(workspace), those, recorded);
      }
    },
    linkTo: (ref) => linkTo(tenants, ref),
    unfurlObstacle: async (workspace) => unfurlObstacle((await tenants.of(workspace)).web),
  };
}
