import { setImmediate as breath } from 'node:timers/promises';
import type { ReactionChange } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { forgottenIn, isOldNews, liftForgotten } from '../votes/forgotten.ts';
import { inGroups } from '../votes/in-groups.ts';
import type { Touched } from '../votes/ledger.ts';
import { BACK_WORDS } from '../votes/receipt.ts';
import type { Services } from './services.ts';

/** So many take some ten milliseconds on a file, which is how long a command waits that is typed meanwhile. */
const TOGETHER = 32;

/**
 * What follows from what happened to a reaction. A platform may tell of hundreds at once, after an outage of thousands:
 * they are stored in groups, in the order in which they came. Done when the promise is, so that whoever ends the process
 * can wait for it; what is not done by then is a gap, as all that happens until the next start.
 */
export function createReactions(services: Services): (change: ReactionChange) => Promise<void> {
  const hear = inGroups<ReactionChange, boolean>({
    nameOf: (change) => firstOf(change)?.workspace ?? '',
    work: (group) => hearAll(group, services),
    most: TOGETHER,
  });
  return async (change) => {
    // Outside of the groups: it may wait for the platform.
    if (await hear(change)) await services.revealed.reaction(change);
  };
}

type Heard = PromiseSettledResult<boolean>;

/** Of each whether it was kept, and then whether it is the first of its message. */
async function hearAll(
  group: readonly ReactionChange[],
  services: Services,
): Promise<readonly Heard[]> {
  const { touched, failures } = await keep(group, services);
  const kept = [...group.keys()].filter((index) => !failures.has(index));
  const [after] = await Promise.allSettled([
    follow(
      kept.flatMap((index) => group[index] ?? []),
      touched,
      services,
    ),
  ]);
  // All are stored: what failed is told once.
  const reasons = new Map(failures);
  if (after.status === 'rejected') reasons.set(kept[0] ?? 0, after.reason);
  const names = group.map(messageOf);
  return group.map((_, index): Heard => {
    if (reasons.has(index)) return { status: 'rejected', reason: reasons.get(index) };
    return { status: 'fulfilled', value: names.indexOf(names[index] ?? '') === index };
  });
}

async function follow(
  kept: readonly ReactionChange[],
  touched: readonly Touched[],
  services: Services,
): Promise<void> {
  await welcomeBack(kept, services);
  for (const one of touched) await services.votesChanged(one);
}

interface Kept {
  readonly touched: readonly Touched[];
  readonly failures: ReadonlyMap<number, unknown>;
}

/** In one transaction; when that fails each in its own, so that one keeps no other from being stored. */
async function keep(
  group: readonly ReactionChange[],
  { ledger }: Pick<Services, 'ledger'>,
): Promise<Kept> {
  const [all] = await Promise.allSettled([ledger.applyAll(group)]);
  if (all.status === 'fulfilled') return { touched: all.value, failures: new Map() };
  if (group.length === 1) return { touched: [], failures: new Map([[0, all.reason]]) };
  const touched: Touched[] = [];
  const failures = new Map<number, unknown>();
  for (const [index, change] of group.entries()) {
    await breath();
    const [one] = await Promise.allSettled([ledger.applyAll([change])]);
    if (one.status === 'fulfilled') touched.push(...one.value);
    else failures.set(index, one.reason);
  }
  return { touched, failures };
}

/** A new reaction of somebody who asked to be forgotten ends that, and they are told so. */
async function welcomeBack(group: readonly ReactionChange[], services: Services): Promise<void> {
  const [first] = group;
  const workspace = first && firstOf(first)?.workspace;
  if (workspace === undefined) return;
  const isForgotten = await forgottenIn(services.store, workspace);
  for (const change of group)
    if (change.kind === 'added' && isForgotten(change.person)) await welcome(change, services);
}

async function welcome(
  change: Extract<ReactionChange, { kind: 'added' | 'removed' }>,
  services: Services,
): Promise<void> {
  const member = { workspace: change.ref.workspace, person: change.person };
  const now = services.clock();
  const isBack = await services.store.transaction().execute(async (trx) => {
    if (await isOldNews(trx, change)) return false;
    if (!(await liftForgotten(trx, member))) return false;
    const notice = { what: `back ${now}`, message: sayPlainly(BACK_WORDS), trx };
    await services.planner.planPrivate(member, notice, now);
    return true;
  });
  if (isBack) services.wakeDelivery();
}

function firstOf(change: ReactionChange): MessageRef | undefined {
  return change.kind === 'deleted' ? change.refs[0] : change.ref;
}

function messageOf(change: ReactionChange): string {
  const ref = firstOf(change);
  return `${change.kind} ${ref?.channel}/${ref?.message}`;
}
