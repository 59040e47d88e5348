import { z } from 'zod';
import type { Instant, WorkspaceId } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';

/** Hugging Face's own search has a limit of its own: 50 questions in 5 minutes (huggingface.md, section 6). */
export const MOST = 50;
const WINDOW_MS = 5 * 60_000;
/** No workspace takes more than half of it. */
const MOST_OF_ONE = MOST / 2;
/** Longer silences are a mistake of a header, or of a clock that was set back. */
const LONGEST_MS = 60 * 60_000;

/** A window, and who has asked how often in it. */
export interface Window {
  readonly number: number;
  readonly endsAt: Instant;
  readonly used: number;
  readonly shares: Readonly<Record<WorkspaceId, number>>;
}

/** The window after one more question of a workspace, or how long it has to wait. */
export type Taken =
  | { readonly kind: 'taken'; readonly window: Window }
  | { readonly kind: 'full'; readonly retryAfterMs: number };

/** `known` is the newest window there is. */
export function takeSlot(known: Window | undefined, workspace: WorkspaceId, now: Instant): Taken {
  const window = known !== undefined && isOpen(known, now) ? known : nextWindow(known, now);
  const share = window.shares[workspace] ?? 0;
  if (window.used >= MOST || share >= MOST_OF_ONE) {
    return { kind: 'full', retryAfterMs: window.endsAt - now };
  }
  const shares = { ...window.shares, [workspace]: share + 1 };
  return { kind: 'taken', window: { ...window, used: window.used + 1, shares } };
}

function isOpen({ endsAt }: Window, now: Instant): boolean {
  return now < endsAt && endsAt <= now + LONGEST_MS;
}

function nextWindow(last: Window | undefined, now: Instant): Window {
  return { number: (last?.number ?? 0) + 1, endsAt: now + WINDOW_MS, used: 0, shares: {} };
}

/** Takes a slot of the window that all processes share: each change holds only if nobody else made one meanwhile. */
export async function ensureSlot(
  store: Store,
  workspace: WorkspaceId,
  now: Instant,
): Promise<Taken> {
  for (;;) {
    const known = await newestWindow(store);
    const taken = takeSlot(known, workspace, now);
    if (taken.kind === 'full' || (await keep(store, taken.window, known))) return taken;
  }
}

/** What Hugging Face said of its own window: when it ends, and what is left of it, whoever else asks from here. */
export async function followSource(
  store: Store,
  { left, endsAt }: { readonly left: number; readonly endsAt: Instant },
): Promise<void> {
  const used = Math.max(0, MOST - left);
  await store
    .updateTable('beyond_window')
    .set((eb) => ({
      ends_at: endsAt,
      used: eb.case().when('used', '<', used).then(used).else(eb.ref('used')).end(),
    }))
    .execute();
}

const Shares = z.record(z.string(), z.number());

async function newestWindow(store: Store): Promise<Window | undefined> {
  const row = await store
    .selectFrom('beyond_window')
    .selectAll()
    .orderBy('number', 'desc')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const shares = Shares.parse(JSON.parse(row.shares));
  return { number: row.number, endsAt: row.ends_at, used: row.used, shares };
}

/** False when another process was quicker. */
async function keep(store: Store, window: Window, known: Window | undefined): Promise<boolean> {
  const { number, used } = window;
  const row = { number, ends_at: window.endsAt, used, shares: JSON.stringify(window.shares) };
  if (number === known?.number) {
    const { numUpdatedRows } = await store
      .updateTable('beyond_window')
      .set({ used, shares: row.shares })
      .where('number', '=', number)
      .where('used', '=', known.used)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
  const { numInsertedOrUpdatedRows = 0n } = await store
    .insertInto('beyond_window')
    .values(row)
    .onConflict((conflict) => conflict.column('number').doNothing())
    .executeTakeFirst();
  await store.deleteFrom('beyond_window').where('number', '<', number).execute();
  return numInsertedOrUpdatedRows > 0n;
}
