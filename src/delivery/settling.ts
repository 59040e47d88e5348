import type { Wait } from '../clock.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Outbox } from './outbox.ts';
import type { Outcome, Settlement } from './settle.ts';

export interface SettlingDeps {
  readonly outbox: Pick<Outbox, 'settle'>;
  readonly wait: Wait;
}

interface Waiting extends Settlement {
  readonly resolve: (isWritten: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Outcomes of one commit. */
const TOGETHER = 40;
/** A commit waits for others only where there are as many posts under way. */
const BUSY = 12;
const LINGER_MS = 5;

/** Writes outcomes; where many come at a time, many in one commit, which costs as much as one. */
export class Settling {
  readonly #deps: SettlingDeps;
  #waiting: Waiting[] = [];
  #isLingering = false;

  constructor(deps: SettlingDeps) {
    this.#deps = deps;
  }

  /** True when it was written. `underWay`: posts from which other outcomes are to come. */
  settle(row: DeliveryRow, outcome: Outcome, underWay: number): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({ row, outcome, resolve, reject });
    if (underWay < BUSY || this.#waiting.length >= TOGETHER) void this.#flush();
    else if (!this.#isLingering) void this.#linger();
    return promise;
  }

  async #linger(): Promise<void> {
    this.#isLingering = true;
    await this.#deps.wait(LINGER_MS);
    this.#isLingering = false;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    try {
      await this.#write(batch);
    } catch (error) {
      if (batch.length === 1) for (const { reject } of batch) reject(error);
      else await this.#oneByOne(batch);
    }
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const written = await this.#deps.outbox.settle(batch);
    for (const [index, { resolve }] of batch.entries()) resolve(written[index] === true);
  }

  /** One that cannot be written keeps no other from it. */
  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const one of batch) await this.#write([one]).catch(one.reject);
  }
}
