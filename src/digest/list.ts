import type { Button, Message, Part, Tally, Text } from '#chat/message.ts';
import { plain } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import { commonBlanks, NBSP } from '#chat/words.ts';
import type { Day, Paper } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import { blurbsNote, blurbsOf, type Entry, type Fit, toPart, voteNote } from './entry.ts';
import { listControls } from './list-controls.ts';
import { fittingRoom, sizeOf } from './room.ts';

export interface ListedPaper {
  readonly paper: Paper;
  readonly tally: Tally;
  /** Words after the byline: a date, where it was posted. */
  readonly facts?: readonly string[];
  /** In a ranking, where it stands instead of the next number. */
  readonly place?: number;
  /** Last in the small line. */
  readonly reason?: string;
  /** Why a search found it, on a line of its own. */
  readonly why?: string;
}

export interface ListFacts {
  /** Absent where no paper of this list is shown. */
  readonly heading?: string;
  /** Sentences under the heading. */
  readonly below?: Text;
  /** One page of papers. */
  readonly papers: readonly ListedPaper[];
  /** Another list under this one, its numbers going on; it may be all that there is. */
  readonly second?: { readonly heading: string; readonly papers: readonly ListedPaper[] };
  /** A last sentence. */
  readonly ending?: string;
  /** Papers on the pages before: numbers go on over pages. */
  readonly before: number;
  /** Of both lists. */
  readonly total: number;
  readonly pageSize: number;
  readonly limits: Pick<Limits, 'messageText'>;
  /** Of the view behind the page's buttons. */
  readonly key: string;
  readonly today: Day;
  /** Words that were searched for, folded, to be shown strong. */
  readonly searched?: ReadonlySet<string>;
  /** Beside those that turn the page. */
  readonly buttons?: readonly Button[];
  /** Stands in a channel, to be voted on: `key` is that of its delivery. */
  readonly isPosted?: boolean;
}

/** Characters for heading and small print. */
const AROUND = 400;
/** Characters of the line that says why a paper was found. */
const WHY_MAX = 200;

/**
 * One page of a list, in the same pattern as a digest. What one person asked for has no vote buttons, as they would go
 * stale; what is posted for everybody has them, and its tallies follow.
 */
export function composeList(facts: ListFacts): Message {
  const { papers, second, searched, limits } = facts;
  const entries = [...papers, ...(second?.papers ?? [])].map(
    (listed, index): ListEntry => ({
      ...listed,
      number: listed.place ?? facts.before + index + 1,
      ...(searched !== undefined && { searched }),
    }),
  );
  const blurbs = blurbsOf(entries);
  const fit = { room: fittingRoom(entries, blurbs, limits.messageText - around(facts)), blurbs };
  const parts = (some: readonly ListEntry[]) => some.flatMap((one) => entryParts(one, fit, facts));
  return {
    summary: spoken(facts, entries),
    parts: [
      ...opening(facts),
      ...parts(entries.slice(0, papers.length)),
      ...secondHeading(facts),
      ...parts(entries.slice(papers.length)),
      ...sentence(facts.ending),
      ...listControls(facts, entries),
      ...smallPrint(facts, entries, fit),
    ],
  };
}

type ListEntry = Entry & Pick<ListedPaper, 'why'>;

function opening(facts: ListFacts): readonly Part[] {
  const { below } = facts;
  const text = headingOf(facts);
  if (text === undefined) return sentence(below);
  const heading: Part = {
    kind: 'heading',
    size: 'small',
    text,
    ...(below !== undefined && { below }),
  };
  return facts.searched === undefined ? [heading] : [heading, { kind: 'divider' }];
}

function sentence(text: Text | undefined): readonly Part[] {
  return text === undefined || plain(text) === '' ? [] : [{ kind: 'text', text }];
}

function secondHeading({ second, papers }: ListFacts): readonly Part[] {
  if (second === undefined) return [];
  const divider = papers.length === 0 ? [] : [{ kind: 'divider' as const }];
  return [...divider, { kind: 'heading', size: 'small', text: second.heading }];
}

function entryParts(
  { why, ...entry }: ListEntry,
  fit: Fit,
  { key, isPosted }: ListFacts,
): readonly Part[] {
  const vote = { key, verb: 'vote', argument: entry.paper.id };
  const paper = toPart(entry, fit, isPosted ? vote : undefined);
  if (why === undefined) return [paper];
  return [paper, { kind: 'note', text: cutAtWord(why, WHY_MAX) }];
}

/** How to vote, and whose the summaries are; of a search they are the abstract's own sentences. */
function smallPrint(
  { searched, isPosted }: ListFacts,
  entries: readonly Entry[],
  { room, blurbs }: Fit,
): readonly Part[] {
  const words = [
    ...(isPosted ? [voteNote(entries.map(({ number }) => number))] : []),
    ...(searched === undefined && room.blurb > 0 ? blurbsNote(blurbs) : []),
  ];
  return words.length === 0 ? [] : [{ kind: 'note', text: words.join(' ') }];
}

/** With `, 1 to 5` where there is more than one page. */
export function headingOf(
  facts: Pick<ListFacts, 'heading' | 'before' | 'papers' | 'second' | 'total'>,
): string | undefined {
  return facts.heading === undefined ? undefined : facts.heading + pageWords(facts);
}

function pageWords({
  before,
  papers,
  second,
  total,
}: Pick<ListFacts, 'before' | 'papers' | 'second' | 'total'>): string {
  if (papers.length >= total || second !== undefined) return '';
  const last = before + papers.length;
  const words = papers.length === 1 ? [last] : [before + 1, 'to', last];
  return `, ${words.join(NBSP)}`;
}

function around({ below = '', second, ending = '', papers }: ListFacts): number {
  const whys = [...papers, ...(second?.papers ?? [])].map(({ why = '' }) =>
    cutAtWord(why, WHY_MAX),
  );
  const words = [plain(below), second?.heading ?? '', ending, ...whys];
  return words.reduce((sum, text) => sum + sizeOf(text), AROUND);
}

function spoken(facts: ListFacts, entries: readonly Entry[]): string {
  const { heading = '', below = '', second, ending = '' } = facts;
  const count = facts.papers.length;
  const titles = (some: readonly Entry[]) =>
    some.map(({ paper, number }) => `${number}, ${paper.title}`).join('; ');
  const sentences = [
    ...[heading, plain(below), titles(entries.slice(0, count))],
    ...[second?.heading ?? '', titles(entries.slice(count)), ending],
  ];
  const said = sentences
    .filter((words) => words !== '')
    .map((words) => `${words.replace(/[.:]$/, '')}.`);
  return commonBlanks(said.join(' '));
}
