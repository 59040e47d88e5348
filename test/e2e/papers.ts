import { addDays, closesAt, feedDay, isWeekday } from '../../src/papers/feed-day.ts';
import type { Day } from '../../src/papers/paper.ts';
import { openStore } from '../../src/store/open.ts';
import {
  type FakeHuggingFace,
  type FakePaper,
  startFakeHuggingFace,
} from '../fakes/hugging-face.ts';

/** The list that a digest of this moment shows, and the one before it. */
export function closedDays(now: number): { readonly newest: Day; readonly before: Day } {
  const newest = closedOn(feedDay(now), now);
  return { newest, before: closedOn(addDays(newest, -1), now) };
}

function closedOn(from: Day, now: number): Day {
  let day = from;
  while (!isWeekday(day) || closesAt(day) > now) day = addDays(day, -1);
  return day;
}

/** Nobody on the fake platforms has this name. */
const BY = { authors: ['Grace Hopper'] } as const;

export const PAPERS: readonly FakePaper[] = [
  { id: '2603.00001', title: 'Looking Twice', upvotes: 40, ai_summary: 'A model looks twice.' },
  { id: '2603.00002', title: 'Counting Sheep', upvotes: 30, ai_summary: 'It counts, and sleeps.' },
  { id: '2603.00003', title: 'Walking Slowly', upvotes: 20, ai_summary: 'Robots that take care.' },
].map((paper) => ({ ...BY, ...paper }));

/** A Hugging Face with the same three papers on the newest closed day, and one more on the day before. */
export async function startPapers(): Promise<FakeHuggingFace & AsyncDisposable> {
  const { newest, before } = closedDays(Date.now());
  const older = { ...BY, id: '2602.00009', title: 'Of the Day Before', upvotes: 9 };
  const fake = await startFakeHuggingFace({ days: { [newest]: PAPERS, [before]: [older] } });
  return { ...fake, [Symbol.asyncDispose]: () => fake.stop() };
}

/** Makes every subscription due, as if its slot had come while nobody ran. */
export async function makeDue(folder: string): Promise<void> {
  const store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  await store
    .updateTable('subscription')
    .set({ next_run_at: Date.now() - 60_000 })
    .execute();
  await store.destroy();
}
