import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { FLAGS } from '../program.ts';
import type { Orders, Sent } from './orders.ts';

const CHEAP_PLATFORM = new URL('./cheap-platform.ts', import.meta.url).pathname;
const SENDER = new URL('./sender.ts', import.meta.url).pathname;

export interface CheapPlatform extends AsyncDisposable {
  readonly url: string;
  /** The body of the post that came last. */
  latest(): Promise<string>;
}

/** Platforms that take every post. */
export async function startCheapPlatform(): Promise<CheapPlatform> {
  const child = spawn(process.execPath, [CHEAP_PLATFORM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url,
    latest: async () => (await fetch(`${url}/latest`)).text(),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Runs a sender to its end. @throws when it ends otherwise */
export function runSender(orders: Orders): Promise<Sent> {
  return startSender(orders).result;
}

export interface Sender {
  readonly pid: number;
  /** Rejects when it ends otherwise. */
  readonly result: Promise<Sent>;
}

export function startSender(orders: Orders): Sender {
  const child = spawn(process.execPath, [...FLAGS, SENDER, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const result = once(child, 'close').then(([code]): Sent => {
    const last = lines.at(-1);
    if (code !== 0 || last === undefined) throw new Error(`the sender ended with ${code}`);
    return JSON.parse(last);
  });
  return { pid: child.pid ?? 0, result };
}
