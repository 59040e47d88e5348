import { type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Inbox } from '#chat/inbox.ts';
import { PlatformError, type WorkspaceId } from '#chat/platform.ts';
import type { SeenEvents } from '#chat/seen.ts';
import { createApp } from './app.ts';
import { listenToEvents } from './events.ts';
import type { Hearing, Listening } from './hearing.ts';
import type { Doors } from './http.ts';
import { createInstaller, type Installer } from './install.ts';
import { listenToInteractions } from './interactions.ts';
import { listenToLinks } from './links.ts';
import { listenToMentions } from './mentions.ts';
import type { ManyWorkspaces, SlackOptions } from './options.ts';
import { createReceiver } from './receiver.ts';
import { createRemoval } from './removal.ts';
import { Socket } from './socket.ts';
import type { Refused, Tenants } from './tenants.ts';
import { toLogger, webOptions } from './web.ts';
import { createWorking, type Working } from './working.ts';

export interface Connection extends Doors {
  /** Why nothing is received just now. */
  lost(): string | undefined;
  /** A token was refused: finds out whether Paperboy is still installed there. */
  readonly doubt: Refused;
  /** Lets what arrived be answered, then disconnects. */
  close(): Promise<void>;
}

export interface ConnectionTools {
  readonly options: SlackOptions;
  readonly tenants: Tenants;
  readonly seen: SeenEvents;
}

/** Long enough for a slow start of theirs; the SDK itself would wait for ever. */
const CONNECT_TIMEOUT_MS = 15_000;
const RECONNECT_PAUSE_MS = 1_000;

/** Begins to receive, over Socket Mode where there is an app token, else over HTTP. @throws PlatformError */
export async function connect(tools: ConnectionTools, inbox: Inbox): Promise<Connection> {
  const { options, tenants } = tools;
  const working = createWorking(options.log);
  const own = await arrive(tools, inbox);
  const reportGap = () =>
    working.supervise('gap', () =>
      inbox.onGap({ platform: 'slack', ...(own !== undefined && { workspace: own }) }),
    );
  const removal = createRemoval({
    ...{ options, tenants, inbox, supervise: working.supervise },
    ...(own !== undefined && { own }),
  });
  const listening = listeningWith(tools, inbox, working);
  const hear: Opening['hear'] = (receiver) => {
    const app = createApp(receiver, tools);
    listenToInteractions(app, listening);
    listenToMentions(app, listening);
    listenToEvents(app, listening);
    listenToLinks(app, listening);
    removal.listen(app);
  };
  const way = await open(options, { hear, onReconnect: reportGap });
  reportGap();
  return {
    ...way,
    ...('oauth' in options && { installer: installerFor(options, tools, inbox) }),
    doubt: removal.doubt,
    close: async () => {
      await working.finish();
      await way.close();
    },
  };
}

/** The workspace of a single token is made known now; others were when they were installed. */
async function arrive(
  { tenants: { own } }: ConnectionTools,
  inbox: Inbox,
): Promise<WorkspaceId | undefined> {
  if (own === undefined) return undefined;
  const { workspace, name } = await own.self();
  await inbox.onPlace({ kind: 'installed', workspace, name });
  return workspace;
}

function listeningWith(
  { options, tenants, seen }: ConnectionTools,
  inbox: Inbox,
  { supervise }: Working,
): Listening {
  const { log } = options;
  return {
    ...{ log, supervise },
    isNew: (event) => seen.isNew(`slack:${event}`),
    hearingOf: async ({ teamId }): Promise<Hearing> => {
      const { web, people, self } = await tenants.ofTeams(teamId === undefined ? [] : [teamId]);
      return { web, people, log, inbox, self: await self() };
    },
  };
}

function installerFor(
  options: ManyWorkspaces,
  { tenants, seen }: ConnectionTools,
  inbox: Inbox,
): Installer {
  return createInstaller(options, {
    seen,
    installed: async (installation) => {
      const { workspace, name } = installation;
      await options.oauth.installations.save(installation);
      tenants.forget(workspace);
      options.log.info({ workspace }, 'Paperboy was installed in a workspace');
      await inbox.onPlace({ kind: 'installed', workspace, name });
    },
  });
}

interface Opening {
  readonly hear: (receiver: Receiver) => void;
  readonly onReconnect: () => void;
}

type Way = Pick<Connection, 'receiver' | 'lost' | 'close'>;

async function open(options: SlackOptions, { hear, onReconnect }: Opening): Promise<Way> {
  const { signingSecret, log } = options;
  if ('appToken' in options && options.appToken !== undefined) {
    const receiver = new SocketModeReceiver({
      appToken: options.appToken,
      logger: toLogger(log),
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: webOptions(options) },
    });
    hear(receiver);
    const { client } = receiver;
    const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    const pauseMs = options.reconnectPauseMs ?? RECONNECT_PAUSE_MS;
    const socket = new Socket({ client, log, timeoutMs, pauseMs, onReconnect });
    await socket.open();
    return { close: () => socket.close(), lost: () => socket.lost };
  }
  if (signingSecret === undefined) {
    throw new PlatformError('connecting to Slack: there is no app token and no signing secret', {
      kind: 'unauthorized',
      of: 'installation',
    });
  }
  const receiver = createReceiver({ signingSecret, log });
  hear(receiver);
  return { receiver, close: async () => {}, lost: () => undefined };
}
