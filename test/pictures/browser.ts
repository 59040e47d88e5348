import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

export interface Page {
  readonly html: string;
  /** CSS pixels. */
  readonly width: number;
  /** Pixels of the picture to one CSS pixel. */
  readonly scale: number;
}

/** Chromium without a window. It loads nothing from anywhere: a page is its own text. */
export interface Browser extends AsyncDisposable {
  /** The whole page, however long, as a PNG. */
  draw(page: Page): Promise<Buffer>;
}

export class NoBrowser extends Error {}

/** As Debian names it. */
const CHROMIUM = 'chromium';
const MISSING =
  'The pictures need Chromium and its fonts: apt-get install chromium fonts-lato fonts-noto-core fonts-noto-color-emoji';

/** @throws NoBrowser when Chromium is not installed */
export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'pictures-'));
  const chromium = spawn(CHROMIUM, [...SWITCHES, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const forget = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    await once(chromium, 'spawn');
  } catch (cause) {
    await forget();
    throw new NoBrowser(MISSING, { cause });
  }
  const ended = once(chromium, 'close');
  const ask = asker(chromium.stdio[3] as Writable, chromium.stdio[4] as Readable);
  const session = await attach(ask);
  return {
    draw: (page) => draw(page, (method, params) => ask(method, params, session)),
    [Symbol.asyncDispose]: async () => {
      await ask('Browser.close');
      await ended;
      await forget();
    },
  };
}

/** Told over a pipe: `--screenshot` cannot measure a page first, and no window is narrower than 500 pixels. */
const SWITCHES = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--hide-scrollbars',
  '--font-render-hinting=none',
];

const Answer = z.object({
  id: z.number().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});
type Result = Readonly<Record<string, unknown>>;
type Ask = (method: string, params?: Result, session?: string) => Promise<Result>;

/** The DevTools protocol: JSON messages with a NUL after each. */
function asker(to: Writable, from: Readable): Ask {
  const waiting = new Map<number, PromiseWithResolvers<Result>>();
  let rest = '';
  let asked = 0;
  from.setEncoding('utf8').on('data', (text: string) => {
    const [...messages] = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const { id, result, error } of messages.map((json) => Answer.parse(JSON.parse(json)))) {
      if (error !== undefined) waiting.get(id ?? 0)?.reject(new Error(error.message));
      else waiting.get(id ?? 0)?.resolve(result ?? {});
    }
  });
  return (method, params = {}, sessionId = undefined) => {
    asked += 1;
    const answer = Promise.withResolvers<Result>();
    waiting.set(asked, answer);
    to.write(`${JSON.stringify({ id: asked, method, params, sessionId })}\0`);
    return answer.promise;
  };
}

async function attach(ask: Ask): Promise<string> {
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  return z.string().parse(sessionId);
}

const Measured = z.object({ result: z.object({ value: z.number() }) });
const Tree = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });

async function draw({ html, width, scale }: Page, ask: Ask): Promise<Buffer> {
  const screen = { width, height: 100, deviceScaleFactor: scale, mobile: false };
  await ask('Emulation.setDeviceMetricsOverride', screen);
  const { frameTree } = Tree.parse(await ask('Page.getFrameTree'));
  await ask('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
  const measured = await ask('Runtime.evaluate', {
    expression: 'document.fonts.ready.then(() => document.documentElement.offsetHeight)',
    awaitPromise: true,
    returnByValue: true,
  });
  const height = Math.ceil(Measured.parse(measured).result.value);
  const clip = { x: 0, y: 0, width, height, scale: 1 };
  const shot = await ask('Page.captureScreenshot', { clip, captureBeyondViewport: true });
  return Buffer.from(z.string().parse(shot.data), 'base64');
}
