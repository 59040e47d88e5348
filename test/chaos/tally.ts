import type { Store } from '../../src/store/open.ts';
import type { DeliveryRow } from '../../src/store/schema.ts';
import type { Databases } from './databases.ts';
import type { Stage } from './stage.ts';

/** How many deliveries should have ended how; `any` when that is not known before. */
export type Expected = Readonly<Partial<Record<DeliveryRow['state'], number>>> | 'any';

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
  /** Messages that are not there, whatever is said of them. */
  readonly absent: number;
  /** What must not be, in sentences; none when all is well. */
  readonly problems: readonly string[];
}

interface Beside {
  readonly databases: Databases;
  readonly stage: Stage;
  readonly expected: Expected;
}

/** Of a database whose owner has ended. */
export async function keepBooks(
  store: Store,
  { databases, stage, expected }: Beside,
): Promise<Books> {
  const rows = await store.selectFrom('delivery').selectAll().orderBy('id').execute();
  const there = stage.messages();
  const counted = count(rows, { there, expected, messages: stage.count() });
  const elsewhere = rows.filter((row) => isFalse(row, there));
  const problems = [
    ...miscounts(counted),
    ...(expected === 'any' ? stillOpen(rows) : unexpected(rows, expected)),
    ...elsewhere.map(({ id }) => `delivery ${id} is elsewhere`),
    ...stage.problems(),
    ...(await databases.damage(store)),
  ];
  return { ...counted, problems };
}

type There = ReturnType<Stage['messages']>;

interface Counted {
  readonly there: There;
  readonly expected: Expected;
  readonly messages: number;
}

function count(
  rows: readonly DeliveryRow[],
  { there, expected, messages }: Counted,
): Omit<Books, 'problems'> {
  const wanted = expected === 'any' ? [] : Object.values(expected);
  const forgotten = Math.max(0, wanted.reduce((all, one) => all + one, 0) - rows.length);
  const absent = rows.filter(({ key }) => !there.has(key));
  return {
    planned: rows.length,
    messages,
    duplicated: messages - (rows.length - absent.length),
    lost: forgotten + absent.filter(({ reason }) => reason === null).length,
    uncertain: rows.filter(({ state }) => state === 'uncertain').length,
    absent: forgotten + absent.length,
  };
}

function miscounts({ duplicated, lost }: Omit<Books, 'problems'>): readonly string[] {
  return [
    ...(duplicated > 0 ? [`${duplicated} duplicated`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
  ];
}

function stillOpen(rows: readonly DeliveryRow[]): readonly string[] {
  const open = rows.filter(({ state }) => state === 'pending' || state === 'sending');
  return open.length === 0 ? [] : [`${open.length} are neither sent nor given up`];
}

function unexpected(
  rows: readonly DeliveryRow[],
  expected: Exclude<Expected, 'any'>,
): readonly string[] {
  const states = [...new Set([...Object.keys(expected), ...rows.map(({ state }) => state)])];
  return states.flatMap((wanted) => {
    const found = rows.filter(({ state }) => state === wanted).length;
    const planned = expected[wanted as DeliveryRow['state']] ?? 0;
    return found === planned ? [] : [`${found} are ${wanted}, not ${planned}`];
  });
}

/** Says that it was sent, and the first of its messages is not where it says. */
function isFalse({ state, key, sent_channel, sent_message }: DeliveryRow, there: There): boolean {
  if (state !== 'sent') return false;
  const [first] = there.get(key) ?? [];
  return first?.channel !== sent_channel || first?.message !== sent_message;
}
