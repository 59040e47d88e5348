/** What goes wrong with a call, once each, in the order in which it was asked for. */
export type Trouble =
  /** The connection breaks before or after Slack did it. */
  | { readonly kind: 'lose'; readonly when: When }
  /** An HTTP 5xx. */
  | { readonly kind: 'fail'; readonly when: When; readonly status?: number }
  /** 429; without `retryAfterMs` there is no Retry-After header. */
  | { readonly kind: 'limit'; readonly retryAfterMs?: number }
  /** No answer until the client gives up or `stop`. */
  | { readonly kind: 'hang'; readonly when: When }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly forMs: number }
  /** 200 with an HTML page. */
  | { readonly kind: 'html'; readonly when: When }
  /** 200 with half of the JSON, after Slack did it. */
  | { readonly kind: 'garble' }
  /** `{ok: false, error}`, not done. */
  | { readonly kind: 'refuse'; readonly error: string; readonly fields?: object };

export type When = 'before' | 'after';

export interface SeenRequest {
  /** `chat.postMessage`, or `response_url`. */
  readonly method: string;
  /** Arguments without the token, JSON read. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** The workspace whose token it came with, or whose `response_url` it is; undefined without a token. */
  readonly team?: string;
  /** Filled in when it is answered: the HTTP status, and Slack's word for what is wrong. */
  readonly status?: number;
  readonly error?: string;
}

export type Matches = (request: SeenRequest) => boolean;

export interface Faults {
  /** The next call that matches meets this trouble. */
  next(matches: Matches, trouble: Trouble): void;
  /** Every matching call until the returned function is called. */
  every(matches: Matches, trouble: Trouble): () => void;
  take(request: SeenRequest): Trouble | undefined;
}

export function createFaults(): Faults {
  const once: { readonly matches: Matches; readonly trouble: Trouble }[] = [];
  const always = new Set<{ readonly matches: Matches; readonly trouble: Trouble }>();
  return {
    next: (matches, trouble) => {
      once.push({ matches, trouble });
    },
    every: (matches, trouble) => {
      const entry = { matches, trouble };
      always.add(entry);
      return () => always.delete(entry);
    },
    take: (request) => {
      const index = once.findIndex(({ matches }) => matches(request));
      if (index >= 0) return once.splice(index, 1)[0]?.trouble;
      return [...always].find(({ matches }) => matches(request))?.trouble;
    },
  };
}

/** Calls of one method: `calls('chat.update')`. */
export function calls(method: string): Matches {
  return (request) => request.method === method;
}

/** A message being posted into a channel, thread or direct message. */
export const posts: Matches = calls('chat.postMessage');
