import { sql } from 'kysely';
import type { ReactionChange } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Instant,
  type MessageRef,
  PlatformError,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { IS_DOUBTFUL } from '../store/unfinished.ts';
import type { Healer } from './healer.ts';
import type { Observe } from './observed.ts';
import type { Outbox } from './outbox.ts';

export interface RevealedDeps {
  readonly store: Store;
  readonly outbox: Pick<Outbox, 'bind'>;
  readonly healer: Pick<Healer, 'foundMessage'>;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly observe: Observe;
  readonly clock: Clock;
  readonly log: Log;
}

/** What people do with messages shows where those are of which nobody knew whether they arrived. */
export interface Revealed {
  /** A control carries the key of its message. */
  press(key: string, on: MessageRef): Promise<void>;
  /** The platform is asked whether it is one of ours that is looked for; then all that stands on it is read. */
  reaction(change: ReactionChange): Promise<void>;
}

/** Keys that one question may name: a platform that lost more answers than that has other troubles. */
const MOST_KEYS = 200;
/** What is older is on nobody's mind. */
const WANTED_FOR_MS = 30 * 24 * 60 * 60_000;
/** A message that is none of these is not asked about again. */
const MOST_KEPT = 1_000;

export function createRevealed(deps: RevealedDeps): Revealed {
  const asked = new Set<string>();
  return {
    press: async (key, on) => {
      if (await bind(key, on, deps)) return;
      if (await isElsewhere(deps.store, key, on)) deps.observe({ kind: 'duplicate', key });
    },
    reaction: async (change) => {
      if (change.kind !== 'added') return;
      const { ref } = change;
      const name = `${ref.workspace}/${ref.channel}/${ref.message}`;
      if (asked.has(name)) return;
      if (await isKnown(deps.store, ref)) return;
      const keys = await keysWanted(deps.store, ref, deps.clock() - WANTED_FOR_MS);
      if (keys.length === 0) return;
      if (asked.size >= MOST_KEPT) asked.clear();
      asked.add(name);
      const key = await ask(ref, keys, deps);
      if (key !== undefined) await bind(key, ref, deps);
    },
  };
}

async function bind(key: string, ref: MessageRef, deps: RevealedDeps): Promise<boolean> {
  if (!(await deps.outbox.bind(key, ref, deps.clock()))) return false;
  deps.log.info({ delivery: key, ...ref }, 'message found by what somebody did with it');
  deps.observe({ kind: 'bound', key });
  await deps.healer.foundMessage(key);
  return true;
}

/** Of what may have arrived in that channel or a thread of any, the newest first. */
async function keysWanted(
  store: Store,
  { workspace, channel }: MessageRef,
  since: Instant,
): Promise<readonly string[]> {
  const uncertain = store.selectFrom('delivery').where(sql<boolean>`state = 'uncertain'`);
  const open = store.selectFrom('delivery').where(IS_DOUBTFUL);
  const rows = await Promise.all(
    [uncertain, open].map((query) =>
      query
        .select(['id', 'key'])
        .where('workspace', '=', workspace)
        .where('created_at', '>', since)
        .where((eb) => eb.or([eb('channel', '=', channel), eb('after', 'is not', null)]))
        .orderBy('id', 'desc')
        .limit(MOST_KEYS)
        .execute(),
    ),
  );
  const newest = rows.flat().toSorted((one, other) => other.id - one.id);
  return newest.slice(0, MOST_KEYS).map(({ key }) => key);
}

async function isKnown(
  store: Store,
  { workspace, channel, message }: MessageRef,
): Promise<boolean> {
  const row = await store
    .selectFrom('delivery')
    .select('id')
    .where('workspace', '=', workspace)
    .where('sent_channel', '=', channel)
    .where('sent_message', '=', message)
    .executeTakeFirst();
  return row !== undefined;
}

/** One of ours with this key is known to be another message. */
async function isElsewhere(store: Store, key: string, ref: MessageRef): Promise<boolean> {
  const row = await store
    .selectFrom('delivery')
    .select('sent_message')
    .where('key', '=', key)
    .where('workspace', '=', ref.workspace)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  return row !== undefined && row.sent_message !== null && row.sent_message !== ref.message;
}

/** Undefined also when nobody can say just now: a further reaction is asked about no more, a press still binds. */
async function ask(
  ref: MessageRef,
  keys: readonly string[],
  { platformOf, log }: RevealedDeps,
): Promise<string | undefined> {
  try {
    return await platformOf(ref.workspace)?.keyOf(ref, keys);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    log.info({ ...ref, problem: error.message }, 'message could not be asked for its key');
    return undefined;
  }
}
