/** Three workspaces on two scripted platforms, events that come twice, late, out of order or never, and the real ledger and healer. */
import type { CompiledQuery } from 'kysely';
import type { ReactionChange } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Counts,
  type MessageRef,
  PlatformError,
  type Reaction,
  type ReadReactions,
} from '#chat/platform.ts';
import { Healer } from '../../../src/delivery/healer.ts';
import { silentLog } from '../../../src/log.ts';
import type { Store } from '../../../src/store/open.ts';
import { setMeaning } from '../../../src/votes/custom-meanings.ts';
import { isOldNews, liftForgotten } from '../../../src/votes/forgotten.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { makeCode, unlink, useCode } from '../../../src/votes/links.ts';
import { forgetPerson } from '../../../src/votes/privacy.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { joinTeam, partTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace, teamOf } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import {
  type Beginning,
  beginningOf,
  type Event,
  type Happening,
  MEANT,
  type Move,
  TYPED,
} from './happenings.ts';
import {
  changed,
  channelOf,
  clear,
  idOf,
  isSameCount,
  memberOf,
  type Post,
  personOf,
  standingOn,
  WORKSPACES,
  workspaceOf,
} from './town-posts.ts';
import { type Counted, Witness } from './witness.ts';

const PAPERS = ['2603.00001', '2603.00002'];
const HOUR_MS = 60 * 60_000;
const SENT_AT = 2;
/** Past the last reading of every message, before they are left alone. */
const LAST_DAY = SENT_AT + 13.5 * 24 * HOUR_MS;

type Posted = Pick<Post, 'ref' | 'papers'>;

/** A card of each paper and an overview of both. */
const POSTED: readonly Posted[] = WORKSPACES.flatMap((workspace, index) =>
  [...PAPERS, 'overview'].map((part, at) => ({
    ref: { workspace, channel: channelOf(workspace), message: `${index}.${at}` },
    papers:
      part === 'overview'
        ? PAPERS.map((paper, number) => ({ paper, number: number + 1 }))
        : [{ paper: part, number: 0 }],
  })),
);

type HealsBy = 'gap' | 'last reading';

export class Town {
  readonly #store: Store;
  readonly #beginning: readonly CompiledQuery[];
  #ledger: Ledger;
  #healer: Healer;
  #witness = new Witness(WORKSPACES, PAPERS);
  #now = 0;
  #posts: Post[] = [];
  #late: ReactionChange[] = [];
  #closed = new Set<string>();
  /** Happens between a platform's answer about its message and the use of it. */
  #during: Move | undefined;
  /** Ends the next reading after so many messages. */
  #trouble: { readonly error: Error; left: number } | undefined;

  static async open(): Promise<Town> {
    const store = await openTestStore();
    for (const id of WORKSPACES) await ensureWorkspace(store, { id, name: id, now: 1 });
    return new Town(store);
  }

  private constructor(store: Store) {
    this.#store = store;
    this.#beginning = beginningIn(store);
    [this.#ledger, this.#healer] = this.#begin();
  }

  close(): Promise<void> {
    return this.#store.destroy();
  }

  /** What Paperboy counts, per workspace and paper. */
  async tallies(): Promise<Counted> {
    const tallies = createTallies(this.#store);
    const all = WORKSPACES.map(async (id) => {
      return [id, Object.fromEntries(await tallies.of(id, PAPERS))] as const;
    });
    return Object.fromEntries(await Promise.all(all));
  }

  /** What a person who looks at the platforms would count; on a message that is gone, what was there when it went. */
  expected(): Counted {
    return this.#witness.tallies(this.#posts.flatMap(standingOn));
  }

  async heal(by: HealsBy): Promise<void> {
    this.#trouble = undefined;
    for (const id of [...this.#closed]) await this.#return(id);
    this.#now = by === 'gap' ? this.#now + HOUR_MS : LAST_DAY;
    if (by === 'gap')
      for (const platform of ['slack', 'discord']) await this.#healer.gap({ platform });
    await this.#healer.flush();
  }

  /** Everything is forgotten, and begins so. */
  async reset(beginning: Beginning = 'apart'): Promise<void> {
    await this.#store.transaction().execute(async (trx) => {
      for (const query of this.#beginning) await trx.executeQuery(query);
    });
    this.#witness = new Witness(WORKSPACES, PAPERS);
    this.#now = 1_000_000;
    this.#late = [];
    this.#closed.clear();
    this.#posts = POSTED.map((post) => {
      return { ...post, live: new Map(), heard: new Map(), told: new Map(), isGone: false };
    });
    [this.#ledger, this.#healer] = this.#begin();
    for (const happening of beginningOf(beginning)) await this.encounter(happening);
  }

  /** One happening in the world, and what of it reaches Paperboy. */
  async encounter(happening: Happening): Promise<void> {
    const store = this.#store;
    switch (happening.kind) {
      case 'react':
      case 'unreact':
      case 'clear':
        return this.#move(happening);
      case 'swap':
        return this.#swap(happening.which, happening.other);
      case 'delete': {
        const post = this.#post(happening.message);
        if (post.isGone) return;
        post.isGone = true;
        return this.#tell(post, { kind: 'deleted', refs: [post.ref] }, happening.event);
      }
      case 'press':
        return this.#press(happening);
      case 'deliver': {
        const [change] = this.#late.splice(happening.which % (this.#late.length || 1), 1);
        if (change !== undefined) await this.#hear(change);
        return;
      }
      case 'restart':
        [this.#ledger, this.#healer] = this.#begin();
        return;
      case 'join':
        await joinTeam(store, [workspaceOf(happening.where), workspaceOf(happening.other)]);
        return this.#witness.join(workspaceOf(happening.other), workspaceOf(happening.where));
      case 'part':
        await partTeam(store, workspaceOf(happening.where));
        return this.#witness.part(workspaceOf(happening.where));
      case 'link':
        return this.#link(happening);
      case 'unlink': {
        const [workspace, person] = memberOf(happening);
        await unlink(store, { team: await teamOf(store, workspace), person });
        return this.#witness.unlink(workspace, person);
      }
      case 'forget':
        return this.#forget(...memberOf(happening));
      case 'mean':
        return this.#mean(happening);
      case 'leave':
        this.#closed.add(workspaceOf(happening.where));
        return;
      case 'return':
        return this.#return(workspaceOf(happening.where));
      case 'later':
        this.#now += happening.hours * HOUR_MS;
        return this.#healer.flush();
      case 'heal':
        return this.#healNow();
      case 'heal-while':
        this.#during = happening.during;
        await this.#healNow();
        this.#during = undefined;
        return;
      case 'limit':
        return this.#healBadly(happening.after, LIMITED);
      case 'crash':
        return this.#healBadly(happening.after, new Error('killed'));
    }
  }

  #begin(): [Ledger, Healer] {
    const store = this.#store;
    const clock = () => this.#now++;
    const ledger = createLedger({ store, clock });
    const healer = new Healer({
      ...{ store, ledger, clock, log: silentLog, wait: async () => {} },
      touch: async () => {},
      platformOf: () => this.#platform(),
    });
    return [ledger, healer];
  }

  /** Only what a heal asks of a platform. */
  #platform(): ChatPlatform {
    const readReactions = (refs: readonly MessageRef[], recorded: Counts | 'unsure') =>
      this.#read(refs, recorded);
    return { readReactions } as unknown as ChatPlatform;
  }

  async *#read(
    refs: readonly MessageRef[],
    recorded: Counts | 'unsure',
  ): AsyncGenerator<ReadReactions> {
    for (const ref of refs) {
      if (this.#closed.has(ref.workspace)) throw CLOSED;
      if (this.#trouble !== undefined && this.#trouble.left-- === 0) throw this.#trouble.error;
      const post = this.#posts.find((one) => one.ref.message === ref.message);
      yield { ref, state: post?.isGone === false ? await this.#look(post, recorded) : 'gone' };
    }
  }

  async #look(post: Post, recorded: Counts | 'unsure'): Promise<ReadReactions['state']> {
    const seen = [...post.live.values()];
    const isSame = recorded !== 'unsure' && isSameCount(seen, recorded);
    if (!isSame) this.#know(post, seen);
    const during = this.#during;
    if (during !== undefined && this.#post(during.message) === post) {
      this.#during = undefined;
      await this.#move(during);
    }
    return isSame ? 'same-counts' : seen;
  }

  async #healNow(): Promise<void> {
    for (const platform of ['slack', 'discord']) await this.#healer.gap({ platform });
    await this.#healer.flush();
  }

  async #healBadly(after: number, error: Error): Promise<void> {
    this.#trouble = { error, left: after };
    await this.#healNow().catch((thrown: unknown) => {
      if (thrown !== error) throw thrown;
      [this.#ledger, this.#healer] = this.#begin();
    });
    this.#trouble = undefined;
  }

  async #return(workspace: string): Promise<void> {
    if (!this.#closed.delete(workspace)) return;
    await this.#healer.gapIn({ workspace, channel: channelOf(workspace) });
  }

  async #move(happening: Move): Promise<void> {
    const there = this.#post(happening.message);
    const isElsewhere = happening.kind === 'unreact' && there.live.size === 0;
    const post = isElsewhere ? this.#posts.find(({ live }) => live.size > 0) : there;
    if (post === undefined || post.isGone) return;
    for (const change of changed(post, happening, this.#now++))
      await this.#tell(post, change, happening.event);
  }

  #swap(which: number, other: number): void {
    const all = this.#posts.flatMap((post) =>
      [...post.live.values()].map((one) => ({ post, one })),
    );
    const found = all[which % all.length];
    if (found === undefined || found.post.isGone) return;
    const { live, ref } = found.post;
    const swapped = { ...found.one, person: personOf(ref.workspace, other) };
    if (live.has(idOf(swapped))) return;
    live.delete(idOf(found.one));
    live.set(idOf(swapped), swapped);
  }

  async #tell({ ref }: Post, change: ReactionChange, how: Event): Promise<void> {
    if (this.#closed.has(ref.workspace)) return;
    if (how === 'late') this.#late.push(change);
    if (how === 'now' || how === 'twice') await this.#hear(change);
    if (how === 'twice') this.#late.push(change);
  }

  /** As the inbox does. */
  async #hear(change: ReactionChange): Promise<void> {
    if (change.kind === 'added' && !(await isOldNews(this.#store, change))) {
      const { ref, person } = change;
      await liftForgotten(this.#store, { workspace: ref.workspace, person });
      this.#witness.lift(ref.workspace, person);
    }
    await this.#ledger.apply(change);
    if (change.kind === 'deleted') return;
    const post = this.#posts.find(({ ref }) => ref.message === change.ref.message);
    if (post !== undefined) this.#note(post, change);
  }

  /** What is known of it afterwards: nothing new by an event that is older than what was known, and nothing of who is forgotten. */
  #note({ ref, heard, told }: Post, change: Exclude<ReactionChange, { kind: 'deleted' }>): void {
    if (change.kind === 'cleared') {
      clear(heard, change.emoji);
      return;
    }
    const { at, person } = change;
    if (this.#witness.isForgotten(ref.workspace, person)) return;
    if (at !== undefined && at <= (told.get(idOf(change)) ?? 0)) return;
    if (at !== undefined) told.set(idOf(change), at);
    if (change.kind === 'added') heard.set(idOf(change), change);
    else heard.delete(idOf(change));
  }

  #know({ ref, heard }: Post, seen: readonly Reaction[]): void {
    heard.clear();
    for (const one of seen)
      if (!this.#witness.isForgotten(ref.workspace, one.person)) heard.set(idOf(one), one);
  }

  async #press(happening: Extract<Happening, { kind: 'press' }>): Promise<void> {
    const [workspace, person] = memberOf(happening);
    const paper = PAPERS[happening.paper] ?? '';
    await liftForgotten(this.#store, { workspace, person });
    await this.#ledger.press({ workspace, paper, person });
    this.#witness.press(workspace, person, paper);
  }

  async #link(happening: Extract<Happening, { kind: 'link' }>): Promise<void> {
    const store = this.#store;
    const [workspace, person] = memberOf(happening);
    const [elsewhere, other] = memberOf({ where: happening.other, person: happening.otherPerson });
    const code = await makeCode(store, { team: await teamOf(store, workspace), person }, this.#now);
    const account = { team: await teamOf(store, elsewhere), person: other };
    await useCode(store, { ...account, code }, this.#now);
    this.#witness.link({ workspace, person }, { workspace: elsewhere, person: other });
  }

  async #forget(workspace: string, person: string): Promise<void> {
    await forgetPerson(this.#store, { workspace, person, now: this.#now });
    const accounts = this.#witness.accounts(workspace, person);
    for (const { ref, heard, told } of this.#posts)
      if (this.#witness.mates(workspace).includes(ref.workspace))
        for (const known of [heard, told])
          for (const id of known.keys())
            if (accounts.some((one) => id.startsWith(`${one} `))) known.delete(id);
    this.#witness.forget(workspace, person);
  }

  async #mean(happening: Extract<Happening, { kind: 'mean' }>): Promise<void> {
    const workspace = workspaceOf(happening.where);
    const [emoji = '', family = ''] = TYPED[happening.typed] ?? [];
    const meaning = MEANT[happening.means] ?? 'none';
    await setMeaning(this.#store, { workspace, emoji, meaning });
    this.#witness.mean(workspace, family, meaning);
  }

  #post(index: number): Post {
    const post = this.#posts[index % this.#posts.length];
    if (post === undefined) throw new Error('no posts');
    return post;
  }
}

/** What is done before every run, put into words once: that takes longer than doing it. */
function beginningIn(store: Store): readonly CompiledQuery[] {
  const deletes = TABLES.map((table) => store.deleteFrom(table).compile());
  const apart = store.updateTable('workspace').set((eb) => ({ team: eb.ref('id') }));
  const deliveries = POSTED.map(deliveryOf);
  const votables = POSTED.flatMap(({ ref, papers }) => papers.map((one) => ({ ...ref, ...one })));
  return [
    ...deletes,
    apart.compile(),
    store.insertInto('delivery').values(deliveries).compile(),
    store.insertInto('votable').values(votables).compile(),
  ];
}

/** As delivery leaves it behind. */
function deliveryOf({ ref, papers: [first, second] }: Posted, index: number) {
  return {
    // Three a workspace, the last of which is the overview of the others.
    ...{ id: index + 1, after: second === undefined ? index - (index % 3) + 3 : null },
    ...{ key: ref.message, purpose: 'digest' as const, lane: 'l', workspace: ref.workspace },
    part: second === undefined ? (first?.paper ?? '') : 'overview',
    ...{ state: 'sent' as const, not_before: 0, attempts: 1, maybe_sent: 0, created_at: 1 },
    ...{ sent_channel: ref.channel, sent_message: ref.message, sent_at: SENT_AT },
  };
}

const TABLES = [
  ...(['reaction', 'taken_back', 'button_vote', 'heal', 'gap', 'healing', 'votable'] as const),
  ...(['delivery', 'meaning', 'identity', 'link_code', 'forgotten', 'visit'] as const),
];

const LIMITED = new PlatformError('wait', { kind: 'rate-limited', retryAfterMs: 5_000 });
const CLOSED = new PlatformError('not a member', { kind: 'forbidden', of: 'channel' });
