import { dayRange, dayWords, many, shortNumber } from '#chat/words.ts';
import { CommandError } from '../errors.ts';
import { bestListed, type Days } from '../papers/listed.ts';
import type { Day } from '../papers/paper.ts';
import { placed } from '../votes/picks.ts';
import { rankingPage } from '../votes/ranking.ts';
import { savedBy } from '../votes/saved.ts';
import { LIST_PAGE, type ListPage, type Turn, withDates, withTallies } from './found.ts';
import type { Services } from './services.ts';

/** All papers that the team voted on, by place. */
export async function findRanking(
  { from, to }: { readonly from?: Day | undefined; readonly to?: Day | undefined },
  { page, viewer }: Turn,
  services: Services,
): Promise<ListPage> {
  const offset = page * LIST_PAGE;
  const listed = from === undefined || to === undefined ? undefined : { from, to };
  const { ranked, place, total } = await rankingPage(
    services.store,
    { workspace: viewer.workspace, ...(listed !== undefined && { listed }) },
    { limit: LIST_PAGE, offset },
  );
  const places = placed(ranked, offset, place).slice(0, LIST_PAGE);
  const papers = await services.archive.findMany(places.map(({ paper }) => paper));
  const shown = places.flatMap(({ paper }) => papers.get(paper) ?? []);
  const listedPapers = await withTallies(shown, viewer, services);
  return {
    heading: `${shortNumber(total)} voted papers${listed === undefined ? '' : `, ${daysWords(listed, services)}`}`,
    papers: listedPapers.map((one) => {
      const at = places.find(({ paper }) => paper === one.paper.id);
      return { ...one, ...(at && { place: at.place }), ...(at?.isTied && { reason: 'tied' }) };
    }),
    total,
    pageSize: LIST_PAGE,
  };
}

/** @throws CommandError while it is empty */
export async function findSaved({ page, viewer }: Turn, services: Services): Promise<ListPage> {
  const reader = { workspace: viewer.workspace, person: viewer.person.id };
  const saved = await savedBy(services.store, reader);
  if (saved.length === 0) {
    throw new CommandError(
      'Nothing is on your list. Press Save on a paper’s card, or react with 🔖.',
    );
  }
  const ids = saved.slice(page * LIST_PAGE, (page + 1) * LIST_PAGE).map(({ paper }) => paper);
  const papers = await services.archive.findMany(ids);
  const shown = ids.flatMap((id) => papers.get(id) ?? []);
  return {
    heading: `Your reading list: ${many(saved.length, 'paper')}`,
    papers: await withDates(await withTallies(shown, viewer, services), services),
    total: saved.length,
    pageSize: LIST_PAGE,
  };
}

/** @throws CommandError when nothing was listed */
export async function findMissed(
  { from, to, isFirst }: Days & { readonly isFirst: boolean },
  { page, viewer }: Turn,
  services: Services,
): Promise<ListPage> {
  const days = { from, to };
  const { total, papers } = await bestListed(services.store, days, {
    limit: LIST_PAGE,
    offset: page * LIST_PAGE,
  });
  const today = services.today();
  if (total === 0) {
    throw new CommandError(
      isFirst
        ? 'No papers were listed in the last 7 days.'
        : `Nothing new since you were last here, ${dayWords(from, today)}.`,
    );
  }
  const count = many(total, 'paper');
  return {
    heading: isFirst ? `The last 7 days: ${count}` : `Since ${dayWords(from, today)}: ${count}`,
    below: isFirst
      ? 'There is no earlier visit of yours to go by, so here is a week. Next time it is what came since you were last here.'
      : 'The best of the lists since you were last here.',
    papers: await withDates(await withTallies(papers, viewer, services), services),
    total,
    pageSize: LIST_PAGE,
  };
}

function daysWords({ from, to }: Days, { today }: Services): string {
  return from === to ? dayWords(to, today()) : dayRange(from, to, today());
}
