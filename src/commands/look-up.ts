import type { LookUp, Reply } from '#chat/inbox.ts';
import { composeLinked, notThere } from '../digest/linked.ts';
import { CommandError, SourceError } from '../errors.ts';
import { paperIdsIn } from '../papers/links.ts';
import type { Paper, PaperId } from '../papers/paper.ts';
import { findPaper, privateCard, viewerOf } from './browse.ts';
import { platformAt, reply } from './command.ts';
import { linked } from './linked.ts';
import type { Services } from './services.ts';
import { keepView } from './view.ts';

const NO_LINK =
  'No paper is linked in that message. I look for links to arXiv, Hugging Face and alphaXiv, such as arxiv.org/abs/2509.24002.';
const UNREACHABLE = 'Hugging Face does not answer right now.';

/**
 * The papers that a message links to: the card of the only one, or all that have room.
 * @throws CommandError when there is none, or none can be shown
 */
export async function lookUp(asked: LookUp, services: Services): Promise<Reply> {
  const ids = paperIdsIn(asked.text);
  const [only] = ids;
  if (only === undefined) throw new CommandError(NO_LINK);
  if (ids.length === 1)
    return privateCard(await findPaper(only, services), viewerOf(asked), services);
  return showAll(ids, asked, services);
}

async function showAll(ids: readonly PaperId[], asked: LookUp, services: Services): Promise<Reply> {
  const { limits } = platformAt(asked.spot, services);
  const { papers, below } = await findThese(ids.slice(0, limits.papersPerMessage), services);
  if (papers.length === 0) throw new CommandError(below ?? NO_LINK);
  const viewer = viewerOf(asked);
  const now = services.clock();
  return reply(
    composeLinked({
      papers: await linked(papers, viewer.workspace, services),
      total: ids.length,
      key: await keepView(services.store, { kind: 'card' }, { ...viewer, now }),
      today: services.today(),
      limits,
      ...(below !== undefined && { below }),
    }),
  );
}

interface Those {
  readonly papers: readonly Paper[];
  /** Why there are fewer than asked for. */
  readonly below?: string;
}

/** One after another, and no more once Hugging Face does not answer: what the archive has is shown all the same. */
async function findThese(ids: readonly PaperId[], services: Services): Promise<Those> {
  const papers = new Map(await services.archive.findMany(ids));
  const missing: PaperId[] = [];
  let isReachable = true;
  for (const id of ids) {
    if (papers.has(id) || !isReachable) continue;
    const found = await services.puller.findOrFetch(id).catch((error: unknown) => {
      if (!(error instanceof SourceError)) throw error;
      isReachable = false;
      return undefined;
    });
    if (found !== undefined) papers.set(id, found);
    else if (isReachable) missing.push(id);
  }
  const sentences = [
    ...(missing.length === 0 ? [] : [notThere(missing)]),
    ...(isReachable ? [] : [UNREACHABLE]),
  ];
  return {
    papers: ids.map((id) => papers.get(id)).filter((paper) => paper !== undefined),
    ...(sentences.length > 0 && { below: sentences.join(' ') }),
  };
}
