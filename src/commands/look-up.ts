import type { LookUp, Reply } from '#chat/inbox.ts';
import { many } from '#chat/words.ts';
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
  const { papers, below } = await findThese(ids, limits.papersPerMessage, services);
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

/** Of one message; each that the archive does not have is a request, and somebody waits. */
const MOST_FETCHED = 10;
/** Nobody writes so many links; it keeps a question to the database within its limits. */
const MOST_KNOWN = 1_000;

/**
 * The first that can be shown: what Hugging Face does not have takes the place of none that it has. One after another,
 * and no more once it does not answer: what the archive has is shown all the same.
 */
async function findThese(
  ids: readonly PaperId[],
  room: number,
  services: Services,
): Promise<Those> {
  const known = await services.archive.findMany(ids.slice(0, MOST_KNOWN));
  const asked = new Map<PaperId, Fetched>();
  const papers: Paper[] = [];
  for (const id of ids) {
    if (papers.length === room) break;
    const mayAsk = asked.size < MOST_FETCHED && ![...asked.values()].includes('silent');
    if (!known.has(id) && mayAsk) asked.set(id, await fetchOne(id, services));
    const found = known.get(id) ?? asked.get(id);
    if (found !== undefined && typeof found !== 'string') papers.push(found);
  }
  const unknown = ids.filter((id) => !known.has(id));
  const sentences = sentencesOf(asked, unknown.length - asked.size);
  return { papers, ...(sentences.length > 0 && { below: sentences.join(' ') }) };
}

type Fetched = Paper | 'missing' | 'silent';

async function fetchOne(id: PaperId, { puller }: Services): Promise<Fetched> {
  try {
    return (await puller.findOrFetch(id)) ?? 'missing';
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return 'silent';
  }
}

function sentencesOf(asked: ReadonlyMap<PaperId, Fetched>, notAsked: number): readonly string[] {
  const missing = [...asked].filter(([, found]) => found === 'missing').map(([id]) => id);
  const isSilent = [...asked.values()].includes('silent');
  const rest = isSilent || notAsked === 0 ? [] : [restWords(notAsked)];
  return [
    ...(missing.length === 0 ? [] : [notThere(missing)]),
    ...(isSilent ? [UNREACHABLE] : rest),
  ];
}

function restWords(count: number): string {
  return `${many(count, 'more was', 'more were')} not looked for.`;
}
