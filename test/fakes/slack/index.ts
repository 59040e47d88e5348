import type { AddressInfo } from 'node:net';
import { createDeliveries, type FakeDelivery } from './deliveries.ts';
import { createEvents } from './events.ts';
import { createFaults, type Faults, posts, type SeenRequest } from './faults.ts';
import { createHttp, type Team } from './http.ts';
import { createInteractions } from './interactions.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { createMemory, type Memory } from './memory.ts';
import type { Installation, Universe } from './model.ts';
import { type Consenting, type Consents, createConsents, type Landed } from './oauth.ts';
import { createPeople, type People, type PeopleTools } from './people.ts';
import { createRates, type Rate } from './rates.ts';
import { createSetting, type Setting } from './setting.ts';
import { createSignedRequests, type SignedRequests } from './signed.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createVisibility } from './visibility.ts';
import { type Cast, createCast, createUniverse } from './world.ts';

export type { FakeDelivery } from './deliveries.ts';
export { calls, posts } from './faults.ts';
export type { FakeInteraction, FakeModal } from './interactions.ts';
export type { FakeMessage } from './model.ts';
export { wordsOf } from './model.ts';

export interface FakeSlackOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
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

/** One workspace: what people do there, and what it remembers. */
export interface FakeTeam extends People, Omit<Cast, 'world'>, Memory, Setting {
  /** Its name. */
  readonly teamName: string;
  /** The app's token here; empty where it was never installed. */
  readonly botToken: string;
}

/** The first workspace, in which the app is installed, and what all have in common. */
export interface FakeSlack extends FakeTeam {
  /** For `SLACK_API_URL`; ends with a slash. */
  readonly apiUrl: string;
  /** For `SLACK_APP_TOKEN`, `SLACK_SIGNING_SECRET`, `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET`. */
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A workspace more, in which the app is not installed yet. */
  addTeam(name: string): FakeTeam;
  /** Somebody opens the app's address, agrees on Slack's page, and comes back. */
  install(from: string, how: Consenting): Promise<Landed>;
  /** The same in two steps. */
  readonly oauth: Pick<Consents, 'consent' | 'goBack'>;
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
  const secrets = secretsOf(options);
  const universe = createUniverse(manifest.domains);
  const rules = rulesOf(options, manifest.hasMessagesTab);
  const where = { port: 0 };
  const baseUrl = () => `http://127.0.0.1:${where.port}`;
  const faults = createFaults();
  const requests: SeenRequest[] = [];
  const methods = new Set<string>();
  const events = new Set<string>();
  const openSocket = () => sockets.open();
  const http = createSignedRequests(secrets.signingSecret, rules.acknowledgeWithinMs);
  const deliveries = createDeliveries(universe, rules, () => ({ sockets, http }));
  const opening: Opening = { universe, rules, baseUrl, deliveries, manifest };
  const granted = {
    scopes: options.scopes ?? [...manifest.scopes, ...manifest.optionalScopes],
    isWhole: options.scopes === undefined,
    subscribed: options.events ?? manifest.events,
  };
  const newTeam = (name: string, botToken: string) =>
    openTeam(opening, name, {
      ...{ ...granted, botToken, appToken: secrets.appToken },
      ...{ refusal: undefined, old: new Map() },
    });
  const first = newTeam('Reading Group', options.botToken ?? 'xoxb-fake-bot');
  const others: OpenTeam[] = [];
  const teams = () => [first.team, ...others.map(({ team }) => team)] as const;
  const consents = createConsents({
    ...{ ...secrets, scopes: [...manifest.scopes, ...manifest.optionalScopes] },
    ...{ problems: universe.problems, baseUrl },
    world: (id) => {
      const found = teams().find(({ world }) => world.team === id);
      if (found === undefined) throw new Error(`no workspace ${id}`);
      return found.world;
    },
  });
  const server = createHttp({
    ...{ universe, teams, rules, consents, openSocket },
    ...{ faults, methods, seen: requests, pass: createRates(rules) },
  });
  const sockets: Sockets = createSockets({ server, world: universe, baseUrl, ...deliveries });
  universe.changes.on('tell', createEvents(deliveries, events));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  where.port = (server.address() as AddressInfo).port;
  return Object.defineProperties(
    {
      ...first.face,
      ...{ ...secrets, oauth: consents, apiUrl: `${baseUrl()}/api/` },
      addTeam: (name: string) => {
        const added = newTeam(name, '');
        others.push(added);
        return added.face;
      },
      install: async (from: string, how: Consenting) =>
        consents.goBack(await consents.consent(from, how)),
      ...{ sockets, http, faults, requests, methods, events },
      ...{ deliveries: deliveries.list, redeliver: deliveries.redeliver },
      problems: universe.problems,
      loseNextAnswer: () => faults.next(posts, { kind: 'lose', when: 'after' }),
      holdHistory: first.team.visibility.hold,
      expireResponseUrls: first.team.interactions.expireResponseUrls,
      stop: async () => {
        for (const { interactions } of teams()) interactions.stop();
        deliveries.stop();
        sockets.stop();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    },
    { botToken: { get: () => first.face.botToken } },
  );
}

interface Opening {
  readonly universe: Universe;
  readonly rules: ReturnType<typeof rulesOf>;
  readonly baseUrl: () => string;
  readonly deliveries: PeopleTools['deliveries'];
  readonly manifest: Manifest;
}

interface OpenTeam {
  readonly team: Team;
  readonly face: FakeTeam;
}

function openTeam(opening: Opening, name: string, installation: Installation): OpenTeam {
  const { universe, rules, baseUrl, deliveries, manifest } = opening;
  const { world, ...cast } = createCast(universe, name, installation);
  const interactions = createInteractions(world, rules, baseUrl);
  const visibility = createVisibility(rules.historyLagMs, world.newTs);
  const { commands, isEscaped, shortcuts } = manifest;
  const defaults = { user: cast.member, channel: cast.channel };
  return {
    team: { world, interactions, visibility },
    face: {
      ...{ ...cast, teamName: name },
      ...createPeople({
        ...{ world, interactions, deliveries, defaults, commands, isEscaped, shortcuts },
      }),
      ...createMemory(world),
      ...createSetting(world, cast),
      get botToken() {
        return installation.botToken;
      },
    },
  };
}

function secretsOf(options: FakeSlackOptions) {
  return {
    appToken: options.appToken ?? 'xapp-fake-app',
    signingSecret: options.signingSecret ?? 'fake-signing-secret',
    clientId: options.clientId ?? '1234.5678',
    clientSecret: options.clientSecret ?? 'fake-client-secret',
  };
}

function rulesOf(options: FakeSlackOptions, hasMessagesTab: boolean) {
  return {
    hasMessagesTab,
    historyLagMs: options.historyLagMs ?? 0,
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
