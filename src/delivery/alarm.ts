import type { Wait } from '../clock.ts';

/** Sleep that can be cut short. A ring while nobody sleeps is kept for the next sleep, so none is lost. */
export class Alarm {
  readonly #wait: Wait;
  #hasRung = false;
  #wakeUp = () => {};

  constructor(wait: Wait) {
    this.#wait = wait;
  }

  ring(): void {
    this.#hasRung = true;
    this.#wakeUp();
  }

  /** Resolves after that time, when rung, or when aborted; never rejects. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.#hasRung) await this.#untilRung(ms, signal);
    this.#hasRung = false;
  }

  async #untilRung(ms: number, signal?: AbortSignal): Promise<void> {
    const rung = Promise.withResolvers<void>();
    this.#wakeUp = rung.resolve;
    const timer = new AbortController();
    const ends = signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]);
    await Promise.race([rung.promise, this.#wait(Math.max(1, ms), ends).catch(() => {})]);
    timer.abort();
  }
}
