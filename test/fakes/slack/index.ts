import type { AddressInfo } from 'node:net';
import { createDeliveries, type FakeDelivery } from './deliveries.ts';
import { createEvents } from './events.ts';
import { createFaults, type Faults, posts, type SeenRequest } from './faults.ts';
import { createHttp } from './http.ts';
import { createInteractions } from './interactions.ts';
import { readManifest } from './manifest.ts';
import { createMemory, type Memory } from './memory.ts';
import { createPeople, type People } from './people.ts';
import { createRates, type Rate } from './rates.ts';
import { createSetting, type Setting } from './setting.ts';
import { createSignedRequests, type SignedRequests } from './signed.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createVisibility } from './visibility.ts';
import { type Cast, createCast } from './world.ts';

export type { FakeDelivery } from './deliveries.ts';
export { calls, posts } from './faults.ts';
export type { FakeInteraction, FakeModal } from './interactions.ts';
export type { FakeMessage } from './model.ts';
export { wordsOf } from './model.ts';

export interface FakeSlackOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** Granted to the bot; those of `adapters/slack/manifest.json`, the optional ones too, where nothing is said. */
  readonly scopes?: readonly string[];
  /** Event types the app subscribes to; those of the manifest where nothing is said. */
  readonly events?: readonly string[];
  /** Slack's limit for acknowledging a command, a click or an event. */
  readonly acknowledgeWithinMs?: number;
  /** How long a trigger_id opens a view. */
  readonly triggerLivesMs?: number;
  /** How long a new message is missing from history, replies and reactions. */
  readonly historyLagMs?: number;
  /** The rule for new apps outside the Marketplace: history and replies once a minute, 15 items. */
  readonly isThrottled?: boolean;
  /** By method, in place of the documented tiers. */
  readonly rates?: Readonly<Record<string, Rate>>;
  /** Whether the documented tiers hold: 20, 50 or 100 calls a minute, 60 posts a minute in a channel. True by default. */
  readonly hasTiers?: boolean;
  /** A reply to a message that is gone: `thread_not_found`, or, as reported of the real one, posted outside of any thread. */
  readonly orphans?: 'refuse' | 'unthread';
  /** Events while nobody is connected: lost, or sent to the next connection with `retry_attempt`. */
  readonly whileAway?: 'lose' | 'retry';
  /** Waits before an event that a request did not bring home is sent again; Slack's are 0, 1 and 5 minutes. */
  readonly retryAfterMs?: readonly number[];
}

export interface FakeSlack extends People, Omit<Cast, 'world'>, Memory, Setting {
  /** For `SLACK_API_URL`; ends with a slash. */
  readonly apiUrl: string;
  /** For `SLACK_BOT_TOKEN`, `SLACK_APP_TOKEN` and `SLACK_SIGNING_SECRET`. */
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Socket Mode. */
  readonly sockets: Omit<Sockets, 'deliver' | 'open' | 'stop'>;
  /** HTTP mode: `http.sendTo('http://127.0.0.1:3000')`. */
  readonly http: Omit<SignedRequests, 'deliver'>;
  readonly faults: Pick<Faults, 'next' | 'every'>;
  /** The next chat.postMessage is stored, its answer lost. */
  loseNextAnswer(): void;
  /** Every call, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Every method called, and every event type sent: for a test of the manifest's scopes. */
  readonly methods: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  /** Everything sent to the app, oldest first. */
  readonly deliveries: readonly FakeDelivery[];
  /** Sends a delivery once more, as Slack does when it was not acknowledged; an event keeps its `event_id`. */
  redeliver(delivery: FakeDelivery, reason?: string): void;
  /** Calls that break Slack's documents or that the fake does not know: assert that there are none. */
  readonly problems: readonly string[];
  /** New messages stay out of history, replies and reactions until the returned function is called. */
  holdHistory(): () => void;
  /** Every response_url so far is older than its 30 minutes. */
  expireResponseUrls(): void;
  stop(): Promise<void>;
}

/** Slack on loopback: Web API, Socket Mode and signed requests for the real SDK, with the limits and refusals of the real one. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const manifest = readManifest();
  const tokens = {
    botToken: options.botToken ?? 'xoxb-fake-bot',
    appToken: options.appToken ?? 'xapp-fake-app',
    signingSecret: options.signingSecret ?? 'fake-signing-secret',
  };
  const { world, ...cast } = createCast(
    {
      ...tokens,
      scopes: options.scopes ?? [...manifest.scopes, ...manifest.optionalScopes],
      isWhole: options.scopes === undefined,
      subscribed: options.events ?? manifest.events,
      refusal: undefined,
    },
    manifest.domains,
  );
  const rules = rulesOf(options, manifest.hasMessagesTab);
  const where = { port: 0 };
  const baseUrl = () => `http://127.0.0.1:${where.port}`;
  const interactions = createInteractions(world, rules, baseUrl);
  const visibility = createVisibility(options.historyLagMs ?? 0, world.newTs);
  const faults = createFaults();
  const requests: SeenRequest[] = [];
  const methods = new Set<string>();
  const events = new Set<string>();
  const openSocket = () => sockets.open();
  const server = createHttp({
    ...{ world, rules, interactions, visibility, openSocket },
    ...{ faults, methods, seen: requests, pass: createRates(rules) },
  });
  const http = createSignedRequests(tokens.signingSecret, rules.acknowledgeWithinMs);
  const deliveries = createDeliveries(world, rules, () => ({ sockets, http }));
  const sockets: Sockets = createSockets({ server, world, baseUrl, ...deliveries });
  world.changes.on('tell', createEvents(world, deliveries, events));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  where.port = (server.address() as AddressInfo).port;
  const defaults = { user: cast.member, channel: cast.channel };
  const { commands, isEscaped, shortcuts } = manifest;
  return {
    ...{ ...cast, ...tokens },
    ...createPeople({
      ...{ world, interactions, deliveries, defaults, commands, isEscaped, shortcuts },
    }),
    ...createMemory(world),
    ...createSetting(world, cast),
    apiUrl: `${baseUrl()}/api/`,
    ...{ sockets, http, faults, requests, methods, events },
    ...{ deliveries: deliveries.list, redeliver: deliveries.redeliver, problems: world.problems },
    loseNextAnswer: () => faults.next(posts, { kind: 'lose', when: 'after' }),
    holdHistory: visibility.hold,
    expireResponseUrls: interactions.expireResponseUrls,
    stop: async () => {
      interactions.stop();
      deliveries.stop();
      sockets.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function rulesOf(options: FakeSlackOptions, hasMessagesTab: boolean) {
  return {
    hasMessagesTab,
    acknowledgeWithinMs: options.acknowledgeWithinMs ?? 3_000,
    triggerLivesMs: options.triggerLivesMs ?? 3_000,
    isThrottled: options.isThrottled ?? false,
    rates: options.rates ?? {},
    hasTiers: options.hasTiers ?? true,
    orphans: options.orphans ?? 'refuse',
    whileAway: options.whileAway ?? 'lose',
    retryAfterMs: options.retryAfterMs ?? [0, 60_000, 300_000],
  };
}
