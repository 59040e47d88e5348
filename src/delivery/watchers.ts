import type { Clock, Wait } from '../clock.ts';
import { Alarm } from './alarm.ts';
import type { Outbox } from './outbox.ts';

export interface WatchersDeps {
  readonly outbox: Pick<Outbox, 'isOpen'>;
  readonly clock: Clock;
  readonly wait: Wait;
}

/** Another process may have the delivery in hand, and tells nobody here. */
const LOOK_AGAIN_MS = 500;

/** Those who wait until a delivery is sent or given up. */
export class Watchers {
  readonly #deps: WatchersDeps;
  readonly #watching = new Set<{ readonly key: string; readonly alarm: Alarm }>();
  #isRunning = false;

  constructor(deps: WatchersDeps) {
    this.#deps = deps;
  }

  /** From now on something is delivered. */
  begin(): void {
    this.#isRunning = true;
  }

  /** Nobody waits for what is not delivered. */
  end(): void {
    this.#isRunning = false;
    for (const { alarm } of this.#watching) alarm.ring();
  }

  /**
   * Resolves when the delivery with this key is sent or given up, at the latest after that time, and at once before
   * `begin` and after `end`. What became of it is in the database.
   */
  async settled(key: string, atMostMs: number): Promise<void> {
    const { outbox, clock, wait } = this.#deps;
    const watcher = { key, alarm: new Alarm(wait) };
    const end = clock() + atMostMs;
    this.#watching.add(watcher);
    try {
      while (this.#isRunning && clock() < end && (await outbox.isOpen(key))) {
        await watcher.alarm.sleep(Math.min(end - clock(), LOOK_AGAIN_MS));
      }
    } finally {
      this.#watching.delete(watcher);
    }
  }

  tell(settled: string): void {
    for (const { key, alarm } of this.#watching) if (key === settled) alarm.ring();
  }
}
