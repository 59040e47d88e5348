import type { Limits } from '#chat/platform.ts';
import type { Access } from './adapters.ts';
import type { FastTime } from './fast-time.ts';

/** Before and after each commit (plan, claim, settle) and each request (post, find). */
export const POINTS = [
  'before-plan',
  'after-plan',
  'before-claim',
  'after-claim',
  'before-post',
  'after-post',
  'before-find',
  'after-find',
  'before-settle',
  'after-settle',
] as const;
export type Point = (typeof POINTS)[number];

/** Ours, or one that leaves out what ours does about a fault: see naive.ts. */
export type Sender = 'ours' | 'blind' | 'impatient' | 'forgetful' | 'stubborn' | 'noting';

/** What a victim is told, as JSON on its command line. */
export interface Orders {
  readonly access: Access;
  readonly database: string;
  readonly time: FastTime;
  readonly sender: Sender;
  /** To die when it comes to that point for the n-th time. */
  readonly dieAt?: { readonly point: Point; readonly arrival: number };
  /** Whether HTTP's limits pass as quickly as all else, and with them whatever else waits by a timer of its own. */
  readonly hasFastLimits?: boolean;
  /** In place of the platform's own: a case that is not about pace need not wait for it. */
  readonly limits?: Partial<Limits>;
  /** The bundled week by default; or a source with a list for every weekday. */
  readonly source?: 'week' | 'every day';
  /** To begin when so many processes share the work. */
  readonly replicas?: number;
  /** To say so on standard output whenever it is about to post. */
  readonly tells?: boolean;
}

/** How often a victim that reached its end came to each point. */
export type Arrivals = Readonly<Partial<Record<Point, number>>>;

/** Nothing waits for its turn. */
export const UNPACED: Partial<Limits> = {
  postEveryMs: { channel: 0 },
  lanePace: { first: 10_000, most: 10_000, atOnce: 16 },
};
