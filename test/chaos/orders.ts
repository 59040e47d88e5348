import type { Instant } from '#chat/platform.ts';
import type { Access } from './adapters.ts';

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

/** What a victim is told, as JSON on its command line. */
export interface Orders {
  readonly access: Access;
  readonly database: string;
  readonly beganAt: Instant;
  /** To post again without looking: the sender that chaos must catch. */
  readonly isBlind: boolean;
  /** To die when it comes to that point for the n-th time. */
  readonly dieAt?: { readonly point: Point; readonly arrival: number };
}

/** How often a victim that reached its end came to each point. */
export type Arrivals = Readonly<Partial<Record<Point, number>>>;
