/** What goes wrong with a request, once each, in the order in which it was asked for. */
export type Trouble =
  /** The connection breaks before or after Discord did it. */
  | { readonly kind: 'lose'; readonly when: 'before' | 'after' }
  | { readonly kind: 'fail'; readonly when: 'before' | 'after'; readonly status: number }
  | { readonly kind: 'limit'; readonly retryAfterMs: number; readonly isGlobal: boolean }
  /** No answer until the client gives up or `stop`. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
  /** Discord did it, and answers so long after. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** 200 with half of the JSON, after Discord did it. */
  | { readonly kind: 'garble' }
  | { readonly kind: 'refuse'; readonly status: number; readonly code: number };

export interface SeenRequest {
  readonly method: string;
  /** `/channels/{channel_id}/messages`. */
  readonly template: string;
  readonly path: string;
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly at: number;
  /** Filled in when it is answered. */
  readonly status?: number;
}

export type Matches = (request: SeenRequest) => boolean;

export interface Faults {
  /** The next request that matches meets this trouble. */
  next(matches: Matches, trouble: Trouble): void;
  /** Every matching request until the returned function is called. */
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

/** A message being posted into a channel or thread. */
export const posts: Matches = ({ method, template }) =>
  method === 'POST' && template === '/channels/{channel_id}/messages';

export const edits: Matches = ({ method, template }) =>
  method === 'PATCH' && template === '/channels/{channel_id}/messages/{message_id}';
