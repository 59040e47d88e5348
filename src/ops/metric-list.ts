/** A number that `/metrics` shows, as the README's table explains it. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Each has few values: no channel and no workspace is ever one. */
  readonly labels?: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

/** All that Paperboy counts about itself; what Node knows of its process stands beside it. */
export const METRICS = {
  deliveries_total: {
    kind: 'counter',
    help: 'Attempts that ended: sent, retried (later again), uncertain, refused, skipped or dead',
    labels: ['platform', 'outcome'],
  },
  delivery_lateness_seconds: {
    kind: 'histogram',
    help: 'From a digest’s slot to the moment its overview, or a card, was out',
    labels: ['part'],
    buckets: [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 21_600],
  },
  duplicates_detected_total: {
    kind: 'counter',
    help: 'Second messages of one delivery that a platform showed us; 0 is the promise',
  },
  reconciles_total: {
    kind: 'counter',
    help: 'Unanswered posts that were looked for: found, absent, cannot-say, failed, or bound by a click',
    labels: ['result'],
  },
  uncertain_total: {
    kind: 'counter',
    help: 'Deliveries of which the platform cannot say whether they arrived',
    labels: ['platform'],
  },
  rejected_total: {
    kind: 'counter',
    help: 'Messages whose layout a platform refused, and that went out as plain text',
    labels: ['platform'],
  },
  disabled_total: {
    kind: 'counter',
    help: 'Subscriptions that a lasting failure paused, by its kind',
    labels: ['reason'],
  },
  outbox_depth: {
    kind: 'gauge',
    help: 'Deliveries that wait (pending), are under way (sending), or stay uncertain',
    labels: ['state'],
  },
  oldest_pending_seconds: {
    kind: 'gauge',
    help: 'How long the most overdue message that waits for no other has been due',
  },
  lane_paused_seconds: {
    kind: 'gauge',
    help: 'How long the longest rest of a platform’s lanes still lasts',
    labels: ['platform'],
  },
  lane_rate: {
    kind: 'gauge',
    help: 'Messages a second that the slowest lane of a platform has come down, or up, to',
    labels: ['platform'],
  },
  breaker_state: {
    kind: 'gauge',
    help: 'Lanes whose breaker is open in this process: their platform does not answer',
    labels: ['platform'],
  },
  invalid_requests_10m: {
    kind: 'gauge',
    help: 'Answers 401, 403 and 429 of the last ten minutes; a lane rests at 2,000',
    labels: ['platform'],
  },
  tick_age_seconds: { kind: 'gauge', help: 'Since this process last looked at the clock' },
  lease_epoch: {
    kind: 'gauge',
    help: 'How often a lease got a new owner, lanes of a platform added up',
    labels: ['name'],
  },
  db_writable: { kind: 'gauge', help: '1 while the database takes a write, else 0' },
  db_commit_seconds: {
    kind: 'histogram',
    help: 'How long a small durable write takes, tried at most every five seconds',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  cache_errors_total: {
    kind: 'counter',
    help: 'Calls of the shared cache that failed or took too long',
  },
  upstream_age_seconds: { kind: 'gauge', help: 'Since a list of Hugging Face was last read' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
