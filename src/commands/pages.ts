import type { Message } from '#chat/message.ts';
import { dayRange, dayWords, many } from '#chat/words.ts';
import { composeList } from '../digest/list.ts';
import { listWords } from '../digest/list-words.ts';
import { composeText } from '../digest/text-pages.ts';
import { CommandError } from '../errors.ts';
import type { DailyList } from '../papers/archive.ts';
import { addDays } from '../papers/feed-day.ts';
import type { Day, Paper } from '../papers/paper.ts';
import { citePage } from './cite-page.ts';
import { platformAt } from './command.ts';
import { LIST_PAGE, type ListPage, type Turn, withTallies } from './found.ts';
import { logPage } from './log-page.ts';
import { minePage } from './mine-page.ts';
import { findMissed, findRanking, findSaved } from './personal-lists.ts';
import { isSearched, searchedMessage, searchedPart } from './searched.ts';
import type { Services } from './services.ts';
import { keepView, type View, type Viewer } from './view.ts';

/** A view's page as a message; pages count from 0. */
export interface PageOf {
  readonly view: View;
  readonly key: string;
  readonly page: number;
  readonly viewer: Viewer;
}

/** The first page of a new view. */
export async function firstPage(view: View, viewer: Viewer, services: Services): Promise<Message> {
  const key = await keepView(services.store, view, { ...viewer, now: services.clock() });
  return composePage({ view, key, page: 0, viewer }, services);
}

/** @throws CommandError when there is nothing to show, with the sentence that says so */
export async function composePage(wanted: PageOf, services: Services): Promise<Message> {
  const { view } = wanted;
  if (view.kind === 'text') return composeText({ ...wanted, ...view });
  if (view.kind === 'mine') return minePage(wanted, services);
  if (view.kind === 'log') return logPage({ ...wanted, ...view }, services);
  if (view.kind === 'cite') return citePage({ ...wanted, papers: view.papers }, services);
  if (isSearched(view)) {
    const part = await searchedPart({ ...wanted, view }, services);
    return searchedMessage(part, wanted, services);
  }
  const found = await find(wanted, services);
  const { limits } = platformAt(wanted.viewer, services);
  return composeList({
    ...found,
    before: wanted.page * found.pageSize,
    key: wanted.key,
    today: services.today(),
    limits,
  });
}

async function find({ view, page, viewer }: PageOf, services: Services): Promise<ListPage> {
  switch (view.kind) {
    case 'day':
      return findDay(view.day, { page, viewer }, services);
    case 'digest':
      return findDays(view, { page, viewer }, services);
    case 'ranking':
      return findRanking(view, { page, viewer }, services);
    case 'saved':
      return findSaved({ page, viewer }, services);
    case 'missed':
      return findMissed(view, { page, viewer }, services);
    case 'search':
    case 'beyond':
    case 'similar':
    case 'mine':
    case 'log':
    case 'cite':
    case 'text':
    case 'card':
    case 'status':
    case 'form':
      throw new CommandError('This list is no longer here. Ask again, please.');
  }
}

async function findDay(day: Day, turn: Turn, services: Services): Promise<ListPage> {
  const asked = await services.puller.ensureListed(day);
  const today = services.today();
  const list = asked?.papers.length ? asked : await lastBefore(day, services);
  const newest = list?.day === day ? list : await services.archive.newestList(today);
  const words = listWords({
    asked: day,
    mayCome: asked?.state === 'open' || day === today,
    today,
    ...(list !== undefined && { list }),
    ...(newest !== undefined && { newest: newest.day }),
  });
  if (list === undefined) throw new CommandError(words.heading);
  return { ...(await listPage(list.papers, { turn, services })), ...words };
}

/** Longer than any holiday. */
const MOST_EMPTY_DAYS = 7;

/** The archive need not have been there on that day: each day is asked for, until one has papers. */
async function lastBefore(day: Day, services: Services): Promise<DailyList | undefined> {
  for (let back = 1; back <= MOST_EMPTY_DAYS; back++) {
    const list = await services.puller.ensureListed(addDays(day, -back));
    if (list?.papers.length) return list;
  }
  return services.archive.newestList(day);
}

interface PageDeps {
  readonly turn: Turn;
  readonly services: Services;
}

/** What a digest was chosen from. */
async function findDays(
  { from, to }: { readonly from: Day; readonly to: Day },
  turn: Turn,
  services: Services,
): Promise<ListPage> {
  const lists = await services.archive.lists(from, to);
  const papers = new Map(lists.flatMap((list) => list.papers).map((paper) => [paper.id, paper]));
  const today = services.today();
  const when = from === to ? dayWords(to, today) : dayRange(from, to, today);
  const sorted = [...papers.values()].toSorted((a, b) => b.upvotes - a.upvotes);
  const heading = `Daily Papers, ${when}: ${many(sorted.length, 'paper')}`;
  return { ...(await listPage(sorted, { turn, services })), heading };
}

async function listPage(
  papers: readonly Paper[],
  { turn, services }: PageDeps,
): Promise<Omit<ListPage, 'heading'>> {
  const start = turn.page * LIST_PAGE;
  const shown = await withTallies(papers.slice(start, start + LIST_PAGE), turn.viewer, services);
  return { papers: shown, total: papers.length, pageSize: LIST_PAGE };
}
