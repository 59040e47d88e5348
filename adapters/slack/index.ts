import type { ChatPlatform } from '#chat/platform.ts';
import { type Connection, connect } from './connection.ts';
import { find } from './finding.ts';
import { createListener, EVENTS_PATH } from './http.ts';
import { createIdentity } from './identity.ts';
import { inspect } from './inspect.ts';
import { LIMITS } from './limits.ts';
import { unfurlObstacle } from './links.ts';
import type { SlackOptions } from './options.ts';
import { createPeople } from './people.ts';
import { edit, linkTo, post, remove } from './posting.ts';
import { readReactions } from './reactions.ts';
import { createWeb } from './web.ts';

/** Slack through the real bolt and its Web API client: one workspace, received over Socket Mode or HTTP. */
export function createSlack(options: SlackOptions): ChatPlatform {
  const web = createWeb(options);
  const self = createIdentity(web);
  const people = createPeople(web);
  const open: Connection[] = [];
  const listener = createListener(() => open.at(-1)?.receiver, options);
  // A stop may come while a start is under way.
  let stops = 0;
  const stop = async () => {
    for (const connection of open.splice(0)) await connection.close();
  };
  return {
    name: 'slack',
    limits: LIMITS,
    ...(options.appToken === undefined && { routes: [{ path: EVENTS_PATH, listener }] }),
    start: async (inbox) => {
      const wasStopped = stops;
      open.push(await connect({ options, web, people, self }, inbox));
      if (stops !== wasStopped) await stop();
    },
    lost: () => open.at(-1)?.lost(),
    stop: async () => {
      stops += 1;
      await stop();
    },
    post: (to, message, key) => post(web, to, { message, key }),
    find: (to, { key }, since) => find({ web, self }, to, { key, since }),
    edit: (ref, message) => edit(web, ref, message),
    remove: (ref) => remove(web, ref),
    inspect: (place, person) => inspect({ web, self }, place, person),
    readReactions: (refs, recorded) => readReactions({ web, people }, refs, recorded),
    linkTo: (ref) => linkTo(web, ref),
    unfurlObstacle: () => unfurlObstacle(web),
  };
}
