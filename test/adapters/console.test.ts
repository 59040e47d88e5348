import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import { type Message, sayPlainly } from '#chat/message.ts';
import { createConsole } from '../../adapters/console/index.ts';
import { composeCard } from '../../src/digest/card.ts';
import { type Arrived, recordingInbox } from '../contract/inbox.ts';
import { aPaper } from '../unit/digest/papers.ts';

const TITLE = 'A very long title about the quadratic cost of attention in models that see';

const aList: Message = {
  summary: 'Papers',
  parts: [
    { kind: 'heading', size: 'large', text: 'Daily Papers' },
    { kind: 'paper', number: 1, title: TITLE, url: 'https://huggingface.co/papers/2603.00001' },
  ],
};

/** The same list in two pages. */
const paged = (argument: string, label: string): Message => ({
  ...aList,
  parts: [
    ...aList.parts,
    {
      kind: 'actions',
      items: [{ kind: 'button', label, does: { key: 'k', verb: 'page', argument } }],
    },
  ],
});

describe('a card', () => {
  const card = composeCard({
    ...{ key: 'k', tally: { up: 0, down: 0 }, today: '2026-03-10', isPrivate: true },
    paper: aPaper('2603.00001', {
      codeUrl: 'https://github.com/ada/loger',
      codeStars: 12_345,
      projectUrl: 'https://loger.example.org/',
    }),
  });
  const LINKS = [
    'Links: Code https://github.com/ada/loger (12.3k stars)',
    'Project page https://loger.example.org/',
    'arXiv https://arxiv.org/abs/2603.00001',
  ];

  it('that is piped has its links in one line, with their addresses', async () => {
    const answer = Promise.resolve({ kind: 'message' as const, message: card });
    await using person = await sitDown({ answer, isTerminal: false });

    person.type('show 2603.00001\n');

    await person.sees(`\n${LINKS.join(' · ')}\n`);
  });

  it('at a terminal has them whole, wherever its lines are broken', async () => {
    const answer = Promise.resolve({ kind: 'message' as const, message: card });
    await using person = await sitDown({ answer, columns: 60 });

    person.type('show 2603.00001\n');

    await expect.poll(() => person.screen().replaceAll('\n', ' ')).toContain(LINKS.join(' · '));
  });
});

describe('turning pages', () => {
  const first = paged('1', 'Next');
  const last = paged('0', 'Back');

  it('beyond the last page or the first says which page that is', async () => {
    await using person = await sitDown({ opening: first, pressed: last });

    person.type('back\n');
    await person.sees('This is the first page.');
    person.type('next\n');
    await person.sees('“back” turns the page');
    person.type('papers NEXT\n');

    await person.sees('This is the last page.');
    expect(person.screen()).not.toContain('I know no command');
  });

  it.each(['next', 'back', '/papers next', 'papers back'])(
    'with “%s” where there are none says so',
    async (line) => {
      await using person = await sitDown();

      person.type(`${line}\n`);

      await person.sees('There is no page to turn.');
    },
  );

  it.each(['PAPERS help', 'papers help', '/Papers help'])(
    'or asking for anything, “%s” begins as people like',
    async (line) => {
      await using person = await sitDown();

      person.type(`${line}\n`);

      const isHelp = (arrived: Arrived) =>
        arrived.kind === 'command' && arrived.command.name === 'help';
      expect(await person.inbox.first(isHelp)).toBeDefined();
    },
  );
});

describe('at a terminal', () => {
  it('a message that nobody asked for leaves what is being typed under it', async () => {
    await using person = await sitDown();
    person.type('search diff');
    await person.sees('search diff');

    await person.terminal.post(
      { workspace: 'console:local', channel: 'terminal' },
      sayPlainly('You set up Daily Papers here.'),
      { key: 'k', purpose: 'notice' },
    );

    expect(person.screen()).toMatch(/\nYou set up Daily Papers here\.\n\n\/papers search diff$/);
    expect(person.screen()).not.toContain('diffYou');
  });

  it('titles are broken between words, and how to leave is said', async () => {
    await using person = await sitDown({ columns: 60 });

    expect(person.screen()).toContain('quadratic cost of\nattention in models that see\n');
    expect(person.screen()).toContain('“quit” leaves.');
  });

  it('whoever leaves before the answer has come gets it, and no complaint', async () => {
    const answer = Promise.withResolvers<Reply>();
    const person = await sitDown({ answer: answer.promise });
    person.type('help\n');

    await person.leave();
    answer.resolve({ kind: 'message', message: sayPlainly('An answer.') });

    await expect(person.terminal.ended).resolves.toBeUndefined();
    expect(person.screen()).toContain('An answer.');
  });

  it('what is typed while an answer comes is the begin of the next line', async () => {
    const answer = Promise.withResolvers<Reply>();
    await using person = await sitDown({ answer: answer.promise });
    person.type('help\nsea');
    await person.sees('sea');

    answer.resolve({ kind: 'message', message: sayPlainly('An answer.') });
    await person.sees('/papers sea');
    person.type('rch sheep\n');

    const isSearch = (arrived: Arrived) =>
      arrived.kind === 'command' && arrived.command.name === 'search';
    expect(await person.inbox.first(isSearch)).toMatchObject({
      command: { options: { words: 'sheep' } },
    });
  });

  it.each(['+1', '-1', '-+1', '+1 two'])('“%s” is asked which paper', async (line) => {
    await using person = await sitDown();

    person.type(`${line}\n`);

    await person.sees('Which paper? Try: +1 2');
  });
});

interface Setting {
  readonly columns?: number;
  /** Of any command. */
  readonly answer?: Promise<Reply>;
  /** Of any press. */
  readonly pressed?: Message;
  readonly opening?: Message;
  readonly isTerminal?: boolean;
}

/** Somebody before the opening list, with the prompt under it. */
async function sitDown({
  columns = 80,
  answer,
  pressed,
  opening = aList,
  isTerminal = true,
}: Setting = {}) {
  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  let written = '';
  output.on('data', (text: string) => {
    written += text;
  });
  const terminal = createConsole({
    ...{ input, output, isTerminal, columns },
    opening: async () => opening,
    ensureCard: async () => ({ workspace: 'console:local', channel: 'terminal', message: 'm' }),
  });
  const screen = () => shown(written);
  const sees = (words: string) => expect.poll(screen, { timeout: 5_000 }).toContain(words);
  const inbox = recordingInbox({
    ...(answer && { command: () => answer }),
    ...(pressed && { press: async () => ({ kind: 'message', message: pressed }) }),
  });
  await terminal.start(inbox);
  await sees(isTerminal ? '/papers ' : TITLE);
  return {
    ...{ terminal, inbox, screen, sees },
    type: (text: string) => input.write(text),
    leave: async () => {
      input.end();
      await once(input, 'end');
    },
    [Symbol.asyncDispose]: async () => {
      input.end();
      await terminal.ended;
    },
  };
}

/** What is left of all that was written: weight is left out, and a line that was cleared is gone. */
function shown(written: string): string {
  const pieces = written.replaceAll('\r\n', '\n').split('\r\u001b[K');
  const left = pieces.map((piece, at) =>
    at === pieces.length - 1 ? piece : piece.slice(0, piece.lastIndexOf('\n') + 1),
  );
  return stripVTControlCharacters(left.join(''));
}
