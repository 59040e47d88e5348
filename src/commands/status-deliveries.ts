import { sql } from 'kysely';
import type { Fact } from '#chat/message.ts';
import type { Instant, Place } from '#chat/platform.ts';
import { clockTime, many, momentWords } from '#chat/words.ts';
import { laneOf } from '../delivery/lanes.ts';
import { readDigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import { nameOf } from './command.ts';
import type { Services } from './services.ts';

/** What went wrong earlier is in the log. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

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

export interface OpenDeliveries {
  readonly facts: readonly Fact[];
  /** Those of the facts that are problems. */
  readonly problems: number;
}

/** What is under way or went wrong in this channel. */
export async function openDeliveries(
  { place, zone }: { readonly place: Place; readonly zone: string },
  services: Services,
): Promise<OpenDeliveries> {
  const platform = nameOf(services.platformOf(place.workspace));
  const count = await countStates(place, services);
  const all = many(count(), 'message');
  const waiting = count('pending', 'sending');
  const uncertain = count('uncertain');
  const refused = count('refused', 'dead');
  const plain = count('plain');
  const until = waiting === 0 ? undefined : await pausedUntil(place, services);
  const wrong = [
    ...fact('Slowed down', until && slowedWords(until, zone, platform)),
    ...fact('Uncertain', uncertain && uncertainWords(uncertain, all, platform)),
    ...fact('Refused', refused && `${refused} of ${all}`),
    ...fact('Plain text', plain && plainWords(plain)),
  ];
  const open = fact('Waiting', waiting && many(waiting, 'message'));
  return { facts: [...open, ...wrong], problems: wrong.length };
}

/** Zero and unknown are left out. */
function fact(label: string, value: string | 0 | undefined): readonly Fact[] {
  return value ? [{ label, value }] : [];
}

function slowedWords(until: Instant, zone: string, platform: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(until).toZonedDateTimeISO(zone);
  return `${platform} asked us to wait; next try ${clockTime(local)}`;
}

function uncertainWords(uncertain: number, all: string, platform: string): string {
  const [it, they] = uncertain === 1 ? ['it', 'It'] : ['they', 'They'];
  return `${uncertain} of ${all}: ${platform} did not say whether ${it} arrived. ${they} will not be sent again.`;
}

function plainWords(plain: number): string {
  return `${many(plain, 'message')} refused; sent as plain text instead. The operator knows.`;
}

/** How many recent deliveries of a channel are in one of the states, or there are in all; `plain` is how some were sent. */
async function countStates({ workspace, channel }: Place, { store, clock }: Services) {
  const rows = await store
    .selectFrom('delivery')
    .select((eb) => [
      sql<string>`case when state = 'sent' and reason is not null then 'plain' else state end`.as(
        'state',
      ),
      eb.fn.countAll<number>().as('rows'),
    ])
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .where('created_at', '>', clock() - RECENT_MS)
    .groupBy(sql`1`)
    .execute();
  return (...states: readonly string[]): number =>
    rows
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .reduce((sum, row) => sum + row.rows, 0);
}

async function pausedUntil(
  { workspace }: Place,
  { store, clock, platformOf }: Services,
): Promise<Instant | undefined> {
  const row = await store
    .selectFrom('lane')
    .select('paused_until')
    .where('name', '=', laneOf(platformOf(workspace), workspace))
    .where('paused_until', '>', clock())
    .executeTakeFirst();
  return row?.paused_until;
}
