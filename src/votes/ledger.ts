import type { ReactionChange } from '#chat/inbox.ts';
import type { Tally } from '#chat/message.ts';
import type { Instant, MessageRef, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { concerning } from './concerning.ts';
import { meaningsIn } from './custom-meanings.ts';
import { isOldNews } from './forgotten.ts';
import { markGone } from './gone.ts';
import { type Healed, heal, type Scan } from './heal.ts';
import { accountsOf } from './humans.ts';
import { createOrder } from './in-order.ts';
import { papersOn, placeOf, record } from './record.ts';
import { ownTurn } from './room.ts';
import { createTallies, type Saying, sayingsOn } from './tally.ts';
import { noteVisit } from './visits.ts';
import { meaningOn, voteOf } from './vote.ts';
import { teammates, teamOf } from './workspaces.ts';

/** Papers of a workspace whose tally may have changed. */
export interface Touched {
  readonly workspace: WorkspaceId;
  readonly papers: readonly PaperId[];
}

/** What a press of a vote button came to. */
export interface Receipt {
  readonly state: 'voted' | 'taken-back' | 'still-counted' | 'cancelled';
  readonly tally: Tally;
  /** The reaction that keeps the vote standing, or that would without the one against. */
  readonly by?: { readonly ref: MessageRef; readonly emoji: string };
  /** The emoji that cancels the vote. */
  readonly against?: string;
}

export interface Ballot {
  readonly workspace: WorkspaceId;
  readonly paper: PaperId;
  readonly person: PersonId;
}

/** The record of reactions and button votes. Everything here may run twice. */
export interface Ledger {
  /**
   * Records what happened to reactions, and answers whose papers may show another tally: one entry per workspace of the
   * team, none when nothing changed. Messages that were deleted keep their votes.
   */
  apply(change: ReactionChange): Promise<readonly Touched[]>;
  /** The same of several of one workspace, in their order: all of them or none. One call after the other. */
  applyAll(changes: readonly ReactionChange[]): Promise<readonly Touched[]>;
  /**
   * Makes the record of one message equal to a scan of it, in the caller's transaction, and answers what changed and
   * whose papers may show another tally.
   */
  heal(
    trx: StoreHandle,
    scan: Scan,
  ): Promise<{ readonly healed: Healed; readonly touched: readonly Touched[] }>;
  /** Toggles the button vote of a person on a paper, whatever the message. Stored when it returns. */
  press(ballot: Ballot): Promise<Receipt>;
}

export function createLedger({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): Ledger {
  const inOrder = createOrder();
  return {
    // Transactions of a server overtake each other: what went as fast as it came would be stored as if it stood.
    apply: (change) => inOrder(messageOf(change), () => applyAll(store, [change], clock)),
    applyAll: (changes) => applyAll(store, changes, clock),
    heal: async (trx, scan) => {
      await ownTurn(trx, scan.ref.workspace);
      const healed = await heal(trx, scan, clock());
      const hasChanged = healed.added.length + healed.removed.length > 0;
      return {
        healed,
        touched: hasChanged ? await touchedBy(trx, scan.ref.workspace, [scan]) : [],
      };
    },
    press: (ballot) => store.transaction().execute((trx) => press(trx, ballot, clock())),
  };
}

function messageOf(change: ReactionChange): string {
  const ref = change.kind === 'deleted' ? change.refs[0] : change.ref;
  return `${ref?.workspace}/${ref?.channel}/${ref?.message}`;
}

async function applyAll(
  store: Store,
  changes: readonly ReactionChange[],
  clock: Clock,
): Promise<readonly Touched[]> {
  const ours = await concerning(store, changes);
  const [first] = ours.flatMap((change) => (change.kind === 'deleted' ? change.refs : change.ref));
  if (first === undefined) return [];
  return store.transaction().execute(async (trx) => {
    await ownTurn(trx, first.workspace);
    const said = new Map<string, Said>();
    for (const change of ours) {
      const one = await apply(trx, change, clock());
      if (one !== undefined) said.set(`${messageOf(change)} ${one.emoji ?? ''}`, one);
    }
    return touchedBy(trx, first.workspace, [...said.values()]);
  });
}

/** Where something changed that may be a vote: an emoji, or any. */
interface Said {
  readonly ref: MessageRef;
  readonly emoji?: string | undefined;
}

async function apply(
  trx: StoreHandle,
  change: ReactionChange,
  now: Instant,
): Promise<Said | undefined> {
  if (change.kind === 'deleted') {
    await markGone(trx, change.refs, now);
    return undefined;
  }
  const { ref } = change;
  if (await isOldNews(trx, change)) return undefined;
  if (!(await record(trx, change, now))) return undefined;
  if (change.kind === 'added') await noteVisit(trx, { ...ref, person: change.person }, now);
  return { ref, emoji: change.emoji };
}

/** Only the papers on which the emoji, if it was one, says something there; the whole team sees them. */
async function touchedBy(
  trx: StoreHandle,
  workspace: WorkspaceId,
  said: readonly Said[],
): Promise<readonly Touched[]> {
  if (said.length === 0) return [];
  const own = (await meaningsIn(trx, [workspace]))(workspace);
  const papers = new Set<PaperId>();
  for (const { ref, emoji } of said) {
    for (const { number, paper } of await papersOn(trx, ref)) {
      const isSaid = emoji === undefined || meaningOn(number, emoji, own) !== undefined;
      if (isSaid) papers.add(paper);
    }
  }
  if (papers.size === 0) return [];
  const mates = await teammates(trx, workspace);
  return mates.map((mate) => ({ workspace: mate, papers: [...papers] }));
}

/** One button vote per human and paper in a team, whichever account and workspace it was pressed with. */
async function press(
  trx: StoreHandle,
  { workspace, paper, person }: Ballot,
  at: number,
): Promise<Receipt> {
  await ownTurn(trx, workspace);
  const accounts = await accountsOf(trx, await teamOf(trx, workspace), person);
  const { numDeletedRows } = await trx
    .deleteFrom('button_vote')
    .where('workspace', 'in', await teammates(trx, workspace))
    .where('paper', '=', paper)
    .where('person', 'in', accounts)
    .executeTakeFirstOrThrow();
  const isOn = numDeletedRows === 0n;
  if (isOn) {
    await trx.insertInto('button_vote').values({ workspace, paper, person, at }).execute();
  }
  const all = await sayingsOn(trx, workspace, [paper]);
  const said = all.filter((one) => accounts.includes(one.person));
  const tally = (await createTallies(trx).of(workspace, [paper])).get(paper) ?? { up: 0, down: 0 };
  return { ...outcome(isOn, said), tally };
}

function outcome(isOn: boolean, said: readonly Saying[]): Omit<Receipt, 'tally'> {
  const vote = voteOf(said.map((one) => one.meaning));
  const up = said.find((one) => one.meaning === 'up' && one.by !== undefined)?.by;
  const against = said.find((one) => one.meaning === 'down')?.by?.emoji;
  const by = up === undefined ? {} : { by: { ref: placeOf(up), emoji: up.emoji } };
  if (vote === 'up') return isOn ? { state: 'voted' } : { state: 'still-counted', ...by };
  const isCancelled = against !== undefined && (isOn || up !== undefined);
  return isCancelled ? { state: 'cancelled', against, ...by } : { state: 'taken-back' };
}
