import { commandsFor } from '#chat/command.ts';
import type { Message } from '#chat/message.ts';
import type { ChatPlatform, Limits, MessageRef, PlaceFacts } from '#chat/platform.ts';
import { type Look, PLAIN, terminalLook, toLines } from './render.ts';
import { answerLines, type Conversation } from './session.ts';

export const CONSOLE_WORKSPACE = 'console:local';
export const CONSOLE_CHANNEL = 'terminal';

export interface ConsoleOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** A person sits there: prompt, weight and wrapping. Else lines are answered and nothing else is written. */
  readonly isTerminal: boolean;
  readonly columns?: number;
  /** Stands there before anybody types, as the list that was shown last. */
  readonly opening?: () => Promise<Message>;
  /** Makes the card of a listed paper something that reactions count on; where it is. */
  readonly ensureCard: (paper: string) => Promise<MessageRef>;
}

/** The terminal as a chat platform: one workspace, one channel, one person who is its admin. */
export interface ConsolePlatform extends ChatPlatform {
  /** Resolves when the input has ended and its last line is answered. */
  readonly ended: Promise<void>;
}

const LIMITS: Limits = {
  papersPerMessage: 10,
  messageText: 1_000_000,
  formFields: 0,
  selectOptions: 0,
  hasThreads: false,
  canUnfurl: false,
  lane: 'workspace',
  quickEditsForMs: 0,
  editEveryMs: 0,
  oldEditEveryMs: 0,
  postEveryMs: { channel: 0 },
  lanePace: { first: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY, atOnce: 1 },
  findAfterMs: [0, 0],
};

export function createConsole(options: ConsoleOptions): ConsolePlatform {
  const look: Look = options.isTerminal ? terminalLook(options.columns || 80) : PLAIN;
  const ended = Promise.withResolvers<void>();
  let conversation: Conversation | undefined;
  let posted = 0;

  function print(message: Message): void {
    for (const line of toLines(message, look)) options.output.write(`${line}\n`);
    if (options.isTerminal) options.output.write('\n');
  }

  return {
    name: 'console',
    limits: LIMITS,
    ended: ended.promise,
    start: async (inbox) => {
      const commands = commandsFor(LIMITS, inbox.commands);
      conversation = answerLines({ ...inbox, commands }, { ...options, print });
      conversation.done.then(ended.resolve, ended.reject);
    },
    stop: async () => {
      conversation?.close();
    },
    post: async (to, message) => {
      if (conversation === undefined) print(message);
      else conversation.aside(() => print(message));
      return { workspace: to.workspace, channel: CONSOLE_CHANNEL, message: String(++posted) };
    },
    // What was printed before a crash cannot be looked up on paper either.
    find: async () => 'cannot-say',
    keyOf: async () => undefined,
    edit: async () => {},
    remove: async () => {},
    inspect: async (): Promise<PlaceFacts> => ({
      name: CONSOLE_CHANNEL,
      isPrivate: false,
      isShared: false,
      hasThreads: false,
      obstacles: [],
      person: {
        name: 'You',
        isAdmin: true,
        isWorkspaceAdmin: true,
        isGuest: false,
        isBot: false,
        zone: Temporal.Now.timeZoneId(),
      },
    }),
    async *readReactions(refs) {
      for (const ref of refs) yield { ref, state: 'gone' };
    },
    linkTo: async () => undefined,
  };
}
