import { type Message, type Part, type Tally, type Text, withCommands } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import {
  commonBlanks,
  dayRange,
  dayWords,
  many,
  shortNumber,
  spokenDay,
  spokenRange,
  votesHere,
} from '#chat/words.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import type { DigestContent } from './digest.ts';
import {
  type Blurbs,
  blurbsNote,
  blurbsOf,
  type Entry,
  moreControl,
  type Room,
  toPart,
  voteNote,
} from './entry.ts';
import { fittingRoom, MARKUP, sizeOf } from './room.ts';

export interface OverviewFacts {
  readonly content: DigestContent;
  readonly papers: ReadonlyMap<PaperId, Paper>;
  readonly tallies: ReadonlyMap<PaperId, Tally>;
  /** Of the delivery: every control carries it. */
  readonly key: string;
  readonly limits: Limits;
  readonly today: Day;
  /** The list that it was chosen from may still grow. */
  readonly isGrowing?: boolean;
}

/** The one message of a digest that stands in the channel (messages.md, Overview). */
export function composeOverview(facts: OverviewFacts): Message {
  const entries = entriesOf(facts);
  const blurbs = blurbsOf(entries);
  const room = roomFor(facts, entries, blurbs);
  const shown = room.blurb === 0 ? 'none' : blurbs;
  return {
    summary: summaryOf(facts, entries, room),
    parts: [
      {
        kind: 'heading',
        size: 'large',
        text: headingOf(facts.content, facts.today, facts.isGrowing),
        ...below(facts.content),
      },
      ...entries.map((entry) =>
        toPart(entry, { room, blurbs }, { key: facts.key, verb: 'vote', argument: entry.paper.id }),
      ),
      { kind: 'divider' },
      controls(facts, entries),
      { kind: 'note', text: smallPrint(facts.content, entries.length, shown) },
    ],
  };
}

function entriesOf({ content, papers, tallies }: OverviewFacts): readonly Entry[] {
  return content.papers.flatMap(({ paper: id, reason }, index) => {
    const paper = papers.get(id);
    const tally = tallies.get(id) ?? { up: 0, down: 0 };
    if (paper === undefined) return [];
    return [{ paper, number: index + 1, tally, ...(reason !== undefined && { reason }) }];
  });
}

/** `Daily Papers, Tue 10 Mar: 10 of 28`; `… so far: 6 of 14`; after a gap `Daily Papers, 5 to 10 Mar: 3 of 71`. */
export function headingOf(content: DigestContent, today: Day, isGrowing = false): string {
  const { from, to } = content;
  const when = from === to ? dayWords(to, today) : dayRange(from, to, today);
  return `Daily Papers, ${when}${isGrowing ? ' so far' : ''}: ${countWords(content)}`;
}

function countWords({ papers, total }: DigestContent): string {
  if (papers.length >= total) return many(total, 'paper');
  return `${papers.length} of ${shortNumber(total)}`;
}

function below({ news }: DigestContent): { readonly below?: Text } {
  return news === undefined ? {} : { below: withCommands(news) };
}

function controls({ key, content }: OverviewFacts, entries: readonly Entry[]): Part {
  const more = moreControl(key, entries);
  if (content.total <= entries.length) return { kind: 'actions', items: [more] };
  const total = shortNumber(content.total);
  return {
    kind: 'actions',
    items: [
      more,
      {
        kind: 'button',
        label: `All ${total}`,
        spoken: `All ${total} papers, shown only to you`,
        does: { key, verb: 'all' },
      },
    ],
  };
}

function smallPrint(content: DigestContent, shown: number, blurbs: Blurbs): string {
  const vote = voteNote([1, shown]);
  const late = content.note === undefined ? [] : [content.note];
  return [vote, ...blurbsNote(blurbs), ...late].join(' ');
}

/** What is read aloud and shown in notifications. */
function summaryOf(facts: OverviewFacts, entries: readonly Entry[], room: Room): string {
  const { from, to, total, news } = facts.content;
  const when = from === to ? spokenDay(to, facts.today) : spokenRange(from, to, facts.today);
  const all = many(total, 'paper');
  const shown = entries.length < total ? `${entries.length} of ${all}` : all;
  const titles = entries.map((entry) => spokenEntry(entry, room)).join('; ');
  const sentences = [
    `Daily Papers for ${when}: ${shown}.`,
    ...(news === undefined ? [] : [news.replace(/[^.]$/, '$&.')]),
    `${titles}.`,
    entries.length === 1
      ? 'Vote with the button or with a number reaction.'
      : 'Vote with the buttons or with number reactions.',
  ];
  return commonBlanks(sentences.join(' '));
}

/** `1, LoGeR: Long-Context Geometric Reconstruction, 4 votes here`. */
function spokenEntry({ paper, number, tally }: Entry, room: Room): string {
  const votes = tally.up === 0 ? '' : `, ${votesHere(tally)}`;
  return `${number}, ${cutAtWord(paper.title, room.title)}${votes}`;
}

function roomFor(facts: OverviewFacts, entries: readonly Entry[], blurbs: Blurbs): Room {
  const { content, limits } = facts;
  const around =
    sizeOf(headingOf(content, facts.today, facts.isGrowing)) +
    sizeOf(content.news ?? '') +
    sizeOf(smallPrint(content, entries.length, blurbs)) +
    2 * MARKUP;
  return fittingRoom(entries, blurbs, limits.messageText - around);
}
