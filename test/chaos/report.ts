import type { Books } from './tally.ts';

/** One line of the table. */
export interface Row extends Books {
  readonly platform: string;
  readonly name: string;
  readonly kills: number;
  /** Of a sender that does not look: its repetitions are what it is here for. */
  readonly isBlind?: boolean;
}

const COLUMNS = ['kills', 'planned', 'messages', 'duplicated', 'lost', 'uncertain'] as const;

/** Rows of several cases as one. */
export function sum(name: string, rows: readonly Row[]): Row {
  const total = (column: (typeof COLUMNS)[number]) =>
    rows.reduce((all, row) => all + row[column], 0);
  return {
    platform: rows[0]?.platform ?? '',
    name,
    kills: total('kills'),
    planned: total('planned'),
    messages: total('messages'),
    duplicated: total('duplicated'),
    lost: total('lost'),
    uncertain: total('uncertain'),
    problems: rows.flatMap(({ problems }) => problems),
  };
}

export function toTable(rows: readonly Row[]): string {
  const cells = [
    ['platform', 'case', ...COLUMNS],
    ...rows.map((row) => [row.platform, row.name, ...COLUMNS.map((column) => `${row[column]}`)]),
  ];
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const pad = (cell: string, at: number) =>
    at < 2 ? cell.padEnd(widths?.[at] ?? 0) : cell.padStart(widths?.[at] ?? 0);
  return cells.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Senders that do not look are left out: they are not ours. */
export function toVerdict(rows: readonly Row[]): string {
  const { kills, duplicated, lost } = sum(
    'all',
    rows.filter(({ isBlind }) => isBlind !== true),
  );
  return `chaos: ${kills} kills, ${duplicated} duplicated, ${lost} lost`;
}
