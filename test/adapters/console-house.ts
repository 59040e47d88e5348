import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { createConsole } from '../../adapters/console/index.ts';
import type { House } from '../contract/platform.ts';

const OPENING = 'The list of the day.';

/** The terminal of one person, which is the whole service: it keeps what it shows, and nothing else. */
export async function openConsole(): Promise<House> {
  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  let screen = '';
  output.on('data', (text: string) => {
    screen += text;
  });
  const terminal = createConsole({
    ...{ input, output, isTerminal: false },
    opening: async () => sayPlainly(OPENING),
    ensureCard: noSuchThing,
  });
  const person = 'console:you';
  const place = { workspace: 'console:local', channel: 'terminal' };
  const shownSince = async (start: number) => {
    await expect.poll(() => screen.length, { timeout: 5_000 }).toBeGreaterThan(start);
    return screen.slice(start).trim();
  };
  return {
    ...{ platform: terminal, place, admin: person, member: person },
    ...{ missing: place, forbidden: place },
    wordsOf: () => screen,
    command: async (name, given = {}) => {
      const at = Date.now();
      const left = terminal.ended.then(() => Promise.reject(new Error('the terminal has ended')));
      await Promise.race([expect.poll(() => screen).toContain(OPENING), left]);
      const start = screen.length;
      input.write(`${[name, ...Object.values(given)].join(' ')}\n`);
      const words = await Promise.race([shownSince(start), left]);
      const acknowledgedAfterMs = Date.now() - at;
      return {
        ...{ words, isPrivate: true, acknowledgedAfterMs },
        ...{ wordsNow: () => words, press: noSuchThing },
      };
    },
    close: async () => {
      await terminal.stop();
      input.end();
    },
    ...{ shared: noSuchThing, messagesWith: noSuchThing, loseNextAnswer: noSuchThing },
    ...{
      limitNextPost: noSuchThing,
      refuseNextPost: noSuchThing,
      react: noSuchThing,
      unreact: noSuchThing,
    },
    ...{ deleteMessage: noSuchThing, lookUp: noSuchThing, cardUnder: noSuchThing },
    ...{ press: noSuchThing, restart: noSuchThing },
  };
}

function noSuchThing(): never {
  throw new Error('a terminal has nothing of the kind');
}
