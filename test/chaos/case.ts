import type { Row } from './report.ts';
import type { Theatre } from './scene.ts';
import type { Books } from './tally.ts';

/** What a row says beyond the books. */
export interface Case {
  readonly fault: number;
  readonly name: string;
  readonly kills?: number;
  readonly backAfterMs?: number | undefined;
  readonly note?: string;
  readonly problems?: readonly string[];
}

/** Of a case in which nothing is posted. */
export const NO_BOOKS: Books = {
  ...{ planned: 0, messages: 0, duplicated: 0, lost: 0, uncertain: 0, absent: 0 },
  problems: [],
};

export function rowOf(
  { platform, databases }: Theatre,
  { problems = [], backAfterMs, ...about }: Case,
  books: Books,
): Row {
  return {
    ...books,
    ...{ kills: 0, platform, database: databases.name },
    ...about,
    ...(backAfterMs !== undefined && { backAfterMs }),
    problems: [...books.problems, ...problems.map((problem) => `${about.name}: ${problem}`)],
  };
}

/** `harm` done to a sender that leaves something out, in words; a fault that does none proves nothing. */
export function naiveRow(
  theatre: Theatre,
  about: Case & { readonly harm: number },
  books: Books,
): Row {
  const { harm, ...rest } = about;
  const problems = harm > 0 ? [] : [`${about.name}: it does no harm, so this run proves nothing`];
  return { ...rowOf(theatre, rest, books), isNaive: true, problems };
}
