import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Speaker } from '#chat/inbox.ts';
import type { ChannelId, Instant, WorkspaceId } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';

/** Papers of a second list in their order, and the words that were marked in them. */
const Second = z.object({ papers: z.array(z.string()), words: z.array(z.string()) });
export type Second = z.infer<typeof Second>;

/** What stands behind the buttons of a private answer; a button itself carries only the key. */
const View = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('day'), day: z.string() }),
  z.object({ kind: z.literal('digest'), from: z.string(), to: z.string() }),
  z.object({
    kind: z.literal('search'),
    words: z.string(),
    isExplained: z.boolean().optional(),
    /** What Hugging Face is asked, words corrected. */
    further: z.string().optional(),
    /** Papers of the first page. */
    shown: z.array(z.string()).optional(),
    /** What Hugging Face found when our own list was short. */
    second: Second.optional(),
  }),
  /** What Hugging Face found alone. */
  z.object({ kind: z.literal('beyond'), second: Second }),
  z.object({ kind: z.literal('similar'), paper: z.string() }),
  /** Papers that the team voted on, of the lists of these days or of all. */
  z.object({ kind: z.literal('ranking'), from: z.string().optional(), to: z.string().optional() }),
  z.object({ kind: z.literal('mine') }),
  /** What was delivered, here or in all channels in sight. */
  z.object({ kind: z.literal('log'), isWide: z.boolean() }),
  z.object({ kind: z.literal('saved') }),
  /** Lists since somebody was here, or of a week the first time. */
  z.object({ kind: z.literal('missed'), from: z.string(), to: z.string(), isFirst: z.boolean() }),
  z.object({ kind: z.literal('cite'), papers: z.array(z.string()) }),
  /** A text to be copied, as it was when it was asked for. */
  z.object({ kind: z.literal('text'), heading: z.string(), text: z.string() }),
  z.object({ kind: z.literal('card') }),
  z.object({ kind: z.literal('status') }),
  /** A form, with what was filled in so far. */
  z.object({ kind: z.literal('form'), values: z.record(z.string(), z.string()) }),
]);
export type View = z.infer<typeof View>;

export interface Viewer {
  readonly workspace: WorkspaceId;
  /** Where they look: what they may be told of other channels depends on it. */
  readonly channel: ChannelId;
  readonly person: Speaker;
}

/** Keeps a view; its key, 16 characters of base64url. */
export async function keepView(
  store: Store,
  view: View,
  { workspace, person, now }: Omit<Viewer, 'channel'> & { readonly now: number },
): Promise<string> {
  const key = randomBytes(12).toString('base64url');
  await store
    .insertInto('view')
    .values({ key, workspace, person: person.id, state: JSON.stringify(view), created_at: now })
    .execute();
  return key;
}

/** Nobody turns the pages of an answer that is a month old. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** At most so many at once; how many there were. */
export async function forgetOldViews(store: Store, now: Instant, most: number): Promise<number> {
  const old = store
    .selectFrom('view')
    .select('key')
    .where('created_at', '<', now - KEPT_MS)
    .orderBy('created_at')
    .limit(most);
  const { numDeletedRows } = await store
    .deleteFrom('view')
    .where('key', 'in', old)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** The person's own view only: a key is no secret. */
export async function findView(
  store: Store,
  key: string,
  { workspace, person }: Omit<Viewer, 'channel'>,
): Promise<View | undefined> {
  const row = await store
    .selectFrom('view')
    .select('state')
    .where('key', '=', key)
    .where('workspace', '=', workspace)
    .where('person', '=', person.id)
    .executeTakeFirst();
  return row === undefined ? undefined : View.parse(JSON.parse(row.state));
}
