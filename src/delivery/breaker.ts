import type { Instant } from '#chat/platform.ts';

/** Opens after so many, then lets one probe through at a time (delivery.md, section 7). */
const TROUBLES = 5;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 10 * 60_000;

/**
 * Rests a lane whose platform does not answer. Only trouble in as many different channels speaks of the platform: that of
 * one channel is its own, and each of its deliveries waits longer and longer anyway.
 */
export class Breaker {
  readonly #troubled = new Set<string>();
  #opened = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;

  get isOpen(): boolean {
    return this.#opened > 0;
  }

  get restsUntil(): Instant {
    return this.#restsUntil;
  }

  /** An attempt without a useful answer. True when it opens with this one. */
  troubled(channel: string, now: Instant): boolean {
    // Those that were under way when it opened say nothing new.
    if (this.isOpen && now < this.#restsUntil) return false;
    this.#troubled.add(channel);
    if (!this.isOpen && this.#troubled.size < TROUBLES) return false;
    this.#restsUntil = now + Math.min(FIRST_REST_MS * 2 ** this.#opened, LONGEST_REST_MS);
    this.#opened += 1;
    return this.#opened === 1;
  }

  /** The platform answered, for good or ill. True when it closes with this. */
  answered(): boolean {
    const wasOpen = this.isOpen;
    this.#troubled.clear();
    this.#opened = 0;
    this.#restsUntil = Number.NEGATIVE_INFINITY;
    return wasOpen;
  }
}
