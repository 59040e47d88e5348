import type { Deliveries } from './deliveries.ts';
import type { World } from './model.ts';
import { hears } from './scopes.ts';

/** Sends what happens to the app, as far as it subscribes to it and may hear it. */
export function createEvents(deliveries: Deliveries, sent: Set<string>) {
  return (world: World, name: string, facts: object): void => {
    if (!hears(world, name)) return;
    sent.add(name);
    const type = name.startsWith('message.') ? 'message' : name;
    const payload = envelope(world, { type, ...facts });
    deliveries.send({ kind: 'events_api', event: name, payload });
  };
}

function envelope(
  world: World,
  event: { readonly type: string; readonly channel?: unknown },
): Readonly<Record<string, unknown>> {
  return {
    ...{ token: 'verification', team_id: world.team, context_team_id: world.team },
    ...{ context_enterprise_id: null, api_app_id: world.app },
    event: { ...event, event_ts: world.newTs() },
    ...{ type: 'event_callback', event_id: world.newId('Ev') },
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        ...{ enterprise_id: null, team_id: world.team, user_id: world.self },
        ...{ is_bot: true, is_enterprise_install: false },
      },
    ],
    is_ext_shared_channel: world.channels.get(String(event.channel))?.isExternal ?? false,
    ...{ event_context: `4-${world.newId('ctx')}` },
  };
}
