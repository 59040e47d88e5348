const WINDOW_MS = 300_000;

/** Fixed windows of five minutes, as all limits of Hugging Face are (huggingface.md, section 6). */
export class FixedWindow {
  readonly #now: () => number;
  readonly #quota: number;
  #endsAt = 0;
  /** Those that were refused are counted, too. */
  #used = 0;

  constructor(now: () => number, quota: number) {
    this.#now = now;
    this.#quota = quota;
  }

  /** Counts one request. What the headers say then. */
  next(): { readonly left: number; readonly resetSeconds: number; readonly of: number } {
    const now = this.#now();
    if (now >= this.#endsAt) [this.#endsAt, this.#used] = [now + WINDOW_MS, 0];
    this.#used++;
    const resetSeconds = Math.ceil((this.#endsAt - now) / 1000);
    return { left: Math.max(0, this.#quota - this.#used), resetSeconds, of: this.#quota };
  }

  /** Whether the last one was one too many: HTTP 429. */
  isUsedUp(): boolean {
    return this.#used > this.#quota;
  }
}
