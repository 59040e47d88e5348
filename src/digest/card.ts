import type { Button, Fact, Message, Span, Tally, Text } from '#chat/message.ts';
import type { PersonId } from '#chat/platform.ts';
import { byline, commonBlanks, dayWords, many, NBSP } from '#chat/words.ts';
import { arxivUrl, type Day, type Paper, paperUrl, pdfUrl } from '../papers/paper.ts';
import { isSummaryOurs } from '../papers/sample.ts';
import { cutAtWord, firstSentences } from '../papers/text.ts';
import { voteButton } from './entry.ts';

export interface CardFacts {
  readonly paper: Paper;
  readonly tally: Tally;
  /** Of the delivery or the view that its buttons belong to. */
  readonly key: string;
  readonly today: Day;
  /** In a digest's thread a card starts with its number there. */
  readonly number?: number;
  /** Who pressed *Discuss here*. */
  readonly opener?: { readonly person: PersonId; readonly name: string };
  /** The number of votes that brought it into this channel. */
  readonly reached?: number;
  /** A private card offers *Discuss here*; reactions to it count nowhere. */
  readonly isPrivate: boolean;
  readonly listedOn?: Day;
}

/** Slack's longest section, less its own escapes. */
const SUMMARY_MAX = 2_400;

/** Everything about one paper (messages.md, Card). */
export function composeCard(facts: CardFacts): Message {
  const { paper, number } = facts;
  const opening = openingOf(facts);
  const summary = cutAtWord(paper.aiSummary ?? firstSentences(paper.summary, 900), SUMMARY_MAX);
  const authors = byline(paper.authors, 3);
  return {
    summary: spoken(facts),
    parts: [
      {
        kind: 'paper',
        title: cutAtWord(paper.title, 250),
        url: paperUrl(paper.id),
        facts: smallFacts(facts),
        ...(number !== undefined && { number }),
        ...(opening !== undefined && { opening }),
        ...(authors !== undefined && { byline: authors }),
      },
      ...(summary === '' ? [] : [{ kind: 'text' as const, text: summary, isLong: true }]),
      { kind: 'facts', facts: longFacts(facts) },
      { kind: 'actions', items: buttons(facts) },
      { kind: 'note', text: note(facts) },
    ],
  };
}

/** Why it stands there, when it is not a digest's. */
function openingOf({ opener, reached }: CardFacts): readonly Span[] | undefined {
  if (reached !== undefined) return [words(`Reached ${many(reached, 'vote')} here:`)];
  if (opener === undefined) return undefined;
  return [{ kind: 'person', ...opener }, words(' would like to discuss:')];
}

function smallFacts({ paper, listedOn, today }: CardFacts): readonly string[] {
  return [
    ...(paper.organization === undefined ? [] : [paper.organization]),
    ...(listedOn === undefined ? [] : [`listed ${dayWords(listedOn, today)}`]),
  ];
}

function longFacts({ paper, tally }: CardFacts): readonly Fact[] {
  const theirs = [
    ...(paper.upvotes > 0 ? [many(paper.upvotes, 'upvote')] : []),
    ...(paper.comments ? [many(paper.comments, 'comment')] : []),
  ];
  return [
    ...(tally.up + tally.down === 0
      ? []
      : [{ label: 'Votes here', value: tallyWords(tally), tally }]),
    ...(theirs.length === 0 ? [] : [{ label: 'Hugging Face', value: theirs.join(', ') }]),
    { label: 'Links', value: links(paper) },
  ];
}

/** `4 up, 1 down`. */
function tallyWords({ up, down }: Tally): string {
  return [...(up > 0 ? [`${up} up`] : []), ...(down > 0 ? [`${down} down`] : [])].join(', ');
}

function links(paper: Paper): Text {
  const stars = paper.codeStars ? ` (${many(paper.codeStars, 'star')})` : '';
  const all: readonly (readonly Span[])[] = [
    ...(paper.codeUrl === undefined ? [] : [[link('Code', paper.codeUrl), words(stars)]]),
    ...(paper.projectUrl === undefined ? [] : [[link('Project page', paper.projectUrl)]]),
    [link('arXiv', arxivUrl(paper.id))],
  ];
  return all.flatMap((spans, index) => (index === 0 ? spans : [words(`${NBSP}· `), ...spans]));
}

function link(text: string, url: string): Span {
  return { kind: 'link', text, url };
}

function words(text: string): Span {
  return { kind: 'plain', text };
}

function buttons({ paper, tally, key, isPrivate }: CardFacts): readonly Button[] {
  const vote = voteButton({ paper, tally }, { key, verb: 'vote', argument: paper.id });
  const pdf: Button = { kind: 'button', label: 'PDF', does: { url: pdfUrl(paper.id) } };
  const save: Button = {
    kind: 'button',
    label: 'Save',
    does: { key, verb: 'save', argument: paper.id },
  };
  const similar: Button = {
    kind: 'button',
    label: 'Similar',
    does: { key, verb: 'similar', argument: paper.id },
  };
  if (!isPrivate) return [vote, save, similar, pdf];
  const discuss: Button = {
    kind: 'button',
    label: 'Discuss here',
    does: { key, verb: 'discuss', argument: paper.id },
  };
  return [vote, save, similar, discuss, pdf];
}

function note({ paper, isPrivate }: CardFacts): string {
  const how = isPrivate ? '' : 'React 👍 up or 👎 down, or use the button. ';
  return how + whoseSummary(paper);
}

/** Whose words the summary of one paper is; empty without any. */
export function whoseSummary(paper: Paper): string {
  if (paper.aiSummary !== undefined) return 'Summary by Hugging Face.';
  if (isSummaryOurs(paper)) return 'Summary by Paperboy.';
  return paper.summary === '' ? '' : 'Summary: the abstract’s first words.';
}

function spoken({ paper, tally, opener, reached }: CardFacts): string {
  const arrived =
    reached === undefined ? 'The paper' : `Reached ${many(reached, 'vote')} here: the paper`;
  const who = opener === undefined ? arrived : `${opener.name} would like to discuss the paper`;
  const authors = byline(paper.authors);
  const by = authors === undefined ? '' : ` by ${authors}`;
  const counts = [
    ...(tally.up > 0 ? [many(tally.up, 'vote here', 'votes here')] : []),
    ...(paper.upvotes > 0 ? [`${many(paper.upvotes, 'upvote')} on Hugging Face`] : []),
  ];
  const tail = counts.length === 0 ? '' : `, with ${counts.join(' and ')}`;
  const end = opener === undefined ? '' : ' Reply in the thread.';
  return commonBlanks(`${who} “${paper.title}”${by}${tail}.${end}`);
}
