import type { DeliveryRow } from '../store/schema.ts';
import type { Outcome } from './settle.ts';

/** What happens to deliveries, told to those who count and alert. */
export type DeliveryEvent =
  /** An outcome was written: sent, tried later, or given up. */
  | { readonly kind: 'settled'; readonly row: DeliveryRow; readonly outcome: Outcome }
  /** An unanswered post was looked for. */
  | {
      readonly kind: 'looked';
      readonly row: DeliveryRow;
      readonly result: 'found' | 'absent' | 'cannot-say' | 'failed';
    }
  /** The platform revealed where a delivery without a known place is. */
  | { readonly kind: 'bound'; readonly key: string }
  /** The platform showed a second message that carries the key of one that was sent. */
  | { readonly kind: 'duplicate'; readonly key: string }
  /** A platform refused the payload: it goes out as plain text. */
  | { readonly kind: 'rejected'; readonly row: DeliveryRow; readonly reason: string }
  | { readonly kind: 'paused'; readonly subscription: string; readonly reason: string }
  | { readonly kind: 'resumed'; readonly subscription: string }
  /** The platform refuses the token of a lane: nothing of it goes out. */
  | { readonly kind: 'refused'; readonly lane: string; readonly reason: string }
  /** A lane's breaker opened or closed. */
  | { readonly kind: 'breaker'; readonly lane: string; readonly isOpen: boolean };

/** Never throws, and nobody waits for it. */
export type Observe = (event: DeliveryEvent) => void;
