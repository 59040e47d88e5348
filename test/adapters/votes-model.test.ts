import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinTeam, partTeam } from '../../src/votes/teams.ts';
import { runs } from '../fakes/store/index.ts';
import {
  beginningOf,
  beginnings,
  EMOJI,
  type Happening,
  happenings,
  MEANT,
  type Move,
  TYPED,
} from '../unit/votes/happenings.ts';
import { familyOf } from '../unit/votes/town-posts.ts';
import { type Standing, Witness } from '../unit/votes/witness.ts';
import { Harbour, PAPERS, type Post } from './votes-harbour.ts';
import type { Port } from './votes-port.ts';

/** Issue of votes, Proof: the happenings of the model, acted out at both fakes. */
const RUNS = 200;

const HOUR_MS = 60 * 60_000;

let harbour: Harbour;
beforeAll(async () => {
  harbour = await Harbour.open();
});
afterAll(() => harbour.close());

describe('votes on the real adapters, whatever happens', () => {
  it('are what the services show, after a heal', { timeout: 180_000 }, async () => {
    const stories = fc.array(happenings, { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(beginnings, stories, async (beginning, story) => {
        const day = await Day.begin();
        for (const happening of [...beginningOf(beginning), ...story]) await day.see(happening);

        await day.end();

        expect(await day.counted()).toEqual(await day.expected());
      }),
      // What is shorter fails too, but takes minutes to find: the seed is enough to begin with.
      { numRuns: runs(RUNS), endOnFailure: true },
    );
  });
});

/** One run. */
class Day {
  readonly #witness: Witness;
  readonly #again: { readonly send: () => void; readonly lift: () => void }[] = [];
  readonly #left = new Set<Port>();

  static async begin(): Promise<Day> {
    await harbour.reset();
    return new Day();
  }

  private constructor() {
    const workspaces = harbour.ports.map(({ workspace }) => workspace);
    this.#witness = new Witness(workspaces, PAPERS);
  }

  async end(): Promise<void> {
    for (const port of harbour.ports) {
      await this.#return(port);
      await harbour.up(port);
    }
    await harbour.quiet();
    harbour.later(HOUR_MS);
    await harbour.heal();
  }

  async counted() {
    const all = harbour.ports.map(async (port) => {
      const tallies = PAPERS.map(async (paper) => [paper, await harbour.tally(port, paper)]);
      return [port.workspace, Object.fromEntries(await Promise.all(tallies))];
    });
    return Object.fromEntries(await Promise.all(all));
  }

  /** Straight from the services; what stands on a deleted message is what was recorded of it. */
  async expected() {
    const standing = harbour.posts.map(async ({ port, ref, papers }): Promise<Standing[]> => {
      const live = port.reactionsOn(ref) ?? (await harbour.recorded(ref));
      return live.flatMap(({ person, emoji }) => {
        const family = familyOf(port.workspace, emoji);
        return papers.map((one) => ({ ...one, workspace: port.workspace, person, family }));
      });
    });
    return this.#witness.tallies((await Promise.all(standing)).flat());
  }

  async see(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'react':
      case 'unreact':
      case 'clear':
        return this.#move(happening);
      case 'swap':
        return this.#swap(happening.which, happening.other);
      case 'delete':
        return this.#delete(happening);
      case 'deliver':
        return this.#deliver(happening.which);
      case 'restart': {
        const port = portOf(happening.where);
        await harbour.down(port);
        return harbour.up(port);
      }
      case 'join':
      case 'part':
        return this.#team(happening);
      case 'press':
      case 'link':
      case 'unlink':
      case 'forget':
      case 'mean':
        return this.#ask(happening);
      case 'leave':
        return this.#leave(portOf(happening.where));
      case 'return':
        return this.#return(portOf(happening.where));
      case 'later':
        harbour.later(happening.hours * HOUR_MS);
        return harbour.engine.healer.flush();
      case 'heal':
      case 'crash':
        return harbour.heal();
      case 'heal-while':
        harbour.cross(postOf(happening.during.message).ref, async () => {
          await this.#move(happening.during);
          await harbour.quiet();
        });
        return harbour.heal();
      case 'limit':
        harbour.ports[0].limitReading?.(1_000);
        return harbour.heal();
    }
  }

  async #move(happening: Move): Promise<void> {
    const post = this.#placeOf(happening);
    if (post === undefined) return;
    const { port, ref } = post;
    if (happening.event === 'never') await harbour.down(port);
    const lift = this.#act(post, happening);
    if (lift === undefined || !this.#isHeard(post)) return;
    harbour.expected += 1;
    lift();
    if (port.again === undefined || happening.kind === 'clear') return;
    const again = { send: port.again(), lift };
    if (happening.event === 'late') this.#again.push(again);
    if (happening.event === 'twice') this.#sendAgain(again);
    if (port.reactionsOn(ref) === undefined) throw new Error('nobody reacts to what is gone');
  }

  async #swap(which: number, other: number): Promise<void> {
    const all = harbour.posts.flatMap(({ port, ref }) =>
      (port.reactionsOn(ref) ?? []).map((one) => ({ port, ref, one })),
    );
    const found = all[which % all.length];
    if (found === undefined) return;
    const { port, ref, one } = found;
    const user = port.people.find((id) => port.personOf(id) === one.person) ?? '';
    await harbour.down(port);
    const isNew = port.react(ref, one.emoji, { ...one, user: port.people[other] ?? '' });
    if (isNew) port.unreact(ref, one.emoji, { ...one, user });
  }

  /** Undefined when nothing happened; else what the event of it ends. */
  #act({ port, ref }: Post, happening: Move): (() => void) | undefined {
    const nothing = () => {};
    if (port.reactionsOn(ref) === undefined) return undefined;
    if (happening.kind === 'unreact') {
      return takeBackOne({ port, ref }, happening.which) ? nothing : undefined;
    }
    const emoji = EMOJI[happening.emoji ?? -1];
    const sent = emoji?.[port.platform.name === 'slack' ? 'slack' : 'discord'];
    if (happening.kind === 'clear') {
      if (port.clear === undefined) return undefined;
      port.clear(ref, sent);
      return nothing;
    }
    const user = port.people[happening.person] ?? '';
    const how = { user, isBurst: port.clear !== undefined && emoji?.isBurst === true };
    const lift = () => this.#witness.lift(port.workspace, port.personOf(user));
    return port.react(ref, sent ?? '', how) ? lift : undefined;
  }

  #placeOf(happening: Move): Post | undefined {
    const there = postOf(happening.message);
    const hasSome = ({ port, ref }: Post) => (port.reactionsOn(ref) ?? []).length > 0;
    if (happening.kind !== 'unreact' || hasSome(there)) return there;
    return harbour.posts.find(hasSome);
  }

  /** Where Paperboy is not connected, or not in the channel, it hears nothing. */
  #isHeard({ port, ref }: Post): boolean {
    const isOutside = this.#left.has(port) && ref.channel !== port.channels[1];
    const isOutOfServer = this.#left.has(port) && port.clear !== undefined;
    return harbour.isUp(port) && !isOutside && !isOutOfServer;
  }

  #sendAgain({ send, lift }: { readonly send: () => void; readonly lift: () => void }): void {
    send();
    lift();
    harbour.expected += 1;
  }

  #deliver(which: number): void {
    const [again] = this.#again.splice(which % (this.#again.length || 1), 1);
    if (again !== undefined && harbour.isUp(harbour.ports[0])) this.#sendAgain(again);
  }

  #delete({ message, event }: Extract<Happening, { kind: 'delete' }>): Promise<void> | undefined {
    const post = postOf(message);
    if (post.port.reactionsOn(post.ref) === undefined) return undefined;
    if (event === 'never')
      return harbour.down(post.port).then(() => void post.port.delete(post.ref));
    const events = post.port.delete(post.ref);
    if (this.#isHeard(post)) harbour.expected += events;
    return undefined;
  }

  async #team(happening: Extract<Happening, { kind: 'join' | 'part' }>): Promise<void> {
    const { workspace } = portOf(happening.where);
    if (happening.kind === 'part') {
      await partTeam(harbour.store, workspace);
      return this.#witness.part(workspace);
    }
    const other = portOf(happening.other).workspace;
    await joinTeam(harbour.store, [workspace, other]);
    this.#witness.join(other, workspace);
  }

  async #ask(
    happening: Extract<Happening, { kind: 'press' | 'link' | 'unlink' | 'forget' | 'mean' }>,
  ): Promise<void> {
    const port = portOf(happening.where);
    if (!this.#isReachable(port)) return;
    await harbour.quiet();
    if (happening.kind === 'mean') return this.#mean(port, happening);
    const member = memberOf(port, happening.person);
    switch (happening.kind) {
      case 'press':
        return this.#press(member, PAPERS[happening.paper] ?? '');
      case 'forget':
        expect(await port.command('forget-me', member.user)).toMatch(/^Done\./);
        return this.#witness.forget(port.workspace, member.person);
      case 'unlink':
        await port.command('link off', member.user);
        return this.#witness.unlink(port.workspace, member.person);
      case 'link': {
        const other = memberOf(portOf(happening.other), happening.otherPerson);
        if (this.#isReachable(other.port)) await this.#link(member, other);
      }
    }
  }

  #isReachable(port: Port): boolean {
    return harbour.isUp(port) && !this.#left.has(port);
  }

  async #mean(port: Port, happening: Extract<Happening, { kind: 'mean' }>): Promise<void> {
    const [typed = '', family = ''] = TYPED[happening.typed] ?? [];
    const means = MEANT[happening.means] ?? 'none';
    if (port.clear === undefined && typed.startsWith('<')) return; // as only Discord writes its own
    expect(await port.command(`meaning ${typed} ${means}`, port.admin)).toMatch(/^Done\./);
    this.#witness.mean(port.workspace, family, means);
  }

  async #press({ port, user, person }: Member, paper: string): Promise<void> {
    const card = harbour.posts.find(
      (post) => post.port === port && post.papers[0]?.paper === paper && isCard(post),
    );
    if (card === undefined || port.reactionsOn(card.ref) === undefined) return;
    await port.press(card.ref, 'Vote', user);
    this.#witness.press(port.workspace, person, paper);
  }

  async #link(one: Member, other: Member): Promise<void> {
    const words = await one.port.command('link', one.user);
    const code = /link ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(words)?.[1];
    if (code === undefined) return;
    await other.port.command(`link ${code}`, other.user);
    const there = { workspace: other.port.workspace, person: other.person };
    this.#witness.link({ workspace: one.port.workspace, person: one.person }, there);
  }

  async #leave(port: Port): Promise<void> {
    if (this.#left.has(port) || !harbour.isUp(port)) return;
    await harbour.quiet();
    this.#left.add(port);
    await harbour.placeTold(() => port.leave());
  }

  async #return(port: Port): Promise<void> {
    if (!this.#left.delete(port)) return;
    if (!harbour.isUp(port)) return port.return();
    await harbour.placeTold(() => port.return());
  }
}

function takeBackOne({ port, ref }: Pick<Post, 'port' | 'ref'>, which: number): boolean {
  const all = port.reactionsOn(ref) ?? [];
  const found = all[which % all.length];
  const user = port.people.find((id) => port.personOf(id) === found?.person) ?? '';
  return found !== undefined && port.unreact(ref, found.emoji, { ...found, user });
}

interface Member {
  readonly port: Port;
  readonly user: string;
  readonly person: string;
}

function memberOf(port: Port, index: number): Member {
  const user = port.people[index] ?? '';
  return { port, user, person: port.personOf(user) };
}

function isCard({ papers }: Post): boolean {
  return papers[0]?.number === 0;
}

function portOf(index: number): Port {
  return index === 0 ? harbour.ports[0] : harbour.ports[1];
}

function postOf(index: number): Post {
  const post = harbour.posts[index % harbour.posts.length];
  if (post === undefined) throw new Error('no posts');
  return post;
}
