// A process of its own that plans and delivers what is due, as the service does, and ends when nothing is open.
import { liveIn } from './fast-time.ts';
import type { Orders } from './orders.ts';

const orders: Orders = JSON.parse(process.argv[2] ?? '');
process.stdin
  .on('end', () => process.exit(1))
  .resume()
  .unref(); // whoever started it is gone
liveIn(orders.time, orders.hasFastLimits === true);
// What it lives with is loaded into its time.
const { work } = await import('./work.ts');
await work(orders);
