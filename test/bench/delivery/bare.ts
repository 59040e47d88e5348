import { readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { REST } from 'discord.js';
import { AT_ONCE, type Orders } from './orders.ts';

type BareOrders = Extract<Orders, { sender: 'bare' }>;

/** A loop over the SDK and nothing else: no record of what was sent, nothing rendered, nothing that survives. */
export function createBare(orders: BareOrders): { send(): Promise<number> } {
  const post = orders.platform === 'discord' ? onDiscord(orders) : onSlack(orders);
  return {
    send: async () => {
      let next = 0;
      const worker = async () => {
        while (next < orders.channels) {
          const channel = next;
          next += 1;
          await post(channel);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return orders.channels;
    },
  };
}

function onDiscord({ url, body }: BareOrders) {
  const limits = { retries: 0, globalRequestsPerSecond: 1_000_000 };
  const rest = new REST({ version: '10', api: `${url}/api`, ...limits }).setToken('cheap');
  const message: object = JSON.parse(readFileSync(body, 'utf8'));
  return (channel: number) =>
    rest.post(`/channels/${10_000 + channel}/messages`, { body: message });
}

function onSlack({ url, body }: BareOrders) {
  const client = new WebClient('xoxb-cheap', {
    ...{ slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  const { blocks, metadata, ...rest } = Object.fromEntries(
    new URLSearchParams(readFileSync(body, 'utf8')),
  );
  const message = {
    ...rest,
    blocks: JSON.parse(blocks ?? '[]'),
    metadata: JSON.parse(metadata ?? '{}'),
  };
  return (channel: number) =>
    client.apiCall('chat.postMessage', { ...message, channel: `C${10_000 + channel}` });
}
