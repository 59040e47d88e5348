import type { Action, Button, PaperPart, Select, Tally } from '#chat/message.ts';
import { byline, spokenVote, voteLabel } from '#chat/words.ts';
import { type Paper, type PaperId, paperUrl } from '../papers/paper.ts';
import { isSummaryOurs } from '../papers/sample.ts';
import { cutAtClause, cutAtWord, firstSentences } from '../papers/text.ts';
import { keycap } from '../votes/meanings.ts';
import { bestSentence } from './best-sentence.ts';
import { strongMatches } from './matches.ts';

/** One paper of a list, before it is fitted into a message. */
export interface Entry {
  readonly paper: Paper;
  readonly number: number;
  readonly tally: Tally;
  readonly reason?: string;
  readonly facts?: readonly string[];
  /** Words that were searched for, folded: strong wherever they stand, in a title that is not bold then. */
  readonly searched?: ReadonlySet<string>;
}

/** Whose words the blurbs of a message are. */
export type Blurbs = 'theirs' | 'ours' | 'abstracts' | 'mixed' | 'none';

export interface Room {
  readonly title: number;
  /** 0 leaves the blurb out. */
  readonly blurb: number;
  readonly hasByline: boolean;
}

/** Slack's longest option, and accessibility label, are 75 characters. */
const OPTION_MAX = 75;

export function blurbsOf(entries: readonly Pick<Entry, 'paper'>[]): Blurbs {
  const told = entries.filter(({ paper }) => (paper.aiSummary ?? paper.summary) !== '');
  const theirs = told.filter(({ paper }) => paper.aiSummary !== undefined).length;
  if (told.length === 0) return 'none';
  if (theirs === told.length) return 'theirs';
  if (told.every(({ paper }) => paper.aiSummary === undefined && isSummaryOurs(paper)))
    return 'ours';
  return theirs === 0 ? 'abstracts' : 'mixed';
}

/** The sentence of the small print that says whose the blurbs are. */
export function blurbsNote(blurbs: Blurbs): readonly string[] {
  switch (blurbs) {
    case 'theirs':
      return ['Summaries by Hugging Face.'];
    case 'ours':
      return ['Summaries by Paperboy.'];
    case 'abstracts':
      return ['Summaries: the abstract’s first words.'];
    case 'mixed':
      return ['Summaries by Hugging Face, or the abstract’s first words where marked.'];
    case 'none':
      return [];
  }
}

/** The last number that a reaction can say. */
const LAST_KEYCAP = 10;

/** How to vote on papers with these numbers, which follow each other. */
export function voteNote(numbers: readonly number[]): string {
  const [first = 1] = numbers;
  const last = numbers.at(-1) ?? first;
  if (last > LAST_KEYCAP) return 'Vote with the buttons.';
  if (first === last) return `Vote with the button or by reacting ${keycap(first)}.`;
  return `Vote with a button or a number reaction, ${keycap(first)} to ${keycap(last)}.`;
}

/** How the papers of one message are fitted. */
export interface Fit {
  readonly room: Room;
  readonly blurbs: Blurbs;
}

/** A paper as it stands in a list, with a vote button when `vote` is given. */
export function toPart(entry: Entry, { room, blurbs }: Fit, vote?: Action): PaperPart {
  const { paper, number, tally } = entry;
  const blurb = blurbOf(entry, { room, blurbs });
  const marked = (text: string) => strongMatches(text, entry.searched ?? NOTHING);
  const authors = room.hasByline ? byline(paper.authors) : undefined;
  return {
    kind: 'paper',
    number,
    title: marked(cutAtWord(paper.title, room.title)),
    url: paperUrl(paper.id),
    upvotes: paper.upvotes,
    tally,
    ...(entry.searched !== undefined && { isTitlePlain: true }),
    ...(blurb !== '' && { blurb: marked(blurb) }),
    ...(authors !== undefined && { byline: authors }),
    ...(entry.facts !== undefined && { facts: entry.facts }),
    ...(paper.codeStars !== undefined && { stars: paper.codeStars }),
    ...(entry.reason !== undefined && { reason: entry.reason }),
    ...(vote !== undefined && { vote: voteButton(entry, vote) }),
  };
}

const NOTHING: ReadonlySet<string> = new Set();

/** Of a paper that was searched for, the sentence that shows why it was found. */
function blurbOf({ paper, searched }: Entry, { room, blurbs }: Fit): string {
  const max = room.blurb;
  if (max === 0) return '';
  if (searched !== undefined && paper.summary !== '') {
    return bestSentence(paper.summary, searched, max);
  }
  if (paper.aiSummary !== undefined) return cutAtClause(paper.aiSummary, max);
  const mark = blurbs === 'mixed' ? 'Abstract: ' : '';
  const words = firstSentences(paper.summary, max - mark.length);
  return words === '' ? '' : mark + words;
}

export function voteButton(
  { paper, number, tally }: Pick<Entry, 'paper' | 'tally'> & { readonly number?: number },
  action: Action,
): Button {
  const around = spokenVote('', tally, number).length;
  return {
    kind: 'button',
    label: voteLabel(tally),
    spoken: spokenVote(cutAtWord(paper.title, OPTION_MAX - around), tally, number),
    does: action,
  };
}

/** `More on a paper…`; with one paper a button says it. */
export function moreControl(key: string, entries: readonly Entry[]): Select | Button {
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const action = moreAction(key, only.paper.id);
    return { kind: 'button', label: 'More on this paper', does: action };
  }
  return {
    kind: 'select',
    placeholder: 'More on a paper…',
    options: entries.map(({ paper, number }) => ({
      label: cutAtClause(`${number}. ${paper.title}`, OPTION_MAX),
      action: moreAction(key, paper.id),
    })),
  };
}

function moreAction(key: string, paper: PaperId): Action {
  return { key, verb: 'more', argument: paper };
}
