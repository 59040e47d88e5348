import type { Instant, LanePace } from '#chat/platform.ts';

/** So many posts go well before a lane dares more, and by how much. */
const STEP_AFTER = 10;
const STEP = 0.25;
/** Never slower than this part of the pace that a lane begins with. */
const SLOWEST_SHARE = 0.25;
/** Posts under way when the platform complains complain of the same thing. */
const SAME_COMPLAINT_MS = 5_000;

/**
 * How many posts a second a lane may begin: in any window of a second no more than its rate, however they are spread in
 * it, so that what was late is made up for. Where a lane may rise, it rises while all goes well and halves when not.
 */
export class Pace {
  readonly #limits: LanePace;
  #rate: number;
  /** When the last posts began; as many as fit in a window. */
  readonly #begun: Instant[] = [];
  #wentWell = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;

  constructor(limits: LanePace, rate: number | null = null) {
    this.#limits = limits;
    this.#rate = Math.min(rate ?? limits.first, limits.most);
  }

  get rate(): number {
    return this.#rate;
  }

  /** Posts that may begin now. */
  room(now: Instant): number {
    if (!Number.isFinite(this.#rate)) return Number.POSITIVE_INFINITY;
    const { posts, ms } = this.#window();
    this.#forget(now, ms);
    return Math.max(0, posts - this.#begun.length);
  }

  /** When there is room for one. */
  readyAt(now: Instant): Instant {
    if (this.room(now) > 0) return now;
    const { posts, ms } = this.#window();
    return (this.#begun.at(-posts) ?? now) + ms;
  }

  begun(now: Instant): void {
    if (Number.isFinite(this.#rate)) this.#begun.push(now);
  }

  /** True when it changed. */
  wentWell(): boolean {
    if (this.#rate >= this.#limits.most) return false;
    this.#wentWell += 1;
    if (this.#wentWell < STEP_AFTER) return false;
    this.#wentWell = 0;
    this.#rate = Math.min(this.#rate + STEP, this.#limits.most);
    return true;
  }

  /** The platform asked for patience. True when it changed. */
  slowDown(now: Instant): boolean {
    const { first, most } = this.#limits;
    this.#wentWell = 0;
    if (first === most || Math.abs(now - this.#slowedAt) < SAME_COMPLAINT_MS) return false;
    this.#slowedAt = now;
    this.#rate = Math.max(this.#rate / 2, first * SLOWEST_SHARE);
    return true;
  }

  #window(): { readonly posts: number; readonly ms: number } {
    const posts = Math.max(1, Math.ceil(this.#rate));
    return { posts, ms: (1_000 * posts) / this.#rate };
  }

  /** What lies outside the window, also ahead of it: then the clock was set back. */
  #forget(now: Instant, ms: number): void {
    const begun = this.#begun.findIndex((at) => at > now - ms && at <= now);
    this.#begun.splice(0, begun < 0 ? this.#begun.length : begun);
  }
}
