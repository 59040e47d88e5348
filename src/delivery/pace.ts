import type { Instant, LanePace } from '#chat/platform.ts';

/** So many posts go well before a lane dares more, and by how much. */
const STEP_AFTER = 10;
const STEP = 0.25;
/** Never slower than this part of the pace that a lane begins with. */
const SLOWEST_SHARE = 0.25;
/** A post is claimed up to this long before it may begin, so that the look and the claim cost the lane nothing. */
export const AHEAD_MS = 100;
/** Posts under way when the platform complains complain of the same thing. */
const SAME_COMPLAINT_MS = 5_000;

/**
 * How many posts a second a lane may begin: in any window of a second no more than its rate, however they are spread in
 * it, so that what was late is made up for. Where a lane may rise, it rises while all goes well and halves when not.
 */
export class Pace {
  readonly #limits: LanePace;
  #rate: number;
  /** When the last posts began, and those that are booked will; as many as fit in a window. */
  readonly #begins: Instant[] = [];
  #wentWell = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;

  constructor(limits: LanePace, rate: number | null = null) {
    this.#limits = limits;
    this.#rate = Math.min(rate ?? limits.first, limits.most);
  }

  get rate(): number {
    return this.#rate;
  }

  /** Posts that may begin now or within `AHEAD_MS`. */
  room(now: Instant): number {
    if (!Number.isFinite(this.#rate)) return Number.POSITIVE_INFINITY;
    const { posts, ms } = this.#window();
    this.#forget(now);
    return Math.max(0, posts - this.#begins.filter((at) => at > now + AHEAD_MS - ms).length);
  }

  /** When there is room for one. */
  readyAt(now: Instant): Instant {
    return Math.max(now, this.#next(now) - AHEAD_MS);
  }

  /** Takes the room of one post; the moment from which it may begin, not before now. */
  book(now: Instant): Instant {
    const at = this.#next(now);
    if (Number.isFinite(this.#rate)) this.#begins.push(at);
    return at;
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

  #next(now: Instant): Instant {
    this.#forget(now);
    const { posts, ms } = this.#window();
    const last = this.#begins.at(-posts);
    return last === undefined ? now : Math.max(now, last + ms);
  }

  #window(): { readonly posts: number; readonly ms: number } {
    const posts = Math.max(1, Math.ceil(this.#rate));
    return { posts, ms: (1_000 * posts) / this.#rate };
  }

  /** What lies outside the window, also further ahead than any booking: then the clock was set back. */
  #forget(now: Instant): void {
    const { ms } = this.#window();
    const first = this.#begins.findIndex((at) => at > now - ms && at <= now + AHEAD_MS + ms);
    this.#begins.splice(0, first < 0 ? this.#begins.length : first);
  }
}
