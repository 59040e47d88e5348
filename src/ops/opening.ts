import type { Message } from '#chat/message.ts';
import type { Limits } from '#chat/platform.ts';
import type { Services } from '../commands/services.ts';
import { listWords } from '../digest/list-words.ts';
import { composePreview } from '../digest/preview.ts';
import { SourceError } from '../errors.ts';
import type { DailyList } from '../papers/archive.ts';

/** As in a digest of which nothing was said. */
const TOP = 5;

/** Today's digest for a terminal, where nothing can be pressed; the newest one there is when today has none. */
export async function openingOf(
  services: Services,
  { limits, workspace }: { readonly limits: Limits; readonly workspace: string },
): Promise<Message> {
  const today = services.today();
  const list = await newestList(services);
  const mayCome = list === undefined || list.day < today;
  const words = listWords({ asked: today, mayCome, today, ...(list !== undefined && { list }) });
  if (list === undefined) return withoutPapers(words.heading);
  const shown = list.papers.slice(0, TOP);
  return composePreview({
    content: {
      papers: shown.map(({ id }) => ({ paper: id })),
      total: list.papers.length,
      from: list.day,
      to: list.day,
      ...(words.below !== undefined && { news: words.below }),
    },
    papers: new Map(shown.map((paper) => [paper.id, paper])),
    tallies: await services.tallies.of(
      workspace,
      shown.map(({ id }) => id),
    ),
    ...{ limits, today, isGrowing: list.state === 'open' },
  });
}

async function newestList({ puller, archive, today }: Services): Promise<DailyList | undefined> {
  const list = await puller.ensureListed(today()).catch(ignoreSilence);
  return list?.papers.length ? list : archive.newestList(today());
}

/** What is in the archive is shown then. */
function ignoreSilence(error: unknown): undefined {
  if (!(error instanceof SourceError)) throw error;
}

function withoutPapers(words: string): Message {
  return { summary: words, parts: [{ kind: 'heading', size: 'large', text: words }] };
}
