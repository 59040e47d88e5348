import type { Press, Reply, Speaker, Spot } from '#chat/inbox.ts';
import { plain } from '#chat/message.ts';
import { headingOf, type ListedPaper } from '../digest/list.ts';
import type { SharedList } from '../digest/shared-list.ts';
import { CommandError } from '../errors.ts';
import { viewerOf } from './browse.ts';
import type { ListPart } from './list-part.ts';
import { isSearched, searchedPart } from './searched.ts';
import type { Services } from './services.ts';
import { postablePlace, whenPosted } from './share.ts';
import { findView } from './view.ts';

export interface ListShare {
  /** Of the view. */
  readonly key: string;
  /** From 0. */
  readonly page: number;
  readonly spot: Spot;
  readonly person: Speaker;
}

/**
 * Posts one page of what was searched for into the channel, once; a later request links to it.
 * @throws CommandError when Paperboy cannot post there, with the fix, or when there is nothing to post
 */
export async function shareList(asked: ListShare, services: Services): Promise<Reply> {
  const { key, page, spot, person } = asked;
  const viewer = viewerOf(asked);
  const view = await findView(services.store, key, viewer);
  if (!isSearched(view)) throw new CommandError('This list is no longer here. Ask again, please.');
  const list = toShared(await searchedPart({ view, key, page, viewer }, services), person);
  const place = await postablePlace(spot, services);
  const now = services.clock();
  const planned = await services.planner.ensureListShared({ place, view: key, list }, now);
  return whenPosted({ ...planned, what: 'list', spot }, services);
}

/** The pressed *Share* under a list. */
export function pressShare(press: Press, services: Services): Promise<Reply> {
  const page = Math.max(0, Number.parseInt(press.action.argument ?? '', 10) || 0);
  return shareList({ key: press.action.key, page, ...press }, services);
}

function toShared(part: ListPart, { id, name }: Speaker): SharedList {
  const { papers, second, before, searched } = part;
  const heading = headingOf(part);
  if (papers.length + (second?.papers.length ?? 0) === 0) {
    throw new CommandError(plain(part.below ?? '') || 'There is nothing to be shared.');
  }
  return {
    opener: { person: id, name },
    ...(heading !== undefined && { heading }),
    papers: papers.map(toShown),
    ...(second !== undefined && {
      second: { heading: second.heading, papers: second.papers.map(toShown) },
    }),
    before,
    ...(searched !== undefined && { searched: [...searched] }),
  };
}

function toShown({ paper, facts, reason }: ListedPaper): SharedList['papers'][number] {
  return { paper: paper.id, ...(facts && { facts }), ...(reason !== undefined && { reason }) };
}
