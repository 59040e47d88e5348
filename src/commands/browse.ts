import type { OptionSpec } from '#chat/command.ts';
import type { CommandCall, Reply } from '#chat/inbox.ts';
import { composeCard } from '../digest/card.ts';
import { CommandError, SourceError } from '../errors.ts';
import { addDays, FIRST_DAY, feedDay } from '../papers/feed-day.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { NOT_IN_SAMPLE } from '../papers/sample.ts';
import { dayNamed, isMeantForAPaper, paperNamed } from './asked.ts';
import { type Command, reply } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';
import { share } from './share.ts';
import { keepView, type Viewer } from './view.ts';

/** The paper that a command is about. */
export const paperOption: OptionSpec = {
  name: 'paper',
  summary: 'An arXiv id, or a link',
  kind: 'paper',
  isRequired: true,
  hasSuggestions: true,
};

export const today: Command = {
  name: 'today',
  summary: 'Today’s papers, with the votes of your team',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: (call, services) => showDay(services.today(), call, services),
};

export const yesterday: Command = {
  name: 'yesterday',
  summary: 'The papers of the day before',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: (call, services) => showDay(addDays(services.today(), -1), call, services),
};

export const day: Command = {
  name: 'day',
  summary: 'The papers of any day since 4 May 2023',
  options: [{ name: 'date', summary: 'A day, as 2026-03-10', kind: 'day', isRequired: true }],
  access: 'everyone',
  opens: 'reply',
  typedAs: (line) => /^["'“„«`(]*\d/.test(line) && !isMeantForAPaper(line),
  usage: '2026-03-10',
  run: (call, services) => showDay(dayAsked(call, services), call, services),
};

export const show: Command = {
  name: 'show',
  summary: 'A paper’s card, by its id or link',
  options: [paperOption],
  access: 'everyone',
  opens: 'reply',
  isShareable: true,
  typedAs: isMeantForAPaper,
  usage: 'show 2509.24002',
  run: async (call, services) => {
    const id = paperNamed(call.options.paper ?? '', '/papers show 2509.24002');
    const paper = await findPaper(id, services);
    if (call.isShared)
      return share({ paper: paper.id, spot: call.spot, person: call.person }, services);
    return privateCard(paper, viewerOf(call), services);
  },
};

/** @throws CommandError when no such paper is known, or Hugging Face cannot be asked */
export async function findPaper(id: PaperId, services: Services): Promise<Paper> {
  const paper = await services.puller.findOrFetch(id).catch(unreachable);
  if (paper === undefined) throw new CommandError(`Hugging Face has no paper ${id}.`);
  return paper;
}

/** The card that one person sees. */
export async function privateCard(
  paper: Paper,
  viewer: Viewer,
  services: Services,
): Promise<Reply> {
  const key = await keepView(
    services.store,
    { kind: 'card' },
    { ...viewer, now: services.clock() },
  );
  const tallies = await services.tallies.of(viewer.workspace, [paper.id]);
  const listedOn = await services.archive.listedOn(paper.id);
  const card = composeCard({
    paper,
    key,
    tally: tallies.get(paper.id) ?? { up: 0, down: 0 },
    today: services.today(),
    isPrivate: true,
    ...(listedOn !== undefined && { listedOn }),
  });
  return reply(card);
}

export function viewerOf({ spot, person }: Pick<CommandCall, 'spot' | 'person'>): Viewer {
  return { workspace: spot.workspace, channel: spot.channel, person };
}

async function showDay(wanted: Day, call: CommandCall, services: Services): Promise<Reply> {
  const page = firstPage({ kind: 'day', day: wanted }, viewerOf(call), services);
  return reply(await page.catch(unreachable));
}

function dayAsked({ options }: CommandCall, services: Services): Day {
  const wanted = dayNamed(options.date ?? '', services.today());
  if (wanted < FIRST_DAY) {
    throw new CommandError(`The first list is that of ${FIRST_DAY}. Try: /papers ${FIRST_DAY}`);
  }
  if (wanted > services.today()) throw new CommandError(afterToday(wanted, services));
  return wanted;
}

/** The newest day of the bundled week counts as today, but days have come since. */
function afterToday(wanted: Day, { clock, puller }: Services): string {
  const hasCome = wanted <= feedDay(clock());
  if (hasCome && puller.status().isSample === true) return NOT_IN_SAMPLE;
  return `${wanted} has not come yet. The newest list: /papers today`;
}

function unreachable(error: unknown): never {
  if (!(error instanceof SourceError)) throw error;
  throw new CommandError('Hugging Face does not answer right now. Try again in a few minutes.');
}
