import type { Action, Button, Message, Part, Tally, Text } from '#chat/message.ts';
import { plain } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import { commonBlanks, NBSP } from '#chat/words.ts';
import type { Day, Paper } from '../papers/paper.ts';
import { blurbsNote, blurbsOf, type Entry, moreControl, toPart } from './entry.ts';
import { fittingRoom } from './room.ts';

export interface ListedPaper {
  readonly paper: Paper;
  readonly tally: Tally;
  /** Words after the byline: a date, where it was posted. */
  readonly facts?: readonly string[];
  /** In a ranking, where it stands instead of the next number. */
  readonly place?: number;
  /** Last in the small line. */
  readonly reason?: string;
}

export interface ListFacts {
  readonly heading: string;
  readonly below?: Text;
  /** One page of papers. */
  readonly papers: readonly ListedPaper[];
  /** Papers on the pages before: numbers go on over pages. */
  readonly before: number;
  readonly total: number;
  readonly pageSize: number;
  readonly limits: Limits;
  /** Of the view behind the page's buttons. */
  readonly key: string;
  readonly today: Day;
  /** Words that were searched for, to be shown strong. */
  readonly searched?: readonly string[];
}

/** Characters for heading, sentence and small print. */
const AROUND = 400;

/** One page of a list that one person asked for: the same pattern as a digest, without vote buttons, which would go stale. */
export function composeList(facts: ListFacts): Message {
  const entries = facts.papers.map(
    (listed, index): Entry => ({
      ...listed,
      number: listed.place ?? facts.before + index + 1,
      ...(facts.searched !== undefined && { searched: facts.searched }),
    }),
  );
  const blurbs = blurbsOf(entries);
  const room = fittingRoom(entries, blurbs, facts.limits.messageText - AROUND);
  const note = blurbsNote(room.blurb === 0 ? 'none' : blurbs).join(' ');
  return {
    summary: spoken(facts, entries),
    parts: [
      {
        kind: 'heading',
        size: 'small',
        text: facts.heading + pageWords(facts),
        ...(facts.below !== undefined && { below: facts.below }),
      },
      ...entries.map((entry) => toPart(entry, { room, blurbs })),
      ...(entries.length === 0 ? [] : [{ kind: 'divider' as const }, controls(facts, entries)]),
      ...(note === '' ? [] : [{ kind: 'note' as const, text: note }]),
    ],
  };
}

/** `, 1 to 5` where there is more than one page. */
function pageWords({ before, papers, total }: ListFacts): string {
  if (papers.length >= total) return '';
  const last = before + papers.length;
  const words = papers.length === 1 ? [last] : [before + 1, 'to', last];
  return `, ${words.join(NBSP)}`;
}

function controls(facts: ListFacts, entries: readonly Entry[]): Part {
  const hasNext = facts.before + entries.length < facts.total;
  return {
    kind: 'actions',
    items: [
      moreControl(facts.key, entries),
      ...(facts.before > 0 ? [turn('Back', facts, -1)] : []),
      ...(hasNext ? [turn('Next', facts, 1)] : []),
    ],
  };
}

/** A page turns to a page by number, so that a second press of an old button does no harm. */
function turn(label: string, { key, before, pageSize }: ListFacts, by: 1 | -1): Button {
  const page = Math.floor(before / pageSize) + by;
  const action: Action = { key, verb: 'page', argument: String(page) };
  return { kind: 'button', label, does: action };
}

function spoken({ heading, below }: ListFacts, entries: readonly Entry[]): string {
  const titles = entries.map(({ paper, number }) => `${number}, ${paper.title}`).join('; ');
  const sentences = [heading, ...(below === undefined ? [] : [plain(below)]), titles]
    .filter((sentence) => sentence !== '')
    .map((sentence) => `${sentence.replace(/[.:]$/, '')}.`);
  return commonBlanks(sentences.join(' '));
}
