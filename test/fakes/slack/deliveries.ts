import { randomUUID } from 'node:crypto';
import type { Universe } from './model.ts';
import type { SignedRequests } from './signed.ts';
import type { Sockets } from './sockets.ts';

/** One thing that Slack sends to the app, over a socket or as a signed request. */
export interface FakeDelivery {
  /** The envelope's id; of a request, a name of the fake's own. */
  readonly id: string;
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  /** Of an event: `reaction_added`. */
  readonly event?: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly via: 'socket' | 'http' | 'nobody';
  /** 0 at first. */
  readonly retry: number;
  readonly retryReason?: string;
  /** Milliseconds until it was acknowledged; absent while it is not. */
  readonly acknowledgedAfterMs?: number;
  /** What came with the acknowledgement; undefined for nothing. */
  readonly response?: unknown;
  /** Of a request. */
  readonly status?: number;
}

export interface Outgoing extends Pick<FakeDelivery, 'kind' | 'event' | 'payload'> {
  acknowledged?(response: unknown, afterMs: number): void;
  /** It did not arrive, or was answered with an error. */
  failed?(why: string): void;
}

export interface Deliveries {
  readonly list: readonly FakeDelivery[];
  /** Whether anybody can be reached. */
  isReachable(): boolean;
  send(outgoing: Outgoing): void;
  redeliver(delivery: FakeDelivery, reason?: string): void;
  /** By an envelope's id, over the socket. */
  acknowledge(id: string, response: unknown): void;
  /** Somebody connected: what was kept goes out. */
  connected(): void;
  stop(): void;
}

export interface DeliveryRules {
  readonly whileAway: 'lose' | 'retry';
  readonly retryAfterMs: readonly number[];
}

interface Sent extends FakeDelivery {
  readonly outgoing: Outgoing;
}

export function createDeliveries(
  world: Pick<Universe, 'problems' | 'changed'>,
  rules: DeliveryRules,
  transports: () => { readonly sockets: Sockets; readonly http: SignedRequests },
): Deliveries {
  const list: Sent[] = [];
  const kept: Sent[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const stopped = new AbortController();

  const change = (id: string, facts: Partial<FakeDelivery>) => {
    const index = list.findIndex((one) => one.id === id);
    const found = list[index];
    if (found === undefined) return undefined;
    list[index] = { ...found, ...facts };
    return list[index];
  };

  const acknowledge = (id: string, response: unknown) => {
    const known = list.find((one) => one.id === id);
    if (known === undefined) {
      world.problems.push(`an acknowledgement of ${id}, which was never sent`);
      return;
    }
    const acknowledgedAfterMs = Date.now() - known.at;
    change(id, { acknowledgedAfterMs, response: isEmpty(response) ? undefined : response });
    known.outgoing.acknowledged?.(isEmpty(response) ? undefined : response, acknowledgedAfterMs);
    world.changed();
  };

  const route = (): FakeDelivery['via'] => {
    if (transports().http.isOn()) return 'http';
    return transports().sockets.connected() > 0 ? 'socket' : 'nobody';
  };

  const put = (
    outgoing: Outgoing,
    retry: { readonly number: number; readonly reason?: string },
  ) => {
    const { kind, event, payload } = outgoing;
    const sent: Sent = {
      ...{ id: randomUUID(), kind, payload, at: Date.now(), via: route(), outgoing },
      ...(event !== undefined && { event }),
      retry: retry.number,
      ...(retry.reason !== undefined && { retryReason: retry.reason }),
    };
    list.push(sent);
    if (sent.via === 'socket') transports().sockets.deliver(sent);
    if (sent.via === 'http') void overHttp(sent);
    if (sent.via === 'nobody' && rules.whileAway === 'retry' && kind === 'events_api')
      kept.push(sent);
    world.changed();
  };

  const overHttp = async (sent: Sent) => {
    const { status, body, isFinal, reason } = await transports().http.deliver(sent);
    change(sent.id, { status });
    if (reason === undefined) return acknowledge(sent.id, body);
    sent.outgoing.failed?.(reason);
    world.changed();
    const waitMs = rules.retryAfterMs[sent.retry];
    if (sent.kind !== 'events_api' || isFinal || waitMs === undefined) return;
    if (stopped.signal.aborted) return;
    const again = setTimeout(() => put(sent.outgoing, { number: sent.retry + 1, reason }), waitMs);
    timers.add(again);
  };

  return {
    list,
    isReachable: () => route() !== 'nobody',
    send: (outgoing) => put(outgoing, { number: 0 }),
    redeliver: ({ id, retry }, reason = 'timeout') => {
      const known = list.find((one) => one.id === id);
      if (known === undefined) throw new Error(`no delivery ${id}`);
      put(known.outgoing, { number: retry + 1, reason });
    },
    acknowledge,
    connected: () => {
      for (const { outgoing } of kept.splice(0)) put(outgoing, { number: 1, reason: 'timeout' });
    },
    stop: () => {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The SDK acknowledges with `{}` where nothing is said. */
function isEmpty(response: unknown): boolean {
  if (response === undefined || response === null || response === '') return true;
  return typeof response === 'object' && Object.keys(response).length === 0;
}
