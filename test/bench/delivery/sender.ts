// The process that is measured: Paperboy's outbox, or the least that a client of the platform can do.
import { writeSync } from 'node:fs';
import type { Orders, Sent } from './orders.ts';

const orders: Orders = JSON.parse(process.argv[2] ?? '');
const work = orders.sender === 'bare' ? await bare(orders) : await paperboy(orders);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const sent = await work.send();
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
const { rss } = process.memoryUsage();
const result: Sent = {
  ...{ sent, ms, cpuMs: (user + system) / 1_000 },
  ...{ now: rss / 1e6, peak: (process.resourceUsage().maxRSS * 1_024) / 1e6 },
};
writeSync(1, `${JSON.stringify(result)}\n`);
process.exit(0);

async function bare(wanted: Extract<Orders, { sender: 'bare' }>) {
  const { createBare } = await import('./bare.ts');
  return createBare(wanted);
}

async function paperboy(wanted: Extract<Orders, { sender: 'paperboy' }>) {
  const { createPaperboy } = await import('./paperboy.ts');
  return createPaperboy(wanted);
}
