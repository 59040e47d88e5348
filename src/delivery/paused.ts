import { type Span, sayPlainly, withCommands } from '#chat/message.ts';
import type { ChatPlatform, Instant, Place, PlaceFacts, WorkspaceId } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { keyOf } from './content.ts';
import { laneOf } from './lanes.ts';
import { look } from './look.ts';
import type { Observe } from './observed.ts';
import { nameOf, type Pausable, pausableOf, pause } from './pausable.ts';
import { ensurePlanned, type Single } from './single.ts';

export interface PausedDeps {
  readonly store: Store;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: Observe;
}

/** What keeps Paperboy from posting, in words. */
export interface Trouble {
  readonly reason: string;
  readonly fix: string;
  /** How the channel is called elsewhere, where the platform still says. */
  readonly name?: string;
}

/** The platform refuses posts and cannot say why. */
export const UNKNOWN: Trouble = {
  reason: 'Paperboy can no longer post in this channel.',
  fix: 'Invite it again.',
};

/** A lasting failure of a delivery pauses what it was posted for. */
export async function pauseSubscription(
  row: DeliveryRow,
  reason: string,
  deps: PausedDeps,
): Promise<void> {
  const one = await pausableOf(deps.store, row);
  if (one === undefined || one.paused !== undefined) return;
  const isNew = await pauseAndTell(one, troubleOf(await lookAt(one, deps)), deps);
  const facts = { delivery: row.key, subscription: nameOf(one), ...one.place, reason };
  if (isNew) deps.log.warn(facts, 'subscription paused');
}

/** What would be refused is paused when somebody asks how it stands: nobody should learn it from a digest that does not come. */
export async function pauseObstructed(
  place: Place,
  all: readonly Pausable[],
  deps: PausedDeps,
): Promise<void> {
  const running = all.filter(({ paused }) => paused === undefined);
  if (running.length === 0) return;
  const facts = await lookAt({ place }, deps);
  if (facts === undefined || facts.obstacles.length === 0) return;
  const trouble = troubleOf(facts);
  for (const one of running) {
    const isNew = await pauseAndTell(one, trouble, deps);
    const about = { subscription: nameOf(one), ...place, reason: trouble.reason };
    if (isNew) deps.log.warn(about, 'subscription paused');
  }
}

/** Who set it up is told once a pause, in a message of their own. True when this paused it. */
export async function pauseAndTell(
  one: Pausable,
  trouble: Trouble,
  { store, clock, platformOf, observe }: PausedDeps,
): Promise<boolean> {
  const { workspace } = one.place;
  const { reason, fix } = trouble;
  const at = clock();
  const lane = laneOf(platformOf(workspace), workspace);
  const isNew = await store.transaction().execute(async (trx) => {
    const since = await pause(trx, one, { reason, fix, at });
    // One that was only tried is still the pause of which they were told.
    if (since === at) await planNotice(trx, { one, trouble, lane, at });
    return since !== undefined;
  });
  if (isNew) observe({ kind: 'paused', subscription: nameOf(one), reason });
  return isNew;
}

interface PauseNotice {
  readonly one: Pausable;
  readonly trouble: Trouble;
  readonly lane: string;
  readonly at: Instant;
}

async function planNotice(trx: StoreHandle, notice: PauseNotice): Promise<void> {
  const { one, trouble, lane, at } = notice;
  const person = one.setUpBy?.person;
  if (person === undefined) return;
  const single: Single = {
    key: noticeKey(one, at),
    purpose: 'notice',
    to: { workspace: one.place.workspace, person },
    lane,
    payload: { kind: 'message', message: sayPlainly(pauseWords(one, trouble)) },
  };
  await ensurePlanned(trx, single, at);
}

/** Of the message that tells who set it up of the pause that began then. */
export function noticeKey(one: Pausable, pausedAt: Instant): string {
  return keyOf('paused', nameOf(one), pausedAt);
}

/** `The daily digest that you set up in #papers is paused.`, with reason and fix; `by` is how who set it up is called. */
export function pauseWords(
  { kind, place: { channel } }: Pausable,
  { reason, fix, name }: Trouble,
  by = 'you',
): readonly Span[] {
  const [what, are] = THINGS[kind];
  return [
    { kind: 'plain', text: `The ${what} that ${by} set up in ` },
    name === undefined ? { kind: 'plain', text: 'a channel' } : { kind: 'channel', channel, name },
    { kind: 'plain', text: ` ${are} paused. ` },
    ...withCommands(`${reason} ${fix}`),
  ];
}

const THINGS = {
  daily: ['daily digest', 'is'],
  picks: ['weekly team picks', 'are'],
  threshold: ['threshold', 'is'],
} as const;

/** What the platform says of its channel; undefined while it cannot be asked. */
export function lookAt(
  { place }: Pick<Pausable, 'place'>,
  { platformOf }: Pick<PausedDeps, 'platformOf'>,
): Promise<PlaceFacts | undefined> {
  return look(place, platformOf(place.workspace));
}

/** The platform's own words for what is wrong; ours where it has none. */
export function troubleOf(facts: PlaceFacts | undefined): Trouble {
  if (facts === undefined) return UNKNOWN;
  const { obstacles, name, isPrivate } = facts;
  const { problem: reason, fix } = obstacles[0] ?? { problem: UNKNOWN.reason, fix: UNKNOWN.fix };
  // The platform itself shows the name to whoever may see the channel.
  return { reason, fix, name: isPrivate ? 'a private channel' : name };
}
