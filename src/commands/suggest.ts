import type { OptionSpec } from '#chat/command.ts';
import type { Suggestion, SuggestQuery } from '#chat/inbox.ts';
import type { Services } from './services.ts';
import { LONGEST, MOST, suggestPapers } from './suggest-papers.ts';

/** What completes an option while it is typed: papers, and in a search also the names of authors. */
export async function suggest(
  option: OptionSpec | undefined,
  query: SuggestQuery,
  services: Services,
): Promise<readonly Suggestion[]> {
  if (option?.kind === 'rest') return suggestWords(query, services);
  if (option?.kind !== 'paper') return [];
  const typed = query.typed.trim();
  const first = (option.choices ?? []).filter(({ value }) => value.startsWith(typed.toLowerCase()));
  const papers = await suggestPapers(typed, query.spot.workspace, services);
  return [...first, ...papers].slice(0, MOST);
}

/** What is typed behind `author:` so far, with an opening quote or without. */
const AUTHOR = /(?<=(?:^|\s)author:)"?([^":]*)$/i;

/**
 * A search is sent as it was typed: whoever presses Enter while suggestions are open gets the first of them. The others
 * are authors where one is being named, else papers, whose id is answered with their card.
 */
async function suggestWords(
  { typed, spot }: SuggestQuery,
  services: Services,
): Promise<readonly Suggestion[]> {
  if (typed.trim() === '' || typed.length > LONGEST) return [];
  const author = AUTHOR.exec(typed);
  const others =
    author === null
      ? await suggestPapers(typed.trim(), spot.workspace, services)
      : suggestAuthors(author[1] ?? '', typed.slice(0, author.index), services);
  return [{ label: typed, value: typed }, ...others].slice(0, MOST);
}

/** The whole search, the name in it complete. */
function suggestAuthors(name: string, before: string, { live }: Services): readonly Suggestion[] {
  return live.index
    .suggestAuthors(name, MOST)
    .map((author) => `${before}"${author.replaceAll('"', '')}"`)
    .filter((words) => words.length <= LONGEST)
    .map((words) => ({ label: words, value: words }));
}
