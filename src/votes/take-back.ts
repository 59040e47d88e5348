import type { Tally } from '#chat/message.ts';
import type { Instant, MessageRef, PersonId } from '#chat/platform.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { accountsOf } from './humans.ts';
import type { Ballot } from './ledger.ts';
import { type Cause, ownVotes } from './own-votes.ts';
import { placeOf, record } from './record.ts';
import { ownTurn } from './room.ts';
import { createTallies } from './tally.ts';
import { teamOf } from './workspaces.ts';

export interface TakenBack {
  /** Reactions that are gone now; 0 when there were none on deleted messages. */
  readonly reactions: number;
  /** Something else of theirs still votes on the paper. */
  readonly isVoteLeft: boolean;
  readonly tally: Tally;
}

/** Takes back what a person voted on messages that were deleted since, where they cannot do it themselves. Safe to repeat. */
export async function takeBackGone(store: Store, ballot: Ballot, now: Instant): Promise<TakenBack> {
  return store.transaction().execute(async (trx) => {
    const { workspace, paper, person } = ballot;
    await ownTurn(trx, workspace);
    const accounts = await accountsOf(trx, await teamOf(trx, workspace), person);
    let reactions = 0;
    for (const { ref, emoji } of (await causesOf(trx, ballot)).flatMap(onGone)) {
      reactions += await takeBack(trx, { ref, emoji, accounts }, now);
    }
    const tally = (await createTallies(trx).of(workspace, [paper])).get(paper);
    return {
      reactions,
      isVoteLeft: (await causesOf(trx, ballot)).length > 0,
      tally: tally ?? { up: 0, down: 0 },
    };
  });
}

async function causesOf(trx: StoreHandle, ballot: Ballot): Promise<readonly Cause[]> {
  return (await ownVotes(trx, ballot)).find(({ paper }) => paper === ballot.paper)?.causes ?? [];
}

function onGone(cause: Cause): readonly { readonly ref: MessageRef; readonly emoji: string }[] {
  return cause.kind === 'reaction' && cause.isGone ? [cause] : [];
}

interface Standing {
  readonly ref: MessageRef;
  readonly emoji: string;
  readonly accounts: readonly PersonId[];
}

/** As if they had removed it themselves, so that a scan under way does not bring it back. */
async function takeBack(
  trx: StoreHandle,
  { ref, emoji, accounts }: Standing,
  now: Instant,
): Promise<number> {
  const rows = await trx
    .selectFrom('reaction')
    .select(['person', 'burst'])
    .where((eb) => eb.and({ ...placeOf(ref), emoji }))
    .where('person', 'in', accounts)
    .execute();
  for (const { person, burst } of rows) {
    await record(trx, { kind: 'removed', ref, person, emoji, isBurst: burst === 1 }, now);
  }
  return rows.length;
}
