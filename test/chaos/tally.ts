import { sql } from 'kysely';
import { BUSY_TIMEOUT_MS, openStore, type Store } from '../../src/store/open.ts';
import type { DeliveryRow } from '../../src/store/schema.ts';
import type { Stage } from './stages.ts';

/** How many deliveries should have ended how. */
export type Expected = Readonly<Partial<Record<DeliveryRow['state'], number>>>;

/** What the outbox planned and says, beside what the platform keeps. */
export interface Books {
  readonly planned: number;
  /** Kept by the platform, whoever asked for them. */
  readonly messages: number;
  /** Messages beyond the first of each delivery, and those of no delivery. */
  readonly duplicated: number;
  /** Messages that are not there, and of which nobody is told why; those that were never planned are among them. */
  readonly lost: number;
  readonly uncertain: number;
  /** What must not be, in sentences; none when all is well. */
  readonly problems: readonly string[];
}

/** Of a database whose owner has ended. */
export async function keepBooks(
  database: string,
  stage: Stage,
  expected: Expected,
): Promise<Books> {
  const store = await openStore(database, BUSY_TIMEOUT_MS.tool);
  try {
    const rows = await store.selectFrom('delivery').selectAll().orderBy('id').execute();
    const counted = count(rows, { stage, expected });
    const problems = [
      ...miscounts(counted),
      ...unexpected(rows, expected),
      ...rows.filter((row) => isFalse(row, stage)).map(({ id }) => `delivery ${id} is elsewhere`),
      ...stage.problems(),
      ...(await damage(store)),
    ];
    return { ...counted, problems };
  } finally {
    await store.destroy();
  }
}

interface Beside {
  readonly stage: Stage;
  readonly expected: Expected;
}

function count(rows: readonly DeliveryRow[], { stage, expected }: Beside): Omit<Books, 'problems'> {
  const forgotten = sumOf(Object.values(expected)) - rows.length;
  const there = rows.filter(({ key }) => stage.messagesWith(key).length > 0);
  const absent = rows.filter((row) => !there.includes(row));
  const messages = stage.count();
  return {
    planned: rows.length,
    messages,
    duplicated: messages - there.length,
    lost: Math.max(0, forgotten) + absent.filter(({ reason }) => reason === null).length,
    uncertain: rows.filter(({ state }) => state === 'uncertain').length,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function miscounts({ duplicated, lost }: Omit<Books, 'problems'>): readonly string[] {
  return [
    ...(duplicated > 0 ? [`${duplicated} duplicated`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
  ];
}

function unexpected(rows: readonly DeliveryRow[], expected: Expected): readonly string[] {
  const states = [...new Set([...Object.keys(expected), ...rows.map(({ state }) => state)])];
  return states.flatMap((wanted) => {
    const found = rows.filter(({ state }) => state === wanted).length;
    const planned = expected[wanted as DeliveryRow['state']] ?? 0;
    return found === planned ? [] : [`${found} are ${wanted}, not ${planned}`];
  });
}

/** Says that it was sent, and the first of its messages is not where it says. */
function isFalse({ state, key, sent_channel, sent_message }: DeliveryRow, stage: Stage): boolean {
  if (state !== 'sent') return false;
  const [first] = stage.messagesWith(key);
  return first?.channel !== sent_channel || first?.message !== sent_message;
}

async function damage(store: Store): Promise<readonly string[]> {
  const checked = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(store);
  return checked.rows.map((row) => row.integrity_check).filter((word) => word !== 'ok');
}
