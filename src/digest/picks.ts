import type { Button, Message, PaperPart, Part, Select, Tally } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import { commonBlanks, many, shortNumber, votesHere } from '#chat/words.ts';
import type { Days } from '../papers/listed.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { cutAtClause, cutAtWord } from '../papers/text.ts';
import type { Picks, Placed } from '../votes/picks.ts';
import { blurbsOf, type Entry, type Fit, toPart } from './entry.ts';
import { headingWords, smallPrint, spokenHeading } from './picks-words.ts';
import { fittingRoom } from './room.ts';

export interface PicksFacts {
  readonly picks: Picks;
  readonly papers: ReadonlyMap<PaperId, Paper>;
  /** Of this moment: they may have moved since the picks were decided. */
  readonly tallies: ReadonlyMap<PaperId, Tally>;
  /** The days of the lists; absent: all that there are. */
  readonly listed?: Days;
  readonly today: Day;
  /** Of the delivery, or of the view of a private answer: every control carries it. */
  readonly key: string;
  readonly limits: Limits;
  /** A private answer has no vote buttons, which would go stale, and offers the papers' cards. */
  readonly isPrivate: boolean;
}

interface Picked extends Entry {
  /** Absent for what stands apart. */
  readonly placed?: Placed;
}

/** Characters for headings, sentences and small print. */
const AROUND = 400;

/** What a team voted up, then what it sees otherwise than Hugging Face (messages.md, Team picks). */
export function composePicks(facts: PicksFacts): Message {
  const { picks, limits } = facts;
  const places = picks.places.flatMap((placed) => toPick(placed.paper, facts, placed));
  const sleepers = picks.sleepers.flatMap((paper) => toPick(paper, facts));
  const skipped = picks.skipped.flatMap((paper) => toPick(paper, facts));
  const all = [...places, ...sleepers, ...skipped];
  const blurbs = blurbsOf(all);
  const fit = { room: fittingRoom(all, blurbs, limits.messageText - AROUND), blurbs };
  const parts = (some: readonly Picked[]) => some.map((pick) => pickPart(pick, fit, facts));
  return {
    summary: spoken(facts, places, fit),
    parts: [
      { kind: 'heading', size: facts.isPrivate ? 'small' : 'large', text: headingWords(facts) },
      ...parts(places),
      ...apart('Sleepers', 'Voted up here, overlooked on Hugging Face.', parts(sleepers)),
      ...apart('Skipped hype', 'Popular on Hugging Face, not with this team.', parts(skipped)),
      { kind: 'divider' },
      { kind: 'actions', items: controls(facts, all) },
      { kind: 'note', text: smallPrint(picks) },
    ],
  };
}

function toPick(id: PaperId, { papers, tallies }: PicksFacts, placed?: Placed): readonly Picked[] {
  const paper = papers.get(id);
  if (paper === undefined) return [];
  const tally = tallies.get(id) ?? { up: 0, down: 0 };
  return [{ paper, tally, number: placed?.place ?? 0, ...(placed !== undefined && { placed }) }];
}

/** The small line tells both tallies, zeros too: they are the news. */
function pickPart(pick: Picked, fit: Fit, facts: PicksFacts): PaperPart {
  const { key, isPrivate } = facts;
  const action = { key, verb: 'vote', argument: pick.paper.id };
  const { number, tally, upvotes, stars, ...part } = toPart(
    pick,
    fit,
    isPrivate ? undefined : action,
  );
  return {
    ...part,
    ...(pick.placed !== undefined && { number: pick.placed.place }),
    facts: [
      `${votesHere(pick.tally)}${isTied(pick, facts) ? ', tied' : ''}`,
      pick.paper.upvotes === 0 ? 'no HF upvotes' : many(pick.paper.upvotes, 'HF upvote'),
      ...(pick.tally.down > 0 ? [many(pick.tally.down, 'vote against', 'votes against')] : []),
    ],
  };
}

/** Not said any more once votes have parted those who share a place in the message. */
function isTied({ placed, tally }: Picked, { picks, tallies }: PicksFacts): boolean {
  if (placed === undefined || !placed.isTied) return false;
  return picks.places
    .filter(({ place }) => place === placed.place)
    .map(({ paper }) => tallies.get(paper) ?? { up: 0, down: 0 })
    .every(({ up, down }) => up === tally.up && down === tally.down);
}

function apart(text: string, below: string, papers: readonly PaperPart[]): readonly Part[] {
  return papers.length === 0 ? [] : [{ kind: 'heading', size: 'small', text, below }, ...papers];
}

function controls(facts: PicksFacts, all: readonly Picked[]): readonly (Button | Select)[] {
  const { key, picks, isPrivate } = facts;
  const { voted } = picks.totals;
  const ranking: Button = {
    kind: 'button',
    label: `All ${shortNumber(voted)} voted papers`,
    does: { key, verb: 'ranking' },
  };
  return [
    ...(isPrivate && all.length > 0 ? [moreOn(all, key)] : []),
    ...(voted > picks.places.length ? [ranking] : []),
    { kind: 'button', label: 'Reading list', does: { key, verb: 'reading' } },
  ];
}

/** Slack's longest option. */
const OPTION_MAX = 75;

function moreOn(all: readonly Picked[], key: string): Select {
  return {
    kind: 'select',
    placeholder: 'More on a paper…',
    options: all.map(({ paper, placed }) => ({
      label: cutAtClause(`${placed ? `${placed.place}. ` : ''}${paper.title}`, OPTION_MAX),
      action: { key, verb: 'more', argument: paper.id },
    })),
  };
}

function spoken(facts: PicksFacts, places: readonly Picked[], { room }: Fit): string {
  const titles = places.map((pick) => {
    const tied = isTied(pick, facts) ? ', tied' : '';
    const title = cutAtWord(pick.paper.title, room.title);
    return `Place ${pick.number}${tied}: ${title}, ${many(pick.tally.up, 'vote')}.`;
  });
  const sentences = [spokenHeading(facts, facts.picks.totals), ...titles];
  return commonBlanks(sentences.join(' '));
}
