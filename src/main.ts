import type { Message } from '#chat/message.ts';
import type { ChatPlatform } from '#chat/platform.ts';
import { CONSOLE_CHANNEL, CONSOLE_WORKSPACE, createConsole } from '../adapters/console/index.ts';
import { PLAIN, toLines } from '../adapters/console/render.ts';
import { type Clock, systemClock, systemWait } from './clock.ts';
import { type Config, type DiscordConfig, readConfig } from './config.ts';
import type { SlackConfig, SlackOAuthConfig } from './config-slack.ts';
import { createLog, type Log } from './log.ts';
import { createCaches } from './ops/caches.ts';
import { createEngine, type Engine } from './ops/engine.ts';
import { explain } from './ops/explain.ts';
import { needFolder } from './ops/folder.ts';
import { HOW_TO_GO_ON } from './ops/hints.ts';
import { hasInput } from './ops/input.ts';
import { openInstallations } from './ops/installations.ts';
import { openingOf } from './ops/opening.ts';
import { endWithOutput } from './ops/output.ts';
import { createOutside, type Outside } from './ops/outside.ts';
import { createSeenEvents } from './ops/seen-events.ts';
import { runService } from './ops/service.ts';
import { stopSignal } from './ops/signals.ts';
import { beyondOf, huggingFace, sourceNow } from './ops/sources.ts';
import { answerLines, talk } from './ops/talk.ts';
import { createCache } from './papers/cache.ts';
import { snapshotPathOf } from './search/kept-index.ts';
import { createDatabaseClock } from './store/clock.ts';
import { openDatabase, type Store } from './store/open.ts';
import type { Terminal } from './tools/tool.ts';
import { asksForHelp, findTool, helpText, usageOf } from './tools/tools.ts';
import { ensureCard } from './votes/cards.ts';

const time = { clock: systemClock, wait: systemWait };

/** Runs Paperboy as the command line says; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    const { words, code } = explain(error);
    process.stderr.write(`${words}\n`);
    return code;
  }
}

async function run([name, ...args]: readonly string[]): Promise<void> {
  if (/^(?:--)?help$|^-h$/.test(name ?? '')) return say(helpText());
  const tool = name === undefined ? undefined : findTool(name);
  if (tool !== undefined && asksForHelp(args)) return say(usageOf(tool));
  needFolder();
  const config = readConfig(process.env);
  if (tool?.of === 'store') {
    const { databaseUrl } = config;
    return tool.run(args, { say, terminal: standardError, databaseUrl });
  }
  if (tool !== undefined) {
    return withPlatforms(config, 'tool', ({ engine }) =>
      tool.run(args, { engine, say, show, terminal: standardError, stopSignal }),
    );
  }
  if (!hasPlatform(config)) return runConsole(config);
  return withPlatforms(config, 'service', (parts) =>
    runService({ ...time, ...parts, ...portOf(config) }, stopSignal()),
  );
}

interface Parts {
  readonly engine: Engine;
  readonly platforms: readonly ChatPlatform[];
  readonly outside: Outside;
  /** Of all processes on the database. */
  readonly clock: Clock;
  readonly log: Log;
}

async function withPlatforms(
  config: Config,
  use: 'service' | 'tool',
  run: (parts: Parts) => Promise<void>,
): Promise<void> {
  const log = createLog(config.logLevel ?? (use === 'service' ? 'info' : 'warn'));
  const store = await openDatabase(config.databaseUrl, use);
  try {
    using agreed = await createDatabaseClock(store, { local: systemClock });
    const { clock } = agreed;
    const platforms = await platformsOf(config, { store, log, clock });
    const basics = { ...time, clock, store, log, platforms };
    const outside = await createOutside({ ...basics, ...(use === 'service' && seenBy(config)) });
    const caches = createCaches({ ...basics, outside });
    await using engine = await createEngine({
      ...{ ...basics, ...settingsOf(config), observe: outside.observe },
      source: huggingFace(config, { log, cache: caches('papers') }),
      beyond: beyondOf(config, { store, log, cache: caches('beyond') }),
    });
    await run({ engine, platforms, outside, clock, log });
  } finally {
    await store.destroy();
  }
}

function hasPlatform({ slack, slackOAuth, discord }: Config): boolean {
  return slack !== undefined || slackOAuth !== undefined || discord !== undefined;
}

/** The clock is that of all processes on the database: the time by which a post must leave is told by it. */
interface PlatformParts {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Clock;
}

/** Loaded only when they are used: their SDKs take most of the time and memory of a start. */
async function platformsOf(
  { slack, slackOAuth, discord }: Config,
  parts: PlatformParts,
): Promise<readonly ChatPlatform[]> {
  return [
    ...(slack === undefined ? [] : [await connectSlack(slack, parts)]),
    ...(slackOAuth === undefined ? [] : [await connectSlacks(slackOAuth, parts)]),
    ...(discord === undefined ? [] : [await connectDiscord(discord, parts)]),
  ];
}

async function connectSlack(
  { receives, ...slack }: SlackConfig,
  { store, log, clock }: PlatformParts,
): Promise<ChatPlatform> {
  const { createSlack } = await import('../adapters/slack/index.ts');
  const { by: _, ...secret } = receives;
  const seen = createSeenEvents(store, clock);
  return createSlack({ ...slack, ...secret, log, seen, clock });
}

/** Any number of workspaces. */
async function connectSlacks(
  { tokenKey, clientId, clientSecret, ...slack }: SlackOAuthConfig,
  { store, log, clock }: PlatformParts,
): Promise<ChatPlatform> {
  const { createSlack } = await import('../adapters/slack/index.ts');
  const installations = await openInstallations(store, tokenKey);
  const seen = createSeenEvents(store, clock);
  const oauth = { clientId, clientSecret, installations };
  return createSlack({ ...slack, oauth, log, seen, clock });
}

async function connectDiscord(
  discord: DiscordConfig,
  { log, clock }: PlatformParts,
): Promise<ChatPlatform> {
  const { createDiscord } = await import('../adapters/discord/index.ts');
  return createDiscord({ ...discord, log, clock });
}

async function runConsole(config: Config): Promise<void> {
  const { stdin: input, stdout: output } = process;
  endWithOutput(output);
  const isAsked = await hasInput(input);
  const isQuiet = isAsked && !input.isTTY;
  const log = createLog(config.logLevel ?? 'error');
  const store = await openDatabase(config.databaseUrl, 'service');
  try {
    const { source, news } = await sourceNow(config, { log, cache: createCache({ log }) });
    if (news !== undefined) (isQuiet ? process.stderr : output).write(`${news}\n\n`);
    const place = { workspace: CONSOLE_WORKSPACE, channel: CONSOLE_CHANNEL };
    const terminal = createConsole({
      ...{ input, output, isTerminal: input.isTTY && output.isTTY, columns: output.columns },
      ...(!isQuiet && { opening: () => opening() }),
      ensureCard: (paper) => ensureCard(store, { ...place, message: `card-${paper}` }, paper),
    });
    const platforms = [terminal];
    const outside = await createOutside({ ...time, store, platforms, log, ...portOf(config) });
    await using engine = await createEngine({
      ...{ ...time, store, source, log, platforms, observe: outside.observe },
      ...settingsOf(config),
      ...(source.name !== 'sample' && {
        beyond: beyondOf(config, { store, log, cache: createCache({ log }) }),
      }),
    });
    const opening = () => openingOf(engine.services, { ...terminal, ...place });
    const parts = { ...time, engine, terminal, outside, log, ...portOf(config) };
    if (isQuiet) await answerLines(parts);
    else if (isAsked) await talk(parts);
    else {
      show(await opening());
      say(HOW_TO_GO_ON);
    }
  } finally {
    await store.destroy();
  }
}

function settingsOf({ databaseUrl, archiveSince }: Config) {
  const snapshotPath = snapshotPathOf(databaseUrl);
  return {
    ...(snapshotPath !== undefined && { snapshotPath }),
    ...(archiveSince !== undefined && { archiveSince }),
  };
}

function seenBy(config: Config) {
  const { alertChannel } = config;
  return { ...portOf(config), ...(alertChannel !== undefined && { alertChannel }) };
}

function portOf({ port }: Config): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

const standardError: Terminal = {
  isTerminal: process.stderr.isTTY === true,
  write: (text) => process.stderr.write(text),
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function show(message: Message): void {
  say(toLines(message, PLAIN).join('\n'));
}
