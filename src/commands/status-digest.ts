import { many, momentWords } from '#chat/words.ts';
import { readDigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { Services } from './services.ts';

/** `Fri 6 Mar, 09:00: 10 of 17 papers, everything posted`. */
export async function lastDigest(
  { id, schedule }: Subscription,
  { store, today }: Services,
): Promise<string | undefined> {
  const row = await store
    .selectFrom('digest')
    .selectAll()
    .where('subscription', '=', id)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { papers, total } = readDigestContent(row.content);
  const states = await store
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('rows')])
    .where('digest', '=', row.id)
    .groupBy('state')
    .execute();
  const all = states.reduce((sum, { rows }) => sum + rows, 0);
  const sent = states.find(({ state }) => state === 'sent')?.rows ?? 0;
  const when = momentWords(row.created_at, schedule.zone, today());
  const posted = sent === all ? 'everything posted' : `${sent} of ${many(all, 'message')} posted`;
  return `${when}: ${papers.length} of ${many(total, 'paper')}, ${posted}`;
}
