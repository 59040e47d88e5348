import type { Span, Text } from '#chat/message.ts';
import { votesHere } from '#chat/words.ts';
import type { Paper } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import type { Receipt } from './ledger.ts';
import { asPicture } from './meanings.ts';

/** What a receipt can name beside the vote itself. */
export interface ReceiptFacts {
  /** To the message whose reaction still counts, where the platform has links. */
  readonly link?: string;
  /** The message is too old to be edited, so that its button will not show the vote. */
  readonly isTooOld?: boolean;
  /** The person had asked to be forgotten, and this press ended that. */
  readonly isBack?: boolean;
}

export const BACK_WORDS = 'You had asked to be forgotten; from now on votes are kept again.';

const TITLE_MAX = 60;

/** The private answer to a press of a vote button (messages.md, Vote receipts). */
export function receiptWords(
  receipt: Receipt,
  paper: Pick<Paper, 'title'>,
  facts: ReceiptFacts = {},
): Text {
  return [
    ...stateWords(receipt, paper, facts),
    ...(facts.isTooOld === true ? [say(' This message is too old to show it.')] : []),
    ...(facts.isBack === true ? [say(` ${BACK_WORDS}`)] : []),
  ];
}

function stateWords(
  receipt: Receipt,
  paper: Pick<Paper, 'title'>,
  { link }: ReceiptFacts,
): readonly Span[] {
  switch (receipt.state) {
    case 'voted': {
      const title = cutAtWord(paper.title, TITLE_MAX);
      const stop = /[.…?!]$/.test(title) ? '' : '.';
      return [
        say('Voted for '),
        { kind: 'strong', text: title },
        say(`${stop} ${countWords(receipt, true)}`),
      ];
    }
    case 'taken-back':
      return [say(`Taken back. ${countWords(receipt, false)}`)];
    case 'still-counted':
      return [
        say(`Still counted: your ${asPicture(receipt.by?.emoji ?? '👍')} on `),
        link === undefined
          ? say('another message')
          : { kind: 'link', text: 'this message', url: link },
        say(' is a vote too. Remove it to take the vote back.'),
      ];
    case 'cancelled':
      return [say(`Not counted: ${cancelWords(receipt)} cancel each other.`)];
  }
}

/** `5 votes here.`, `Yours is the first vote here.`, `No votes here.` */
function countWords({ tally }: Receipt, isVote: boolean): string {
  if (isVote && tally.up === 1) return 'Yours is the first vote here.';
  return `${votesHere(tally).replace(/^n/, 'N')}.`;
}

/** `your 👍 and 👎`; a press has no emoji, so it is named. */
function cancelWords({ against, by }: Receipt): string {
  const down = asPicture(against ?? '👎');
  return by === undefined
    ? `your vote and your ${down}`
    : `your ${asPicture(by.emoji)} and ${down}`;
}

function say(text: string): Span {
  return { kind: 'plain', text };
}
