import { readDay } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import type { Filter, FilterName } from './pieces.ts';
import type { Wish } from './query.ts';

/** What a filter asks for, or the sentence that names it and shows a right one. */
export function readFilter(filter: Filter): Wish {
  const { name, value, isNegative } = filter;
  const wish = isNegative ? undefined : READ[name](value.replace(/[,;.]+$/, ''));
  return wish ?? { problem: problemOf(filter) };
}

/** Undefined for a value that is none. */
const READ: Readonly<Record<FilterName, (value: string) => Wish | undefined>> = {
  author: (value) => (isName(value) ? { author: value } : undefined),
  org: (value) => (isName(value) ? { organization: value } : undefined),
  after: (value) => dayWish(value, (after) => ({ after })),
  before: (value) => dayWish(value, (before) => ({ before })),
  upvotes: (value) => numberWish(value, (upvotesAbove) => ({ upvotesAbove })),
  votes: (value) => numberWish(value, (votesAbove) => ({ votesAbove })),
  posted: (value) => (/^here$/i.test(value) ? { isPostedHere: true } : undefined),
  has: (value) => (/^code$/i.test(value) ? { hasCode: true } : undefined),
  sort: (value) => {
    const order = value.toLowerCase();
    return order === 'new' || order === 'votes' ? { sort: order } : undefined;
  },
};

function isName(value: string): boolean {
  return /[\p{L}\p{N}]/u.test(value);
}

/** The first day of a year, a month or a day. */
function dayWish(value: string, wish: (day: Day) => Wish): Wish | undefined {
  const parts = value.split(/[-/.]/);
  const day = readDay([...parts, '1', '1'].slice(0, Math.max(3, parts.length)).join('-'));
  return day === undefined ? undefined : wish(day);
}

function numberWish(value: string, wish: (above: number) => Wish): Wish | undefined {
  const digits = /^>(\d{1,9})$/.exec(value)?.[1];
  return digits === undefined ? undefined : wish(Number(digits));
}

function problemOf({ name, value, isNegative, typed }: Filter): string {
  const shown = `“${cutAtWord(typed, 40)}”`;
  if (isNegative) return `${shown} cannot be left out, only words and phrases can. Try: -survey`;
  const { problem, rights } = WRONG[name];
  const digits = /\d{1,9}/.exec(value)?.[0];
  const tried = problem === NO_NUMBER && digits !== undefined ? [`${name}:>${digits}`] : rights;
  return `${shown} ${problem} Try: ${tried.join(' or ')}`;
}

const NO_DAY = 'is no year, month or day.';
const NO_NUMBER = 'does not say above which number.';

const WRONG: Readonly<
  Record<FilterName, { readonly problem: string; readonly rights: readonly string[] }>
> = {
  author: { problem: 'names nobody.', rights: ['author:"Fei-Fei Li"'] },
  org: { problem: 'names no organisation.', rights: ['org:DeepMind'] },
  after: { problem: NO_DAY, rights: ['after:2025-03'] },
  before: { problem: NO_DAY, rights: ['before:2025-03'] },
  upvotes: { problem: NO_NUMBER, rights: ['upvotes:>10'] },
  votes: { problem: NO_NUMBER, rights: ['votes:>2'] },
  posted: { problem: 'is no place I know.', rights: ['posted:here'] },
  has: { problem: 'is nothing that I know of papers.', rights: ['has:code'] },
  sort: { problem: 'is no order I know.', rights: ['sort:new', 'sort:votes'] },
};
