import type { Message, Tally } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import { commonBlanks, dayWords, NBSP } from '#chat/words.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { whoseSummary } from './card.ts';
import { blurbsNote, blurbsOf, type Entry, type Fit, moreControl, toPart } from './entry.ts';
import { fittingRoom } from './room.ts';

/** A paper that somebody linked to. */
export interface LinkedPaper {
  readonly paper: Paper;
  readonly tally: Tally;
  readonly listedOn?: Day;
}

export interface LinkedFacts {
  /** Those that have room, in the order of their links. */
  readonly papers: readonly LinkedPaper[];
  /** How many papers are linked in all. */
  readonly total: number;
  /** What became of the others, in a sentence. */
  readonly below?: string;
  /** Of the view that its buttons belong to. */
  readonly key: string;
  readonly today: Day;
  readonly limits: Limits;
}

/** Characters for heading, sentence and small print. */
const AROUND = 500;

/** The papers that a message links to, each with its vote button, for the one person who looked them up. */
export function composeLinked(facts: LinkedFacts): Message {
  const { papers, key, today, below, limits } = facts;
  const entries = papers.map((linked, index) => toEntry(linked, index + 1, today));
  const blurbs = blurbsOf(entries);
  const room = fittingRoom(entries, blurbs, limits.messageText - AROUND);
  const note = blurbsNote(room.blurb === 0 ? 'none' : blurbs).join(' ');
  const heading = headingOf(facts);
  return {
    summary: spoken(heading, entries),
    parts: [
      { kind: 'heading', size: 'small', text: heading, ...(below !== undefined && { below }) },
      ...entries.map((entry) =>
        toPart(entry, { room, blurbs }, { key, verb: 'vote', argument: entry.paper.id }),
      ),
      { kind: 'divider' },
      { kind: 'actions', items: [moreControl(key, entries)] },
      ...(note === '' ? [] : [{ kind: 'note' as const, text: note }]),
    ],
  };
}

const CARD_FIT: Fit = { room: { title: 180, blurb: 220, hasByline: true }, blurbs: 'theirs' };

/**
 * What stands under a link that somebody posted: a paper without buttons, since its reader is everybody and its tally is
 * that of its moment.
 */
export function composeLinkCard(linked: LinkedPaper, today: Day): Message {
  const { number: _, ...part } = toPart(toEntry(linked, 1, today), CARD_FIT);
  const note = whoseSummary(linked.paper);
  return {
    summary: commonBlanks(`The paper “${linked.paper.title}”.`),
    parts: [part, ...(note === '' ? [] : [{ kind: 'note' as const, text: note }])],
  };
}

/** `Hugging Face has no paper 2403.00001.`, `… none of 2403.00001 and 2403.00002.` */
export function notThere(ids: readonly PaperId[]): string {
  const [only] = ids;
  if (ids.length === 1) return `Hugging Face has no paper ${only}.`;
  return `Hugging Face has none of ${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}.`;
}

function toEntry({ paper, tally, listedOn }: LinkedPaper, number: number, today: Day): Entry {
  const facts = [
    ...(paper.organization === undefined ? [] : [paper.organization]),
    ...(listedOn === undefined ? [] : [`listed ${dayWords(listedOn, today)}`]),
  ];
  return { paper, tally, number, ...(facts.length > 0 && { facts }) };
}

/** `3 papers in that message`; `10 of 12 papers in that message`. */
function headingOf({ papers, total }: LinkedFacts): string {
  const count = papers.length < total ? [papers.length, 'of', total] : [total];
  return `${[...count, total === 1 ? 'paper' : 'papers'].join(NBSP)} in that message`;
}

function spoken(heading: string, entries: readonly Entry[]): string {
  const titles = entries.map(({ paper, number }) => `${number}, ${paper.title}`).join('; ');
  return commonBlanks(`${heading}. ${titles}.`);
}
