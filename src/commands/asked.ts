import { quoted } from '#chat/quoted.ts';
import { CommandError } from '../errors.ts';
import { readDay } from '../papers/feed-day.ts';
import { toPaperId } from '../papers/links.ts';
import type { Day, PaperId } from '../papers/paper.ts';

/** What a paper is named by, however wrong: an id, perhaps with a digit too few, or any link. */
const LIKE_A_PAPER = /^[^\p{L}\p{N}]*(?:\d{4}\.\d{3}|https?:\/\/)/iu;

/** Whether words can only be meant for a paper, so that they need no command before them. */
export function isMeantForAPaper(words: string): boolean {
  return toPaperId(words) !== undefined || LIKE_A_PAPER.test(words);
}

/** @throws CommandError for what names no paper, with what to type instead */
export function paperNamed(typed: string, instead: string): PaperId {
  const id = toPaperId(withoutCourtesy(typed));
  if (id !== undefined) return id;
  throw new CommandError(`${quoted(typed)} is no arXiv id or link. Try: ${instead}`);
}

/** @throws CommandError for what is no day, with one as it is to be written */
export function dayNamed(typed: string, today: Day): Day {
  const bare = withoutCourtesy(typed).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const named = readDay(bare);
  if (named !== undefined) return named;
  throw new CommandError(`${quoted(typed)} is no day. Write it as ${today}.`);
}

/** Any other word may ask for more than what stands before it. */
const COURTESY = /[\s,]+(?:please|pls|thanks|thank you)[\s.!]*$/i;

function withoutCourtesy(typed: string): string {
  return typed.trim().replace(COURTESY, '');
}
