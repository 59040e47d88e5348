import { many } from '#chat/words.ts';
import { CommandError } from '../errors.ts';
import { cutAtWord } from '../papers/text.ts';
import { findListed } from './found.ts';
import { type ListPart, SEARCH_PAGE, SHORTER, type TurnOf } from './list-part.ts';
import type { Services } from './services.ts';
import type { View } from './view.ts';

const TITLE_MAX = 60;

/** One page of the papers that are nearest to one, each with the words that both share. @throws CommandError without any */
export async function similarPart(
  { view, key, page, viewer }: TurnOf<Extract<View, { kind: 'similar' }>>,
  services: Services,
): Promise<ListPart> {
  const paper = await services.archive.find(view.paper);
  if (paper === undefined) throw new CommandError(SHORTER);
  const before = page * SEARCH_PAGE;
  const asked = { limit: SEARCH_PAGE, offset: before };
  const { total, hits } = await services.search.similar(paper, asked);
  const title = `“${cutAtWord(paper.title, TITLE_MAX)}”`;
  if (total === 0) {
    const count = many(await services.archive.count(), 'paper');
    throw new CommandError(`Nothing is similar to ${title} among ${count}.`);
  }
  const ids = hits.map(({ id }) => id);
  const papers = await findListed(ids, viewer, services);
  if (papers.length === 0) throw new CommandError(SHORTER);
  const shared = new Map(hits.map((hit) => [hit.id, hit.shared]));
  return {
    heading: `${many(total, 'paper')} similar to ${title}`,
    papers: papers.map((one) => ({ ...one, ...sharedWords(shared.get(one.paper.id) ?? []) })),
    ...{ before, total, pageSize: SEARCH_PAGE, key },
  };
}

/** Last in the small line; as many words as have room there. */
function sharedWords(words: readonly string[]): { readonly reason?: string } {
  return words.length === 0 ? {} : { reason: `shares: ${words.join(', ')}` };
}
