import type { Button, Message, PaperPart, Span, Tally } from '#chat/message.ts';
import { commonBlanks, many, NBSP, votesHere } from '#chat/words.ts';
import { type Paper, paperUrl } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import { asPicture } from '../votes/meanings.ts';
import type { Cause, OwnVote } from '../votes/own-votes.ts';
import { turnsOf } from './turns.ts';

/** A person's vote as their list shows it. */
export interface ShownVote {
  readonly paper: Paper;
  readonly vote: OwnVote;
  readonly tally: Tally;
  /** To the messages of its causes, where the platform has links; one for each cause, in their order. */
  readonly links: readonly (string | undefined)[];
}

export interface MineFacts {
  readonly votes: readonly ShownVote[];
  /** Votes on the pages before. */
  readonly before: number;
  readonly total: number;
  readonly pageSize: number;
  /** Of the view behind the buttons. */
  readonly key: string;
}

const TITLE_MAX = 140;
/** More causes of one vote are only counted: each may be a long link. */
const MOST_CAUSES = 3;

/** What a person voted, each with what it comes from, so that they can change it there. */
export function composeMine(facts: MineFacts): Message {
  const { votes, before, total, pageSize, key } = facts;
  const page = Math.floor(before / pageSize);
  const turns = turnsOf({ key, page, hasMore: before + votes.length < total });
  const heading = `Your votes: ${many(total, 'paper')}`;
  const last = before + votes.length;
  const range = total > pageSize ? `, ${[before + 1, 'to', last].join(NBSP)}` : '';
  const papers = votes.map((one, index) => toPart(one, before + index + 1, key));
  return {
    summary: commonBlanks(`${heading}. ${votes.map(spoken).join('; ')}.`),
    parts: [
      { kind: 'heading', size: 'small', text: heading + range },
      ...papers,
      ...(turns.length === 0 ? [] : [{ kind: 'actions' as const, items: turns }]),
    ],
  };
}

function toPart(shown: ShownVote, number: number, key: string): PaperPart {
  const { paper, vote, tally } = shown;
  const isGone = vote.causes.some((cause) => cause.kind === 'reaction' && cause.isGone);
  const title = cutAtWord(paper.title, TITLE_MAX);
  const takeBack: Button = {
    kind: 'button',
    label: 'Take back',
    spoken: cutAtWord(`Take back your vote for ${title}`, 75),
    does: { key, verb: 'take-back', argument: paper.id },
  };
  return {
    kind: 'paper',
    number,
    title,
    url: paperUrl(paper.id),
    blurb: becauseOf(shown),
    facts: [votesHere(tally)],
    ...(isGone && { vote: takeBack }),
  };
}

/** `Up: your 👍 on this message and the button.` `Not counted: your 👍 on … and your 👎 on … cancel each other.` */
function becauseOf({ vote, links }: ShownVote): readonly Span[] {
  const shown = vote.causes.slice(0, MOST_CAUSES).map((cause, at) => causeWords(cause, links[at]));
  const more = vote.causes.length - MOST_CAUSES;
  const all = more > 0 ? [...shown, [say(`${more} more`)]] : shown;
  const end = vote.vote === 'none' ? ' cancel each other.' : '.';
  return [say(`${VOTE_WORDS[vote.vote]}: `), ...listed(all), say(end)];
}

const VOTE_WORDS = { up: 'Up', down: 'Down', none: 'Not counted' } as const;

function causeWords(cause: Cause, link: string | undefined): readonly Span[] {
  if (cause.kind === 'button') return [say('the button')];
  const yours = `your ${asPicture(cause.emoji)} on `;
  if (cause.isGone) return [say(`${yours}a message that is gone`)];
  if (link === undefined) return [say(`${yours}a message`)];
  return [say(yours), { kind: 'link', text: 'this message', url: link }];
}

/** `a`, `a and b`, `a, b and c`. */
function listed(all: readonly (readonly Span[])[]): readonly Span[] {
  return all.flatMap((spans, index) => {
    if (index === 0) return spans;
    return [say(index === all.length - 1 ? ' and ' : ', '), ...spans];
  });
}

function spoken({ paper, vote }: ShownVote): string {
  return `${VOTE_WORDS[vote.vote]}: ${paper.title}`;
}

function say(text: string): Span {
  return { kind: 'plain', text };
}
