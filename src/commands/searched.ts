import type { Message } from '#chat/message.ts';
import { composeList } from '../digest/list.ts';
import { beyondPart } from './beyond.ts';
import { platformAt } from './command.ts';
import type { ListPart, TurnOf } from './list-part.ts';
import { searchPart } from './search-page.ts';
import { shareButton } from './search-words.ts';
import type { Services } from './services.ts';
import { similarPart } from './similar-page.ts';
import type { View, Viewer } from './view.ts';

/** Views of what was searched for: their pages can be shared. */
export type Searched = Extract<View, { kind: 'search' | 'beyond' | 'similar' }>;

export function isSearched(view: View | undefined): view is Searched {
  return view?.kind === 'search' || view?.kind === 'beyond' || view?.kind === 'similar';
}

/** @throws CommandError when there is nothing to show any more */
export function searchedPart(
  { view, ...turn }: TurnOf<Searched>,
  services: Services,
): Promise<ListPart> {
  switch (view.kind) {
    case 'search':
      return searchPart({ ...turn, view }, services);
    case 'beyond':
      return beyondPart({ ...turn, view }, services);
    case 'similar':
      return similarPart({ ...turn, view }, services);
  }
}

/** With *Share* where there is a paper to be shared. */
export function searchedMessage(
  part: ListPart,
  { page, viewer }: { readonly page: number; readonly viewer: Viewer },
  services: Services,
): Message {
  const { limits } = platformAt(viewer, services);
  const hasPapers = part.papers.length + (part.second?.papers.length ?? 0) > 0;
  return composeList({
    ...{ ...part, limits, today: services.today() },
    buttons: [...(hasPapers ? [shareButton(part.key, page)] : []), ...(part.buttons ?? [])],
  });
}
