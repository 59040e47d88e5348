import type { Instant, MessageRef, Reaction } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { forgottenIn } from './forgotten.ts';
import { columnsOf, dropUnheard, placeOf, takenBackSince } from './record.ts';

/** What a platform showed of one message, and when the asking began. */
export interface Scan {
  readonly ref: MessageRef;
  readonly reactions: readonly Reaction[];
  /** Emoji of which it shows nobody: what is recorded of them stays. */
  readonly unread?: readonly string[];
  readonly since: Instant;
}

export interface Healed {
  readonly added: readonly Reaction[];
  readonly removed: readonly Reaction[];
}

/**
 * Makes the record of one message equal to what the platform showed, adding and removing. What arrived or went by an
 * event since the scan began is newer than the scan and stays as it is; people who asked to be forgotten are skipped.
 */
export async function heal(
  trx: StoreHandle,
  { ref, reactions, unread = [], since }: Scan,
  now: Instant,
): Promise<Healed> {
  const recorded = await recordOf(trx, ref);
  const isForgotten = await forgottenIn(trx, ref.workspace);
  const isTakenBack = await takenBackSince(trx, ref, since);
  const seen = new Set(reactions.map(idOf));
  const known = new Set(recorded.map(idOf));
  const added = reactions.filter(
    (one) => !known.has(idOf(one)) && !isTakenBack(one) && !isForgotten(one.person),
  );
  const removed = recorded.filter(
    (one) => one.heardAt < since && !seen.has(idOf(one)) && !unread.includes(one.emoji),
  );
  for (const one of added) {
    const row = { ...placeOf(ref), ...columnsOf(one), at: now };
    await trx
      .insertInto('reaction')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const one of removed) await dropUnheard(trx, { ref, ...one }, since);
  return { added, removed };
}

async function recordOf(
  trx: StoreHandle,
  ref: MessageRef,
): Promise<readonly (Reaction & { readonly heardAt: Instant })[]> {
  const rows = await trx
    .selectFrom('reaction')
    .select(['person', 'emoji', 'burst', 'heard_at as heardAt'])
    .where((eb) => eb.and(placeOf(ref)))
    .execute();
  return rows.map(({ burst, ...row }) => ({ ...row, isBurst: burst === 1 }));
}

function idOf({ person, emoji, isBurst }: Reaction): string {
  return `${person}\n${emoji}\n${isBurst}`;
}
