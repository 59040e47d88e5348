import type { DatabaseName } from './databases.ts';
import type { Books } from './tally.ts';

/** One line of the table. */
export interface Row extends Books {
  /** Its number among the faults of the delivery room's design. */
  readonly fault: number;
  readonly database: DatabaseName;
  readonly platform: string;
  readonly name: string;
  /** Of processes, and of database servers. */
  readonly kills: number;
  /** From the fault to the next message, the longest of all; in the product's time. */
  readonly backAfterMs?: number;
  /** Of a sender that leaves something out: its harm is what it is here for. */
  readonly isNaive?: boolean;
  /** Beyond the numbers. */
  readonly note?: string;
}

const COUNTED = ['kills', 'planned', 'messages', 'duplicated', 'lost', 'uncertain'] as const;

type About = Pick<Row, 'fault' | 'database' | 'platform'>;

/** Rows of several cases as one. */
export function sum(name: string, rows: readonly Row[]): Row {
  const about: About = rows[0] ?? { fault: 0, database: 'sqlite', platform: '' };
  const total = (column: (typeof COUNTED)[number] | 'absent') =>
    rows.reduce((all, row) => all + row[column], 0);
  const back = rows.flatMap(({ backAfterMs }) => backAfterMs ?? []);
  const notes = new Set(rows.flatMap(({ note }) => note ?? []));
  return {
    ...{ fault: about.fault, database: about.database, platform: about.platform, name },
    kills: total('kills'),
    planned: total('planned'),
    messages: total('messages'),
    duplicated: total('duplicated'),
    lost: total('lost'),
    uncertain: total('uncertain'),
    absent: total('absent'),
    problems: rows.flatMap(({ problems }) => problems),
    ...(back.length > 0 && { backAfterMs: Math.max(...back) }),
    ...(notes.size > 0 && { note: [...notes].join('; ') }),
    ...(rows.some(({ isNaive }) => isNaive === true) && { isNaive: true }),
  };
}

const HEADING = ['#', 'database', 'platform', 'case', ...COUNTED, 'back after', ''];
/** Columns of words stand to the left. */
const WORDS = new Set([1, 2, 3, HEADING.length - 1]);

export function toTable(rows: readonly Row[]): string {
  const lines = [HEADING, ...rows.toSorted(byFault).map(cellsOf)];
  const widths = HEADING.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const pad = (cell: string, at: number) =>
    WORDS.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const { fault, database, platform, name, backAfterMs, isNaive, note = '' } = row;
  const harmed = isNaive ? { ...row, lost: row.absent } : row;
  return [
    ...[`${fault}`, database, platform, isNaive ? `naive: ${name}` : name],
    ...COUNTED.map((column) => `${harmed[column]}`),
    ...[backAfterMs === undefined ? '' : `${(backAfterMs / 1_000).toFixed(0)} s`, note],
  ];
}

function byFault(one: Row, other: Row): number {
  return one.fault - other.fault || one.database.localeCompare(other.database) * -1;
}

/** The one line about a kind of database. Senders that leave something out are not ours, and are left out. */
export function toVerdict(database: DatabaseName, rows: readonly Row[]): string {
  const ours = rows.filter((row) => row.database === database && row.isNaive !== true);
  const { planned, duplicated, lost, kills } = sum('all', ours);
  const [of, twice, never, deaths] = [planned, duplicated, lost, kills].map((number) =>
    number.toLocaleString('en-US'),
  );
  return `${database}: ${of} planned, ${twice} duplicated, ${never} lost, ${deaths} kills`;
}
