import type { Place } from '#chat/platform.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { createLiveIndex } from '../../../src/search/live-index.ts';
import { readQuery } from '../../../src/search/query.ts';
import { createSearch, type Found, type Search } from '../../../src/search/search.ts';
import type { Store } from '../../../src/store/open.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { ScriptedBeyond } from '../delivery/house.ts';
import { aLog } from '../papers/a-log.ts';

export const HERE: Place = { workspace: 'fake:W1', channel: 'C1' };
export const THERE: Place = { workspace: 'fake:W1', channel: 'C2' };
export const SECRET: Place = { workspace: 'fake:W1', channel: 'CSECRET' };
/** Another team. */
export const ELSEWHERE: Place = { workspace: 'fake:W2', channel: 'C1' };

/** An archive with a search over it, and channels of which one is private. */
export interface Library extends AsyncDisposable {
  readonly store: Store;
  readonly search: Search;
  readonly beyond: ScriptedBeyond;
  /** Channels that were looked at, in their order. */
  readonly looked: string[];
  /** How looking at a channel goes from now on. */
  readonly faults: Map<string, 'cannot-say' | 'hangs'>;
  /** Channels with people of other workspaces in them. */
  readonly shared: Set<string>;
  /** Moves the clock; whoever waits for less goes on. */
  later(ms: number): void;
  save(...papers: readonly Paper[]): Promise<void>;
  list(day: string, papers: readonly Paper[]): Promise<void>;
  find(
    typed: string,
    place?: Place,
    page?: { readonly limit: number; readonly offset: number },
  ): Promise<Found>;
  /** A vote by button. */
  vote(paper: string, person: string, place?: Place): Promise<void>;
  /** A posted card of a paper. */
  post(paper: string, place: Place, at?: string): Promise<void>;
}

/** Of a workspace, and of a channel or two. */
export const GUEST = { id: 'fake:U7' };
const NOBODY = { name: 'Somebody', isAdmin: false, isWorkspaceAdmin: false, isBot: false };

export async function openLibrary(): Promise<Library> {
  let now = Date.parse('2026-03-13T12:00:00Z');
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const wait = (ms: number) =>
    new Promise<void>((wake) => {
      sleepers.add({ at: now + ms, wake });
    });
  const store = await openTestStore();
  for (const id of [HERE.workspace, ELSEWHERE.workspace])
    await ensureWorkspace(store, { id, name: id, now });
  const archive = createArchive(store);
  const live = createLiveIndex({ store, wait, clock: () => now, log: aLog() });
  const beyond = new ScriptedBeyond();
  const looked: string[] = [];
  const faults: Library['faults'] = new Map();
  const shared = new Set<string>();
  const library: Library = {
    ...{ store, beyond, looked, faults, shared },
    search: createSearch({
      ...{ store, archive, live, beyond, wait, clock: () => now },
      look: async ({ channel }, person) => {
        looked.push(channel);
        const fault = faults.get(channel);
        if (fault === 'hangs') return new Promise(() => {});
        if (fault === 'cannot-say') return undefined;
        const isPrivate = channel === SECRET.channel;
        const facts = { name: `name-of-${channel}`, isPrivate, isShared: shared.has(channel) };
        const isGuest = person === GUEST.id;
        return { ...facts, ...(person !== undefined && { person: { ...NOBODY, isGuest } }) };
      },
    }),
    later: (ms) => {
      now += ms;
      for (const { at, wake } of sleepers) if (at <= now) wake();
    },
    save: async (...papers) => {
      for (const paper of papers) await archive.save(paper, now);
    },
    list: (day, papers) => archive.saveList(day, papers, { now }),
    find: (typed, place = HERE, page = { limit: 5, offset: 0 }) =>
      library.search.find(readQuery(typed), { place, page }),
    vote: async (paper, person, { workspace } = HERE) => {
      await store.insertInto('button_vote').values({ workspace, paper, person, at: now }).execute();
    },
    post: (paper, place, at = '2026-03-10T08:00:00Z') =>
      post(store, place, { paper, at: Date.parse(at) }),
    [Symbol.asyncDispose]: async () => {
      await live.stop();
      await store.destroy();
    },
  };
  return library;
}

/** As delivery leaves it behind. */
async function post(
  store: Store,
  { workspace, channel }: Place,
  { paper, at }: { readonly paper: string; readonly at: number },
): Promise<void> {
  const message = `card-${paper}-${at}`;
  await store
    .insertInto('votable')
    .values({ workspace, channel, message, number: 0, paper })
    .execute();
  await store
    .insertInto('delivery')
    .values({
      ...{ key: `${workspace}${channel}${message}`, purpose: 'share', lane: workspace, workspace },
      ...{ part: paper, channel, state: 'sent', not_before: 0, attempts: 1, maybe_sent: 1 },
      ...{ sent_channel: channel, sent_message: message, sent_at: at, created_at: at },
    })
    .execute();
}

export const idsOf = ({ hits }: Found): readonly string[] => hits.map(({ id }) => id);
