import { sayPlainly } from '#chat/message.ts';
import type { Instant, Place } from '#chat/platform.ts';
import { keyOf } from '../delivery/content.ts';
import { ensurePlanned } from '../delivery/single.ts';
import type { Store, StoreHandle } from '../store/open.ts';

/** What an alert is about; it is told when this changes, and never twice, whatever restarts and however many processes see it. */
export interface Matter {
  /** `token:slack:T0001`, `source`. */
  readonly name: string;
  readonly isWrong: boolean;
  /** Nothing is said without them. */
  readonly words?: string;
  /** Of what only happens and does not last: it may be told again after so long. */
  readonly againAfterMs?: number;
}

/** With the words for what it is now. */
export function matter(
  name: string,
  isWrong: boolean,
  { wrong, well }: { readonly wrong: string; readonly well?: string },
): Matter {
  const words = isWrong ? wrong : well;
  return { name, isWrong, ...(words !== undefined && { words }) };
}

export interface TellDeps {
  readonly store: Store;
  /** The operator's channel. */
  readonly place: Place;
  readonly lane: string;
}

/** Nobody wants to hear in the afternoon what was wrong at dawn. */
const DELIVER_WITHIN_MS = 6 * 60 * 60_000;

/** True when it was news, and is on its way. */
export async function ensureAlerted(
  { store, place, lane }: TellDeps,
  matter: Matter,
  now: Instant,
): Promise<boolean> {
  return store.transaction().execute(async (trx) => {
    const isNews = matter.isWrong
      ? await becameWrong(trx, matter, now)
      : await becameWell(trx, matter, now);
    if (!isNews || matter.words === undefined) return false;
    await ensurePlanned(
      trx,
      {
        ...{
          key: keyOf('alert', matter.name, `${matter.isWrong}`, now),
          purpose: 'alert',
          to: place,
          lane,
        },
        payload: { kind: 'message', message: sayPlainly(matter.words) },
        deliverBy: now + DELIVER_WITHIN_MS,
      },
      now,
    );
    return true;
  });
}

/** One statement: of two processes that see the same, one changes the row. */
async function becameWrong(
  trx: StoreHandle,
  { name, againAfterMs }: Matter,
  now: Instant,
): Promise<boolean> {
  const isOver = now - (againAfterMs ?? Number.MAX_SAFE_INTEGER);
  const rows = await trx
    .insertInto('alert')
    .values({ name, raised: 1, at: now })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ raised: 1, at: now })
        .where((eb) => eb.or([eb('alert.raised', '=', 0), eb('alert.at', '<=', isOver)])),
    )
    .returning('name')
    .execute();
  return rows.length > 0;
}

async function becameWell(trx: StoreHandle, { name }: Matter, now: Instant): Promise<boolean> {
  const rows = await trx
    .updateTable('alert')
    .set({ raised: 0, at: now })
    .where('name', '=', name)
    .where('raised', '=', 1)
    .returning('name')
    .execute();
  return rows.length > 0;
}

/** What is known to be wrong just now. */
export async function wrongMatters(store: Store): Promise<ReadonlySet<string>> {
  const rows = await store.selectFrom('alert').select('name').where('raised', '=', 1).execute();
  return new Set(rows.map(({ name }) => name));
}
