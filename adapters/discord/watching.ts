import { type Client, Events } from 'discord.js';
import { PlatformError } from '#chat/platform.ts';
import type { DiscordOptions } from './options.ts';

/** After these Discord does not let us in again: wrong token, shard or intents (docs: topics/opcodes-and-status-codes.mdx). */
export const FATAL_CLOSES: ReadonlySet<number> = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

/** Follows what becomes of an open connection; answers why nothing is received just now. */
export function watch(client: Client, log: DiscordOptions['log']): () => string | undefined {
  let lost: string | undefined;
  const isBack = () => {
    lost = undefined;
  };
  client.on(Events.ShardReconnecting, () => {
    lost = 'Discord’s gateway has gone; it is tried again';
  });
  client.on(Events.ShardResume, isBack);
  client.on(Events.ShardReady, isBack);
  client.on(Events.ShardDisconnect, ({ code }) => {
    lost = refusal(code).message;
    log.error({ code }, 'Discord closed the connection for good: nothing is received any more');
  });
  return () => lost;
}

/** What a close with one of the fatal codes means. */
export function refusal(code: number): PlatformError {
  const why = code === 4004 ? 'the token is wrong' : 'the application may not connect like this';
  return new PlatformError(
    `Discord’s gateway refuses us: ${why}`,
    { kind: 'unauthorized', of: 'installation' },
    { code: String(code) },
  );
}
