import { z } from 'zod';
import type { Message, Tally } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { composeList, type ListedPaper } from './list.ts';

const Shown = z.object({
  paper: z.string(),
  facts: z.array(z.string()).readonly().optional(),
  reason: z.string().optional(),
});

/** A page of a list that somebody shared: what it shows was decided then, only the tallies are of the moment. */
export const SharedList = z.object({
  /** Absent once they asked to be forgotten. */
  opener: z.object({ person: z.string(), name: z.string() }).optional(),
  heading: z.string().optional(),
  papers: z.array(Shown),
  second: z.object({ heading: z.string(), papers: z.array(Shown) }).optional(),
  /** Papers on the pages before: numbers go on. */
  before: z.number().int().nonnegative(),
  /** Words to be shown strong, where there was a search. */
  searched: z.array(z.string()).optional(),
});
export type SharedList = z.infer<typeof SharedList>;

/** Its papers with their numbers there. */
export function numbered({
  papers,
  second,
  before,
}: SharedList): readonly { readonly paper: PaperId; readonly number: number }[] {
  const all = [...papers, ...(second?.papers ?? [])];
  return all.map(({ paper }, index) => ({ paper, number: before + index + 1 }));
}

export interface SharedFacts {
  readonly list: SharedList;
  readonly papers: ReadonlyMap<PaperId, Paper>;
  readonly tallies: ReadonlyMap<PaperId, Tally>;
  /** Of the delivery. */
  readonly key: string;
  readonly limits: Limits;
  readonly today: Day;
}

/** The page as everybody sees it: with vote buttons, and without what turns pages. */
export function composeShared({ list, ...facts }: SharedFacts): Message {
  const { opener, heading, second, before, searched } = list;
  const papers = list.papers.flatMap((shown) => toListed(shown, facts));
  const others = second?.papers.flatMap((shown) => toListed(shown, facts)) ?? [];
  return composeList({
    ...facts,
    ...(heading !== undefined && { heading }),
    ...(opener !== undefined && {
      below: [
        { kind: 'plain', text: 'Shared by ' },
        { kind: 'person', ...opener },
        { kind: 'plain', text: '.' },
      ],
    }),
    papers,
    ...(second !== undefined && { second: { heading: second.heading, papers: others } }),
    ...{ before, total: papers.length + others.length, pageSize: 1, isPosted: true },
    ...(searched !== undefined && { searched: new Set(searched) }),
  });
}

function toListed(
  { paper: id, facts, reason }: z.infer<typeof Shown>,
  { papers, tallies }: Pick<SharedFacts, 'papers' | 'tallies'>,
): readonly ListedPaper[] {
  const paper = papers.get(id);
  if (paper === undefined) return [];
  const tally = tallies.get(id) ?? { up: 0, down: 0 };
  return [{ paper, tally, ...(facts && { facts }), ...(reason !== undefined && { reason }) }];
}
