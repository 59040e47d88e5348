import { type Client, Events } from 'discord.js';
import { PlatformError } from '#chat/platform.ts';
import type { DiscordOptions } from './options.ts';

/** After these Discord does not let us in again: wrong token, shard or intents (docs: topics/opcodes-and-status-codes.mdx). */
export const FATAL_CLOSES: ReadonlySet<number> = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

const AWAY = 'Discord’s gateway has gone; it is tried again';

/** Follows what becomes of each shard's connection; answers why something is not received just now. */
export function watch(client: Client, log: DiscordOptions['log']): () => string | undefined {
  const lost = new Map<number, string>();
  const isBack = (shard: number) => void lost.delete(shard);
  client.on(Events.ShardReconnecting, (shard) => void lost.set(shard, AWAY));
  client.on(Events.ShardResume, isBack);
  client.on(Events.ShardReady, isBack);
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    lost.set(shard, refusal(code).message);
    log.error(
      { code, shard },
      'Discord closed the connection for good: nothing is received any more',
    );
  });
  return () => {
    const reasons = [...lost.values()];
    const first = reasons.find((reason) => reason !== AWAY) ?? reasons[0];
    const { size } = client.ws.shards;
    if (first === undefined || size <= 1) return first;
    return `${first} (${lost.size} of ${size} connections)`;
  };
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
