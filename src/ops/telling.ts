import type { Observe } from '../delivery/observed.ts';
import type { Log } from '../log.ts';

/**
 * The steps of a delivery that are logged nowhere else, for who follows one by its key: `delivery` is the same in every
 * line from its plan to its last edit.
 */
export function telling(log: Log): Observe {
  return (event) => {
    switch (event.kind) {
      case 'settled': {
        const { row, outcome } = event;
        const reason = 'reason' in outcome ? { reason: outcome.reason } : {};
        const facts = { delivery: row.key, outcome: outcome.state, attempt: row.attempts };
        log.debug({ ...facts, ...reason }, 'delivery settled');
        return;
      }
      case 'looked':
        log.debug({ delivery: event.row.key, result: event.result }, 'delivery looked for');
        return;
      case 'duplicate':
        log.error({ delivery: event.key }, 'delivery found twice');
        return;
      case 'bound':
      case 'rejected':
      case 'breaker':
      case 'refused':
      case 'paused':
      case 'resumed':
        return;
    }
  };
}
