import type { Reply } from '#chat/inbox.ts';
import type { Form, Message } from '#chat/message.ts';
import { composeOverview } from '../../src/digest/compose.ts';
import { select } from '../../src/digest/select.ts';
import type { DailyList } from '../../src/papers/archive.ts';
import type { Day, Paper } from '../../src/papers/paper.ts';
import { type House, openHouse, type Side } from './house.ts';
import { listOf, longTitle, manyAuthors } from './papers.ts';

/** One picture: named after its drawing where there is one. */
export interface Scene {
  readonly name: string;
  readonly shows: Message | Form;
  readonly isPrivate?: boolean;
  /** The colours that the platform does not start with. */
  readonly isOtherTheme?: boolean;
}

/** Every message of ours, said by the code itself on two days in March 2026. Tallies and people are invented. */
export async function scenesOf(side: Side): Promise<readonly Scene[]> {
  await using house = await openHouse(side);
  await house.at('2026-03-10T08:30Z');
  const form = await house.command('subscribe');
  const zone = { at: '09:00', zone: 'Zurich' };
  const subscribed = await house.command('subscribe', { ...zone, top: '5' });
  const announced = await house.posted('notice');
  await house.command('subscribe', { ...zone, top: '10' });
  const mistake = await house.command('subscribe', { ...zone, zone: 'Zürch' });
  await house.at('2026-03-10T14:00Z');
  const soFar = await house.command('today');
  await house.at('2026-03-11T03:00Z');
  await house.at('2026-03-11T08:00Z');
  const morning = await house.posted('digest');
  await house.deliver();
  await house.at('2026-03-11T08:04Z');
  await voteAll(house);
  return [
    { name: '1-overview', shows: await house.posted('digest') },
    { name: '1-overview-no-votes', shows: morning, isOtherTheme: true },
    ...(await statuses(house, side)),
    ...(await cards(house, side)),
    ...(await answers(house)),
    asked('6-subscribe-modal', form),
    asked('6-subscribed', subscribed),
    asked('6-subscribe-mistake', mistake),
    { name: '6-announced', shows: announced },
    { name: '7-edge-one-paper', shows: digest(side, [aList('2026-03-10', [longTitle])]) },
    {
      name: '8-edge-664-authors',
      shows: digest(side, [aList('2026-03-10', [longTitle, manyAuthors])]),
    },
    { name: '9-catch-up', shows: catchUp(side) },
    asked('today-so-far', soFar),
    asked('today-weekend', await weekend(house)),
  ];
}

const TALLIES: readonly (readonly [paper: string, up: number, down?: number])[] = [
  ['2603.03269', 4, 1],
  ['2603.07660', 4],
  ['2603.03872', 6],
  ['2603.08660', 2],
  ['2603.08652', 1, 1],
  ['2603.07980', 3],
  ['2603.05890', 5],
  ['2603.03756', 2],
];

async function voteAll(house: House): Promise<void> {
  for (const [paper, up, down] of TALLIES) await house.vote(paper, up, down);
}

async function cards(
  house: House,
  { workspace, channel, person }: Side,
): Promise<readonly Scene[]> {
  const inThread = await house.posted('digest', '2603.03872');
  const receipt = await house.press('vote', '2603.03872');
  const takenBack = await house.press('vote', '2603.03872');
  const place = { workspace, channel };
  const opener = { person: person.id, name: person.name };
  await house.engine.services.planner.ensureShared({ place, paper: '2603.03269', opener }, 0);
  return [
    { name: '2-card', shows: await house.posted('share') },
    asked('2-card-private', await house.press('more', '2603.03269')),
    { name: '2-card-in-thread', shows: inThread },
    asked('2-receipt', receipt),
    asked('2-receipt-taken-back', takenBack),
  ];
}

async function answers(house: House): Promise<readonly Scene[]> {
  return [
    asked('3-search', await house.command('search', { words: 'video diffusion' })),
    asked('3-search-none', await house.command('search', { words: 'calibraton' })),
    asked('help', await house.command('help')),
    asked('show-mistake', await house.command('show', { paper: 'LoGeR' })),
  ];
}

async function statuses(house: House, side: Side): Promise<readonly Scene[]> {
  const { subscriptions, clock } = house.engine.services;
  const well = await house.command('status');
  const subscription = await subscriptions.find(side);
  const { problem, fix } = side.obstacle;
  await subscriptions.pause(subscription?.id ?? '', { reason: problem, fix, at: clock() });
  return [asked('5-status', well), asked('5-status-paused', await house.command('status'))];
}

async function weekend(house: House): Promise<Reply> {
  await house.at('2026-03-14T15:00Z');
  return house.command('today');
}

/** A digest for the README. */
export function threePapers(side: Side): Message {
  return digest(side, [aList('2026-03-10', listOf('2026-03-10'))]);
}

function catchUp(side: Side): Message {
  const days = ['2026-03-05', '2026-03-06', '2026-03-09', '2026-03-10'];
  return digest(
    side,
    days.map((day) => aList(day, listOf(day))),
  );
}

/** Three papers at most, of one list or of all since Wednesday. */
function digest({ limits }: Side, closed: readonly DailyList[]): Message {
  const away = { who: 'Paperboy', since: '2026-03-04' } as const;
  const content = select({
    ...{ closed, isShown: () => false, top: 3, isLate: false, coveredTo: '2026-03-04', away },
  });
  if (content === undefined) throw new Error('nothing was selected');
  const papers = closed.flatMap((list) => list.papers);
  return composeOverview({
    ...{ content, limits, key: 'pictures', today: '2026-03-10' },
    papers: new Map(papers.map((paper) => [paper.id, paper])),
    tallies: new Map(TALLIES.map(([paper, up, down = 0]) => [paper, { up, down }])),
  });
}

function aList(day: Day, papers: readonly Paper[]): DailyList {
  return { day, papers, state: 'closed', pulledAt: 0 };
}

/** A private answer. */
function asked(name: string, reply: Reply): Scene {
  if (reply.kind === 'message') return { name, shows: reply.message, isPrivate: true };
  if (reply.kind === 'form') return { name, shows: reply.form, isPrivate: true };
  throw new Error(`${name}: ${JSON.stringify(reply)}`);
}
