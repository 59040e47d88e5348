/** What can happen to votes, for the town (the ledger on scripted platforms) and for the harbour (the real adapters on the fakes). */
import fc from 'fast-check';
import type { Meaning } from '../../../src/votes/meanings.ts';

export interface Emoji {
  /** As each platform sends it. */
  readonly slack: string;
  readonly discord: string;
  readonly isBurst?: true;
  /** Spellings of one emoji have one. */
  readonly family: string;
}

/** Folds, tones, a super reaction, keycaps, an emoji of the workspace's own, and one that says nothing. */
export const EMOJI: readonly Emoji[] = [
  { slack: '+1', discord: '👍', family: 'thumb' },
  { slack: '+1::skin-tone-2', discord: '👍🏽', family: 'thumb' },
  { slack: 'thumbsup', discord: '👍', isBurst: true, family: 'thumb' },
  { slack: '-1', discord: '👎', family: 'down' },
  { slack: '-1::skin-tone-6', discord: '👎🏿', family: 'down' },
  { slack: 'one', discord: '1️⃣', family: 'first' },
  { slack: 'two', discord: '2️⃣', family: 'second' },
  { slack: 'parrot', discord: 'parrot:987', family: 'parrot' },
  { slack: 'eyes', discord: '👀', family: 'eyes' },
];

/** How an admin may type an emoji whose meaning changes. */
export const TYPED: readonly (readonly [typed: string, family: string])[] = [
  ['👍', 'thumb'],
  [':thumbsup::skin-tone-3:', 'thumb'],
  [':-1:', 'down'],
  [':parrot:', 'parrot on Slack'],
  ['<a:parrot:987>', 'parrot on Discord'],
];

export const MEANT: readonly (Meaning | 'none')[] = ['up', 'down', 'save', 'none'];

/** `late` events come again or for the first time whenever they are delivered, in any order. */
export type Event = 'now' | 'twice' | 'late' | 'never';

/** Small numbers, which a stage takes as indexes into what it has. */
export type Happening =
  | {
      readonly kind: 'react';
      readonly person: number;
      readonly message: number;
      readonly emoji: number;
      readonly event: Event;
    }
  /** One of the reactions there goes, or where there is none one elsewhere. */
  | {
      readonly kind: 'unreact';
      readonly message: number;
      readonly which: number;
      readonly event: Event;
    }
  | {
      readonly kind: 'clear';
      readonly message: number;
      readonly emoji?: number;
      readonly event: Event;
    }
  /** Somebody takes back a reaction that another then makes, and nobody tells: the counts stay as they are. */
  | { readonly kind: 'swap'; readonly which: number; readonly other: number }
  | { readonly kind: 'delete'; readonly message: number; readonly event: Event }
  | {
      readonly kind: 'press';
      readonly where: number;
      readonly person: number;
      readonly paper: number;
    }
  | { readonly kind: 'deliver'; readonly which: number }
  | { readonly kind: 'restart'; readonly where: number }
  | { readonly kind: 'join'; readonly where: number; readonly other: number }
  | { readonly kind: 'part'; readonly where: number }
  | {
      readonly kind: 'link';
      readonly where: number;
      readonly person: number;
      readonly other: number;
      readonly otherPerson: number;
    }
  | { readonly kind: 'unlink' | 'forget'; readonly where: number; readonly person: number }
  | {
      readonly kind: 'mean';
      readonly where: number;
      readonly typed: number;
      readonly means: number;
    }
  /** The bot is taken out of the place, or comes back to it. */
  | { readonly kind: 'leave' | 'return'; readonly where: number }
  /** The slow timer has its turn. */
  | { readonly kind: 'later'; readonly hours: number }
  | { readonly kind: 'heal' }
  /** Happens between the platform's answer about that message and its use. */
  | { readonly kind: 'heal-while'; readonly during: Move }
  /** A heal that ends after so many messages: the platform asks to wait, or the process dies. */
  | { readonly kind: 'limit' | 'crash'; readonly after: number };

export type Move = Extract<Happening, { kind: 'react' | 'unreact' | 'clear' }>;

const person = fc.nat(2);
const where = fc.nat(2);
const message = fc.nat(20);
const emoji = fc.nat(EMOJI.length - 1);
const event = fc.constantFrom<Event>('now', 'now', 'twice', 'late', 'never');
const kind = <K extends string>(name: K) => fc.constant(name);

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kind('react'), person, message, emoji, event }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('unreact'), message, which: fc.nat(9), event }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('clear'), message, event }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('clear'), message, emoji, event }) },
);

const people: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: kind('press'), where, person, paper: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind('link'), where, person, other: where, otherPerson: person }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('unlink'), where, person }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('forget'), where, person }) },
);

const admins: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('mean'),
      where,
      typed: fc.nat(TYPED.length - 1),
      means: fc.nat(MEANT.length - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('join'), where, other: where }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('part'), where }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('leave'), where }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('return'), where }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('delete'), message, event }) },
);

const service: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind('deliver'), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('restart'), where }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('later'), hours: fc.integer({ min: 1, max: 7 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('heal') }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('heal-while'), during: moves }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('limit'), after: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('crash'), after: fc.nat(3) }) },
);

export const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: moves },
  { weight: 2, arbitrary: fc.record({ kind: kind('swap'), which: fc.nat(9), other: person }) },
  { weight: 5, arbitrary: people },
  { weight: 4, arbitrary: admins },
  { weight: 6, arbitrary: service },
);

export type Beginning = 'apart' | 'a team' | 'a team with linked accounts';

export const beginnings: fc.Arbitrary<Beginning> = fc.constantFrom(
  'apart',
  'a team',
  'a team with linked accounts',
);

export function beginningOf(beginning: Beginning): readonly Happening[] {
  if (beginning === 'apart') return [];
  const joined = [1, 2].map((other): Happening => ({ kind: 'join', where: 0, other }));
  if (beginning === 'a team') return joined;
  const linked = [0, 1].map((one): Happening => {
    return { kind: 'link', where: one, person: one, other: 1, otherPerson: 2 };
  });
  return [...joined, ...linked];
}
