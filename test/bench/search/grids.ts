import { type Grid, median, p99 } from '../measure.ts';
import { type JudgedQuery, mean, ndcg10, reciprocalRank } from './quality.ts';
import type { Answer, Tried, Way } from './trials.ts';

const OURS = 'ours';

/** How good the answers of each are, one column a set of queries; the last line says where ours is the best. */
export function qualityGrid(trials: readonly Tried[], queries: readonly JudgedQuery[]): Grid {
  const sets = [...new Set(queries.map(({ set }) => set))];
  const judged = trials.flatMap(({ ways }) => ways).map((way) => judge(way, sets, queries));
  const isBest = sets.map((set) => {
    const scores = judged.map(({ name, bySet }) => ({ name, score: bySet.get(set)?.ndcg ?? 0 }));
    const others = scores.filter(({ name }) => name !== OURS).map(({ score }) => score);
    const ours = scores.find(({ name }) => name === OURS)?.score ?? 0;
    return ours >= Math.max(...others) ? 'met' : 'MISSED';
  });
  return {
    title: '12,693 papers, nDCG@10 / MRR',
    columns: sets.map((set) => `${set} (${queries.filter((query) => query.set === set).length})`),
    rows: [
      ...judged.map(({ name, bySet }) => [
        name,
        ...sets.map((set) => `${digits(bySet.get(set)?.ndcg)} / ${digits(bySet.get(set)?.mrr)}`),
      ]),
      ['aim: ours at least the best', ...isBest],
    ],
  };
}

interface Judged {
  readonly name: string;
  readonly bySet: ReadonlyMap<string, { readonly ndcg: number; readonly mrr: number }>;
}

function judge(way: Way, sets: readonly string[], queries: readonly JudgedQuery[]): Judged {
  const scoreOf = ({ query, found }: Answer) => {
    const { set, relevant } = judgedOf(queries, query);
    return { set, ndcg: ndcg10(found, relevant), mrr: reciprocalRank(found, relevant) };
  };
  const scores = way.answers.map(scoreOf);
  const bySet = sets.map((set) => {
    const ofSet = scores.filter((score) => score.set === set);
    const [ndcg, mrr] = [ofSet.map((score) => score.ndcg), ofSet.map((score) => score.mrr)];
    return [set, { ndcg: mean(ndcg), mrr: mean(mrr) }] as const;
  });
  return { name: way.name, bySet: new Map(bySet) };
}

function judgedOf(queries: readonly JudgedQuery[], place: number): JudgedQuery {
  const query = queries[place];
  if (query === undefined) throw new Error(`no query ${place}`);
  return query;
}

function digits(score = 0): string {
  return score.toFixed(3);
}

/** What is promised of ours: p50 and p99 of a query, build, memory, open. */
export interface Aims {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly buildMs?: number;
  readonly memoryMb: number;
  readonly openMs: number;
}

/** How fast and how large each is; the last lines say what is promised of ours, and whether it holds. */
export function speedGrid(title: string, trials: readonly Tried[], aims: Aims): Grid {
  const rows = trials.flatMap((tried) =>
    tried.ways.map((way, place) => speedRow(tried, way, place)),
  );
  const [ours] = trials;
  const reached = ours === undefined ? [] : verdicts(ours, aims);
  return {
    title,
    columns: ['p50', 'p99', 'queries', 'build', 'memory', 'file', 'open'],
    rows: [...rows, ['aim', ...aimCells(aims)], ['', ...reached]],
  };
}

function speedRow(tried: Tried, { name, answers }: Way, place: number): readonly string[] {
  const times = answers.map(({ ms }) => ms);
  const asked = [name, ms(median(times)), ms(p99(times)), `${answers.length}`];
  // Another way of asking the same index.
  if (place > 0) return [...asked, '', '', '', ''];
  const { buildMs, memory, kept } = tried;
  const file = kept === undefined ? ['', ''] : [megabytes(kept.size), ms(kept.openMs)];
  return [...asked, seconds(buildMs), megabytes(memory), ...file];
}

function aimCells({ p50Ms, p99Ms, buildMs, memoryMb, openMs }: Aims): readonly string[] {
  const build = buildMs === undefined ? '' : `≤ ${seconds(buildMs)}`;
  return [`≤ ${p50Ms} ms`, `≤ ${p99Ms} ms`, '', build, `≤ ${memoryMb} MB`, '', `≤ ${openMs} ms`];
}

function verdicts(ours: Tried, aims: Aims): readonly string[] {
  const times = ours.ways[0]?.answers.map((answer) => answer.ms) ?? [];
  const word = (value: number, aim: number | undefined) => {
    if (aim === undefined) return '';
    return value <= aim ? 'met' : 'MISSED';
  };
  return [
    word(median(times), aims.p50Ms),
    word(p99(times), aims.p99Ms),
    '',
    word(ours.buildMs, aims.buildMs),
    word(ours.memory / 1_000_000, aims.memoryMb),
    '',
    word(ours.kept?.openMs ?? Number.NaN, aims.openMs),
  ];
}

function ms(value: number): string {
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })} ms`;
}

function seconds(value: number): string {
  return `${(value / 1_000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
