import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Message } from '#chat/message.ts';
import type { Limits, WorkspaceId } from '#chat/platform.ts';
import { type CardFacts, composeCard } from '../digest/card.ts';
import { composeOverview } from '../digest/compose.ts';
import { composePicks } from '../digest/picks.ts';
import { composeShared, numbered, SharedList } from '../digest/shared-list.ts';
import type { Days } from '../papers/listed.ts';
import type { Day } from '../papers/paper.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { Picks, papersOf } from '../votes/picks.ts';
import type { Reads } from './reads.ts';

/** What a delivery outside a digest carries. Digests carry nothing: they are composed from their content. */
export type Payload =
  | { readonly kind: 'message'; readonly message: Message }
  | {
      readonly kind: 'card';
      readonly opener?: { readonly person: string; readonly name: string };
      /** The votes that brought it there. */
      readonly reached?: number;
    }
  | { readonly kind: 'list'; readonly list: SharedList }
  /** What a team picked, decided once: only the tallies are of the moment. */
  | { readonly kind: 'picks'; readonly picks: Picks; readonly listed: Days };

/** Our own JSON from our own table: its outer form is checked, a Message is trusted. */
const Stored = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    message: z.custom<Message>((value) => typeof value === 'object'),
  }),
  z.object({
    kind: z.literal('card'),
    opener: z.object({ person: z.string(), name: z.string() }).optional(),
    reached: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('list'), list: SharedList }),
  z.object({
    kind: z.literal('picks'),
    picks: Picks,
    listed: z.object({ from: z.string(), to: z.string() }),
  }),
]);

export interface ContentDeps {
  readonly reads: Reads;
  readonly limitsOf: (workspace: WorkspaceId) => Limits;
  readonly today: () => Day;
}

/** The key of a delivery is made from what it is, so that planning it twice plans it once. 24 characters, see DeliveryKey. */
export function keyOf(...what: readonly (string | number)[]): string {
  return hash('sha256', what.join('\n'), 'base64url').slice(0, 24);
}

/** The message of a delivery with the tallies of this moment; the same for its sending and for every later edit. */
export async function renderDelivery(row: DeliveryRow, deps: ContentDeps): Promise<Message> {
  if (row.digest !== null) return renderDigestPart(row, row.digest, deps);
  const payload = payloadOf(row);
  if (payload.kind === 'message') return payload.message;
  if (payload.kind === 'picks') return renderPicks(row, payload, deps);
  if (payload.kind === 'list') return renderShared(row, payload, deps);
  const { opener, reached } = payload;
  return renderCard(row, deps, {
    ...(opener !== undefined && { opener }),
    ...(reached !== undefined && { reached }),
  });
}

/** Of a delivery outside a digest. */
export function payloadOf({ payload }: Pick<DeliveryRow, 'payload'>): z.infer<typeof Stored> {
  return Stored.parse(JSON.parse(payload ?? 'null'));
}

async function renderPicks(
  { workspace, key }: DeliveryRow,
  { picks, listed }: Extract<Payload, { kind: 'picks' }>,
  { reads, limitsOf, today }: ContentDeps,
): Promise<Message> {
  const ids = papersOf(picks);
  return composePicks({
    ...{ picks, listed, key, today: today(), limits: limitsOf(workspace), isPrivate: false },
    papers: await reads.papers(ids),
    tallies: await reads.tallies(workspace, ids),
  });
}

async function renderShared(
  { workspace, key }: DeliveryRow,
  { list }: Extract<Payload, { kind: 'list' }>,
  { reads, limitsOf, today }: ContentDeps,
): Promise<Message> {
  const ids = numbered(list).map(({ paper }) => paper);
  return composeShared({
    ...{ list, key, today: today(), limits: limitsOf(workspace) },
    papers: await reads.papers(ids),
    tallies: await reads.tallies(workspace, ids),
  });
}

async function renderDigestPart(
  row: DeliveryRow,
  digest: string,
  deps: ContentDeps,
): Promise<Message> {
  const { reads } = deps;
  const content = await reads.content(digest);
  const ids = content.papers.map(({ paper }) => paper);
  if (row.part !== 'overview')
    return renderCard(row, deps, { number: ids.indexOf(row.part ?? '') + 1 });
  return composeOverview({
    content,
    papers: await reads.papers(ids),
    tallies: await reads.tallies(row.workspace, ids),
    key: row.key,
    limits: deps.limitsOf(row.workspace),
    today: deps.today(),
  });
}

async function renderCard(
  row: DeliveryRow,
  deps: ContentDeps,
  extra: Pick<CardFacts, 'number' | 'opener' | 'reached'>,
): Promise<Message> {
  const { reads } = deps;
  const id = row.part ?? '';
  const paper = (await reads.papers([id])).get(id);
  if (paper === undefined) throw new Error(`delivery ${row.id}: the archive has no paper ${id}`);
  const tallies = await reads.tallies(row.workspace, [id]);
  const listedOn = await reads.listedOn(id);
  return composeCard({
    paper,
    tally: tallies.get(id) ?? { up: 0, down: 0 },
    key: row.key,
    today: deps.today(),
    isPrivate: false,
    ...extra,
    ...(listedOn !== undefined && { listedOn }),
  });
}
