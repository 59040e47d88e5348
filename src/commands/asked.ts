import { quoted } from '#chat/quoted.ts';
import { CommandError } from '../errors.ts';
import { toPaperId } from '../papers/links.ts';
import type { PaperId } from '../papers/paper.ts';

/** What a paper is named by, however wrong: an id, perhaps with a digit too few, or any link. */
const LIKE_A_PAPER = /^[^\p{L}\p{N}]*(?:\d{4}\.\d{3}|https?:\/\/)/iu;

/** Whether words can only be meant for a paper, so that they need no command before them. */
export function isMeantForAPaper(words: string): boolean {
  return toPaperId(words) !== undefined || LIKE_A_PAPER.test(words);
}

/** @throws CommandError for what names no paper, with what to type instead */
export function paperAsked(typed: string, instead: string): PaperId {
  const id = toPaperId(withoutCourtesy(typed));
  if (id !== undefined) return id;
  throw new CommandError(`${quoted(typed)} is no arXiv id or link. Try: ${instead}`);
}

/** Any other word may ask for more than what stands before it. */
const COURTESY = /[\s,]+(?:please|pls|thanks|thank you)[\s.!]*$/i;

export function withoutCourtesy(typed: string): string {
  return typed.trim().replace(COURTESY, '');
}
