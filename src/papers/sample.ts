import { CommandError } from '../errors.ts';
import type { Day, Paper } from './paper.ts';
import sampleWeek from './sample.json' with { type: 'json' };
import { NotYetError, type PaperSource } from './source.ts';

/** A week of lists for when Hugging Face cannot be reached: facts are Hugging Face's, summaries are ours. */
export const sampleLists: readonly { readonly day: Day; readonly papers: readonly Paper[] }[] =
  sampleWeek;

/** The bundled week, whose newest day is today whatever the clock says. */
export function createSample(): PaperSource {
  const newest = sampleLists.at(-1)?.day ?? '';
  return {
    name: 'sample',
    firstDay: sampleLists[0]?.day ?? '',
    today: () => newest,
    dailyList: async (day) => {
      if (day > newest) throw new NotYetError(`the bundled week ends on ${newest}`);
      return sampleLists.find((list) => list.day === day)?.papers ?? isNotHere();
    },
    paper: async (id) =>
      sampleLists.flatMap(({ papers }) => papers).find((paper) => paper.id === id) ?? isNotHere(),
  };
}

const OURS = new Map(
  sampleLists.flatMap(({ papers }) => papers.map(({ id, summary }) => [id, summary])),
);

/** Whether its summary is one that we wrote for the bundled week, and no abstract. */
export function isSummaryOurs({ id, summary }: Paper): boolean {
  return OURS.get(id) === summary;
}

/** Nobody could be asked, so nothing is said about what there is. */
export const NOT_IN_SAMPLE =
  'That is not in the bundled sample week, and Hugging Face could not be reached. Start Paperboy again when it can.';

/** @throws CommandError */
function isNotHere(): never {
  throw new CommandError(NOT_IN_SAMPLE);
}
