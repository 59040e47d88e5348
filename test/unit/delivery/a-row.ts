import type { DeliveryRow } from '../../../src/store/schema.ts';

/** A claimed delivery at its first attempt; what matters to a test is given. */
export function aRow(given: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    id: 1,
    key: 'key-of-a-row',
    purpose: 'digest',
    lane: 'fake:W1',
    workspace: 'fake:W1',
    channel: 'C1',
    person: null,
    after: null,
    turn: 0,
    digest: null,
    subscription: 's1',
    slot: null,
    part: null,
    rendering: null,
    payload: null,
    state: 'sending',
    reason: null,
    not_before: 0,
    deliver_by: null,
    attempts: 1,
    maybe_sent: 0,
    first_attempt_at: 0,
    looked_at: null,
    owner: 'me',
    lease_until: 30_000,
    sent_channel: null,
    sent_message: null,
    sent_at: null,
    created_at: 0,
    ...given,
  };
}
