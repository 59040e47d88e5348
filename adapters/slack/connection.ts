import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Inbox } from '#chat/inbox.ts';
import { PlatformError } from '#chat/platform.ts';
import { listenToEvents } from './events.ts';
import type { Hearing, Supervise } from './hearing.ts';
import { EVENTS_PATH } from './http.ts';
import type { Self } from './identity.ts';
import { listenToInteractions } from './interactions.ts';
import { listenToLinks } from './links.ts';
import { listenToMentions } from './mentions.ts';
import type { SlackOptions } from './options.ts';
import type { People } from './people.ts';
import { Socket } from './socket.ts';
import { type SlackWeb, toLogger, webOptions } from './web.ts';

export interface Connection {
  /** In HTTP mode: what takes Slack's requests. */
  readonly receiver?: HTTPReceiver;
  /** Why nothing is received just now. */
  lost(): string | undefined;
  /** Lets what arrived be answered, then disconnects. */
  close(): Promise<void>;
}

export interface ConnectionTools {
  readonly options: SlackOptions;
  readonly web: SlackWeb;
  readonly people: People;
  readonly self: () => Promise<Self>;
}

/** Long enough for a slow start of theirs; the SDK itself would wait for ever. */
const CONNECT_TIMEOUT_MS = 15_000;
const RECONNECT_PAUSE_MS = 1_000;

/** Begins to receive, over Socket Mode where there is an app token, else over HTTP. @throws PlatformError */
export async function connect(tools: ConnectionTools, inbox: Inbox): Promise<Connection> {
  const { options, web, people } = tools;
  const self = await tools.self();
  const { log } = options;
  const working = new Set<Promise<void>>();
  const supervise = supervisor(working, log);
  const hearing: Hearing = { web, people, log, inbox, self, supervise };
  const hear: Opening['hear'] = (receiver) => listen(receiver, { options, hearing });
  const reportGap = () =>
    supervise('gap', () => inbox.onGap({ platform: 'slack', workspace: self.workspace }));

  await inbox.onPlace({ kind: 'installed', workspace: self.workspace, name: self.name });
  const way = await open(options, { hear, onReconnect: reportGap });
  reportGap();
  return {
    ...way,
    close: async () => {
      await finish(working);
      await way.close();
    },
  };
}

interface Opening {
  readonly hear: (receiver: HTTPReceiver | SocketModeReceiver) => void;
  readonly onReconnect: () => void;
}

async function open(options: SlackOptions, { hear, onReconnect }: Opening): Promise<Connection> {
  const { appToken, signingSecret, log } = options;
  if (appToken !== undefined) {
    const receiver = new SocketModeReceiver({
      appToken,
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
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [EVENTS_PATH],
    logger: toLogger(log),
  });
  hear(receiver);
  return { receiver, close: async () => {}, lost: () => undefined };
}

function listen(
  receiver: HTTPReceiver | SocketModeReceiver,
  { options, hearing }: { readonly options: SlackOptions; readonly hearing: Hearing },
): void {
  const { self, log } = hearing;
  const { team: teamId, bot: botId, user: botUserId } = self;
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: options.botToken, botId, botUserId, teamId }),
    clientOptions: webOptions(options),
    logger: toLogger(log),
    convoStore: false,
  });
  app.error(async (error) => log.error({ err: error }, 'something from Slack was not handled'));
  listenToInteractions(app, hearing);
  listenToMentions(app, hearing);
  listenToEvents(app, hearing);
  listenToLinks(app, hearing);
}

function supervisor(working: Set<Promise<void>>, log: SlackOptions['log']): Supervise {
  return (what, work) => {
    const supervised = work()
      .catch((error: unknown) =>
        log.error({ err: error, what }, 'an event from Slack was not handled'),
      )
      .finally(() => working.delete(supervised));
    working.add(supervised);
  };
}

/** A command is answered within seconds; what takes longer is given up. */
const FINISH_WITHIN_MS = 5_000;

async function finish(working: ReadonlySet<Promise<void>>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FINISH_WITHIN_MS);
  await Promise.race([Promise.allSettled(working), late]);
  clearTimeout(timer);
}
