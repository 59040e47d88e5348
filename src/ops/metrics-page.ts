import { type Clock, type Wait, within } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { TickStatus } from './clockwork.ts';
import { showStored } from './gauges.ts';
import type { Page } from './http.ts';
import type { Numbers } from './numbers.ts';
import type { Probe } from './probe.ts';

export interface MetricsDeps {
  readonly numbers: Numbers;
  readonly store: Store;
  readonly probe: Probe;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** What takes the database some work is read this often, however many ask. */
const KEPT_MS = 10_000;
/** Prometheus waits ten seconds for the whole page. */
const LONGEST_MS = 3_000;

/** What `/metrics` answers. While the database cannot be read, the rest stays as it was. */
export function metricsPage(deps: MetricsDeps, tick: () => TickStatus): () => Promise<Page> {
  const { numbers, probe } = deps;
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = performance.now();
    if (now - readAt > KEPT_MS) {
      readAt = now;
      await read(deps);
    }
    const { beganAt, lastAt = beganAt } = tick();
    const ageMs = lastAt === undefined ? undefined : performance.now() - lastAt;
    numbers.show('tick_age_seconds', ageMs === undefined ? [] : [{ value: ageMs / 1_000 }]);
    numbers.show('db_writable', [{ value: (await probe()) === undefined ? 1 : 0 }]);
    return { status: 200, type: numbers.contentType, body: await numbers.text() };
  };
}

async function read({ numbers, store, clock, wait, log }: MetricsDeps): Promise<void> {
  try {
    const shown = showStored(numbers, store, clock()).then(() => true);
    const isShown = await within(LONGEST_MS, shown, wait);
    if (isShown === undefined) throw new Error(`no answer for ${LONGEST_MS / 1_000} seconds`);
  } catch (error) {
    // `db_writable` says it too; all that this process counts by itself is still worth having.
    log.warn({ error: `${error}` }, 'database could not be read for metrics');
  }
}
