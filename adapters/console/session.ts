import { createInterface, type Interface } from 'node:readline/promises';
import type { Inbox, Reply, Speaker, Spot } from '#chat/inbox.ts';
import type { Action, Message, Part } from '#chat/message.ts';
import { plain, sayPlainly } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { readTyped } from '#chat/typed.ts';
import { votes } from './render.ts';

const PROMPT = '/papers ';
const SPOT: Spot = { workspace: 'console:local', channel: 'terminal' };
const YOU: Speaker = { id: 'console:you', name: 'You', isAdmin: true };

export interface SessionOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  readonly opening?: () => Promise<Message>;
  readonly ensureCard: (paper: string) => Promise<MessageRef>;
  readonly print: (message: Message) => void;
}

export interface Conversation {
  readonly done: Promise<void>;
  /** Lets something be written that nobody asked for; what is being typed comes after it again. */
  aside(write: () => void): void;
  close(): void;
}

/** A paper of the list that was shown last. */
interface Shown {
  readonly number: number;
  readonly title: string;
  readonly paper: string;
}

/** Answers line after line, in their order. */
export function answerLines(inbox: Inbox, options: SessionOptions): Conversation {
  const { input, output, isTerminal } = options;
  const session = new Session(inbox, options);
  let lines: Interface | undefined;
  let isAsking = false;
  let hasEnded = false;
  let isClosed = false;

  function ask(): void {
    if (!isTerminal || hasEnded) return;
    isAsking = true;
    lines?.prompt(true); // What was typed meanwhile stays.
  }

  async function converse(): Promise<void> {
    const opening = await options.opening?.();
    if (isClosed) return; // while the opening was made
    if (opening !== undefined) session.open(opening);
    // Made only now: lines that come before somebody reads them are lost.
    lines = createInterface({ input, output, terminal: isTerminal, prompt: PROMPT });
    lines.once('close', () => {
      hasEnded = true; // while an answer is being written, it may be
      isAsking = false;
    });
    ask();
    for await (const line of lines) {
      isAsking = false;
      if (/^(?:\/?(?:papers\s+)?)(?:quit|exit)$/i.test(line.trim())) break;
      await session.answer(line.trim());
      ask();
    }
  }

  function aside(write: () => void): void {
    if (isAsking) output.write(CLEARED_LINE);
    write();
    if (isAsking) lines?.prompt(true);
  }

  function close(): void {
    isClosed = true;
    lines?.close();
  }

  return { done: converse(), aside, close };
}

/** To the first column, and nothing to the right of it. */
const CLEARED_LINE = '\r\u001b[K';

class Session {
  readonly #inbox: Inbox;
  readonly #options: SessionOptions;
  #shown: readonly Shown[] = [];
  #turns: ReadonlyMap<string, Action> = new Map();

  constructor(inbox: Inbox, options: SessionOptions) {
    this.#inbox = inbox;
    this.#options = options;
  }

  open(message: Message): void {
    this.#show({ kind: 'message', message });
  }

  async answer(line: string): Promise<void> {
    if (line === '') return;
    const reaction = /^(-?)([+-]1)\s+(\d+)$/.exec(line);
    if (reaction !== null) {
      return this.#react({
        kind: reaction[1] === '-' ? 'removed' : 'added',
        emoji: reaction[2] === '-1' ? '👎' : '👍',
        number: Number(reaction[3]),
      });
    }
    if (/^-?[+-]1(?:\s|$)/.test(line)) return this.#say('Which paper? Try: +1 2');
    const words = line.replace(/^\/?papers(?:\s+|$)/i, '');
    const turn = this.#turns.get(words.toLowerCase());
    if (turn !== undefined) return this.#press(turn);
    if (/^(?:next|back)$/i.test(words)) return this.#say(this.#noTurn(words.toLowerCase()));
    return this.#command(words);
  }

  #noTurn(word: string): string {
    if (this.#turns.size === 0) return 'There is no page to turn.';
    return word === 'next' ? 'This is the last page.' : 'This is the first page.';
  }

  async #command(words: string): Promise<void> {
    const typed = readTyped(words, this.#inbox.commands);
    if ('problem' in typed) return this.#say(typed.problem);
    this.#show(
      await this.#inbox.onCommand({ ...typed, spot: SPOT, person: YOU, canOpenForm: false }),
    );
  }

  async #press(action: Action): Promise<void> {
    this.#show(await this.#inbox.onPress({ action, spot: SPOT, person: YOU, canOpenForm: false }));
  }

  /** A reaction to the card of a listed paper; the answer is its title and the tally. */
  async #react(wanted: {
    readonly kind: 'added' | 'removed';
    readonly emoji: string;
    readonly number: number;
  }): Promise<void> {
    const shown = this.#shown.find(({ number }) => number === wanted.number);
    if (shown === undefined) {
      return this.#say(`No paper ${wanted.number} in the list shown last. Try: /papers today`);
    }
    const ref = await this.#options.ensureCard(shown.paper);
    const { kind, emoji } = wanted;
    await this.#inbox.onReaction({ kind, ref, person: YOU.id, emoji, isBurst: false });
    this.#options.print(await this.#tallyOf(shown));
  }

  async #tallyOf({ number, title, paper }: Shown): Promise<Message> {
    const options = { paper };
    const card = await this.#inbox.onCommand({
      ...{ name: 'show', options, isShared: false },
      ...{ spot: SPOT, person: YOU, canOpenForm: false },
    });
    const parts = card.kind === 'message' ? card.message.parts : [];
    const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.facts : []));
    const tally = facts.find((fact) => fact.tally !== undefined)?.tally ?? { up: 0, down: 0 };
    const words = votes(tally).join(', ') || 'no votes';
    return sayPlainly(`${number}. ${title}\n${words}`);
  }

  #say(words: string): void {
    this.#options.print(sayPlainly(words));
  }

  #show(reply: Reply): void {
    if (reply.kind !== 'message') return;
    this.#options.print(reply.message);
    const { parts } = reply.message;
    const listed = parts.flatMap(toShown);
    if (listed.length > 0) this.#shown = listed;
    this.#turns = turnsOf(parts);
    if (!this.#options.isTerminal || listed.length === 0) return;
    const turns = [...this.#turns.keys()].map((word) => `, “${word}” turns the page`).join('');
    this.#options.print(
      sayPlainly(
        `“+1 ${listed[0]?.number}” votes for the first, “-+1 ${listed[0]?.number}” takes it back${turns}, “help” shows the rest, “quit” leaves.`,
      ),
    );
  }
}

function toShown(part: Part): readonly Shown[] {
  if (part.kind !== 'paper' || part.number === undefined) return [];
  const paper = part.url.slice(part.url.lastIndexOf('/') + 1);
  return [{ number: part.number, title: plain(part.title), paper }];
}

/** `next` and `back` stand for the buttons. */
function turnsOf(parts: readonly Part[]): ReadonlyMap<string, Action> {
  const items = parts.flatMap((part) => (part.kind === 'actions' ? part.items : []));
  return new Map(
    items.flatMap((item): [string, Action][] => {
      if (item.kind !== 'button' || 'url' in item.does || item.does.verb !== 'page') return [];
      return [[item.label.toLowerCase(), item.does]];
    }),
  );
}
