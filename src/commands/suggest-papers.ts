import type { Suggestion } from '#chat/inbox.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import { addDays } from '../papers/feed-day.ts';
import { toPaperId } from '../papers/links.ts';
import { bestListed, lastListed } from '../papers/listed.ts';
import type { Day, Paper, PaperId } from '../papers/paper.ts';
import { cutAtWord } from '../papers/text.ts';
import { mostVoted } from '../votes/most-voted.ts';
import type { Services } from './services.ts';

/** Discord shows so many, of so many characters each (docs: interactions/application-commands.mdx). */
export const MOST = 25;
export const LONGEST = 100;

/** Votes lift so many papers. */
const MOST_LIFTED = 500;

/** Papers by what is typed of an id, a link or a title; recent ones and those that the team voted up come first. */
export async function suggestPapers(
  typed: string,
  workspace: WorkspaceId,
  services: Services,
): Promise<readonly Suggestion[]> {
  const named = toPaperId(typed);
  if (named !== undefined) return [await suggestNamed(named, services)];
  const votes = await mostVoted(services.store, workspace, MOST_LIFTED);
  const boost = createLift(votes, services.today());
  if (typed === '') return suggestNewest(boost, votes, services);
  const found = services.live.index.suggestPapers(typed, { limit: MOST, boost });
  return found.map(/^[\d.]+$/.test(typed) ? withNumber : withTitle);
}

/** An id is right as it stands, known or not. */
async function suggestNamed(id: PaperId, { archive }: Services): Promise<Suggestion> {
  const paper = await archive.find(id);
  return paper === undefined ? { label: id, value: id } : withNumber(paper);
}

type Titled = Pick<Paper, 'id' | 'title'>;

function withNumber({ id, title }: Titled): Suggestion {
  return { label: cutAtWord(`${id} ${title}`, LONGEST), value: id };
}

function withTitle({ id, title }: Titled): Suggestion {
  return { label: cutAtWord(title, LONGEST), value: id };
}

/** What was listed longer ago is not recent any more. */
const RECENT_DAYS = 60;

type Lift = (id: PaperId, day: Day) => number;

/** From 0 to 2: half for being recent, half for the team's votes. */
function createLift(votes: ReadonlyMap<PaperId, number>, today: Day): Lift {
  const ages = new Map<Day, number>();
  const ageOf = (day: Day) => {
    const age = ages.get(day) ?? Temporal.PlainDate.from(day).until(today).days;
    ages.set(day, age);
    return age;
  };
  return (id, day) => {
    const voted = votes.get(id) ?? 0;
    return Math.max(0, 1 - ageOf(day) / RECENT_DAYS) + voted / (voted + 2);
  };
}

const NEWEST_DAYS = 14;

/** Nothing is typed yet: what was listed lately and what the team voted up. */
async function suggestNewest(
  lift: Lift,
  votes: ReadonlyMap<PaperId, number>,
  { store, archive, today }: Services,
): Promise<readonly Suggestion[]> {
  const days = { from: addDays(today(), -NEWEST_DAYS), to: today() };
  const { papers } = await bestListed(store, days, { limit: MOST, offset: 0 });
  const voted = await archive.findMany([...votes.keys()].slice(0, MOST));
  const all = new Map([...papers, ...voted.values()].map((paper) => [paper.id, paper]));
  const listed = await lastListed(store, [...all.keys()]);
  const liftOf = ({ id, publishedOn }: Paper) => lift(id, listed.get(id) ?? publishedOn);
  return [...all.values()]
    .toSorted((a, b) => liftOf(b) - liftOf(a) || b.upvotes - a.upvotes)
    .slice(0, MOST)
    .map(withTitle);
}
