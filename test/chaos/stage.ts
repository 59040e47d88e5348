import type { MessageRef, PersonId, Place } from '#chat/platform.ts';
import type { Access } from './adapters.ts';

/** What can go wrong with a request; an answer is lost or an error before or after the platform did it. */
export type Trouble =
  | 'lost before'
  | 'lost after'
  | 'error before'
  | 'error after'
  /** Half of the answer, after the platform did it. */
  | 'garbled'
  | 'limited'
  /** For as long as `LONG_LIMIT_MS`. */
  | 'limited long'
  /** The same for everything that the bot does, where the platform has such a limit. */
  | 'limited globally'
  | 'hanging'
  | 'rejected'
  /** The token is refused. */
  | 'revoked';

/** A wait of the product's time. */
export const LIMIT_MS = 1_000;
export const LONG_LIMIT_MS = 40_000;

/** A message being posted, a look whether it is there, or what else that takes. */
export interface Asked {
  readonly kind: 'post' | 'find' | 'other';
  readonly channel: string;
  /** Of a post. */
  readonly key?: string;
  /** Of a post: no more than a few words. */
  readonly isPlain?: boolean;
}

/** A request that was answered, or not yet. */
export interface Answered extends Asked {
  readonly at: number;
  /** Of HTTP. */
  readonly status?: number;
  /** Whether the answer was a refusal that counts against the bot. */
  readonly isInvalid: boolean;
}

/** What happens to a request; undefined when all goes well. */
export type Decide = (asked: Asked) => Trouble | undefined;

/** A fake platform in this process on which a message is repeated unless somebody looks first. */
export interface Stage extends AsyncDisposable {
  readonly access: Access;
  /** Channels in which the bot can do all it does. */
  places(count: number): readonly Place[];
  readonly person: PersonId;
  /** Takes from the bot what it needs to post there. */
  close(place: Place): void;
  /** Decides about every request from now on, instead of an earlier one. */
  misbehave(decide: Decide): void;
  /** All messages of deliveries, by their keys. */
  messages(): ReadonlyMap<string, readonly MessageRef[]>;
  /** All messages that are kept. */
  count(): number;
  /** Oldest first. */
  requests(): readonly Answered[];
  /** Requests that the platform's documents do not allow. */
  problems(): readonly string[];
}

/** Refs by their keys. */
export function byKey(
  keyed: Iterable<readonly [key: string | undefined, ref: MessageRef]>,
): ReadonlyMap<string, readonly MessageRef[]> {
  const groups = new Map<string, MessageRef[]>();
  for (const [key, ref] of keyed) {
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), ref]);
  }
  return groups;
}
