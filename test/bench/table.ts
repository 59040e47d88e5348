import { type Aim, type Grid, type Line, median, p99 } from './measure.ts';

const HEADINGS = ['', 'median', 'p99', 'runs', 'aim', ''];

/** A group of measurements as lines of text; the columns of every group's lines stand alike. */
export function toTable(title: string, measured: readonly (Grid | Line)[]): string {
  const grids = measured.filter((one) => 'rows' in one);
  const lines = measured.filter((one) => 'samples' in one);
  return [...grids.map(toGrid), ...(lines.length === 0 ? [] : [toLines(title, lines)])].join(
    '\n\n',
  );
}

function toLines(title: string, lines: readonly Line[]): string {
  const rows = [[title, ...HEADINGS.slice(1)], ...lines.map(cellsOf)];
  return rows.map((row) => toRow(row, WIDTHS)).join('\n');
}

const WIDTHS = [66, 12, 12, 7, 22, 8];

const NAME_WIDTH = 40;

function toGrid({ title, columns, rows }: Grid): string {
  const widths = [
    NAME_WIDTH,
    ...columns.map((_, column) => widthOf([columns, ...rows.map(tail)], column)),
  ];
  return [[title, ...columns], ...rows.map(([name, ...cells]) => [`  ${name}`, ...cells])]
    .map((row) => toRow(row, widths))
    .join('\n');
}

function tail(row: readonly string[]): readonly string[] {
  return row.slice(1);
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  return 2 + Math.max(...rows.map((row) => row[column]?.length ?? 0));
}

function toRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join('')
    .trimEnd();
}

function cellsOf(line: Line): readonly string[] {
  const { what, unit, samples, aim } = line;
  const known = [`  ${what}`, sizeOf(median(samples), unit), sizeOf(p99(samples), unit)];
  const runs = `${samples.length}`;
  if (aim === undefined) return [...known, runs];
  return [...known, runs, aimWords(aim, unit), verdict(line)];
}

function verdict({ samples, aim }: Line): string {
  if (aim === undefined) return '';
  const reached = aim.of === 'median' ? median(samples) : p99(samples);
  const isMet = 'below' in aim ? reached < aim.below : reached >= aim.atLeast;
  return isMet ? 'met' : 'MISSED';
}

function aimWords(aim: Aim, unit: Line['unit']): string {
  const bound = 'below' in aim ? `< ${sizeOf(aim.below, unit)}` : `>= ${sizeOf(aim.atLeast, unit)}`;
  return `${aim.of} ${bound}`;
}

function sizeOf(value: number, unit: Line['unit']): string {
  const digits = FINE.has(unit) && Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

const FINE: ReadonlySet<Line['unit']> = new Set(['ms', 'times']);
