import type { Tally } from '#chat/message.ts';
import type { Meaning } from '../../../src/votes/meanings.ts';

/** A reaction that stands, on a card (0) or beside a paper's number. */
export interface Standing {
  readonly workspace: string;
  readonly person: string;
  readonly paper: string;
  readonly number: number;
  readonly family: string;
}

export type Counted = Readonly<Record<string, Readonly<Record<string, Tally>>>>;

interface Link {
  readonly team: number;
  readonly people: readonly [string, string];
}

interface Press {
  readonly workspace: string;
  readonly person: string;
  readonly paper: string;
}

/** Somebody who looks at the platforms, knows the rules of product.md, and counts by hand. No code of ours. */
export class Witness {
  readonly #workspaces: readonly string[];
  readonly #papers: readonly string[];
  readonly #teams = new Map<string, number>();
  readonly #meanings = new Map<string, Meaning | 'none'>();
  readonly #forgotten = new Set<string>();
  #links: readonly Link[] = [];
  #presses: readonly Press[] = [];
  #teamsSoFar = 0;

  constructor(workspaces: readonly string[], papers: readonly string[]) {
    this.#workspaces = workspaces;
    this.#papers = papers;
    for (const id of workspaces) this.#teams.set(id, this.#newTeam());
  }

  join(one: string, other: string): void {
    const [from, to] = [this.#teamOf(one), this.#teamOf(other)];
    for (const [id, team] of this.#teams) if (team === from) this.#teams.set(id, to);
    this.#links = this.#links.map((link) => (link.team === from ? { ...link, team: to } : link));
  }

  /** Links stay on both sides. */
  part(id: string): void {
    const old = this.#teamOf(id);
    if (this.mates(id).length === 1) return;
    const own = this.#newTeam();
    this.#teams.set(id, own);
    const copies = this.#links.filter(({ team }) => team === old);
    this.#links = [...this.#links, ...copies.map((link) => ({ ...link, team: own }))];
  }

  mates(id: string): readonly string[] {
    return this.#workspaces.filter((other) => this.#teamOf(other) === this.#teamOf(id));
  }

  /** A code of another team is worth nothing. */
  link(one: { workspace: string; person: string }, other: { workspace: string; person: string }) {
    const team = this.#teamOf(one.workspace);
    if (team !== this.#teamOf(other.workspace)) return;
    this.#links = [...this.#links, { team, people: [one.person, other.person] }];
  }

  unlink(workspace: string, person: string): void {
    const all = this.accounts(workspace, person);
    this.#links = this.#links.filter(
      ({ team, people: [one] }) => team !== this.#teamOf(workspace) || !all.includes(one),
    );
  }

  /** Of one human in the team. */
  accounts(workspace: string, person: string): readonly string[] {
    const links = this.#links.filter(({ team }) => team === this.#teamOf(workspace));
    const found = new Set([person]);
    for (let size = 0; size < found.size; ) {
      size = found.size;
      for (const { people } of links)
        if (people.some((one) => found.has(one))) for (const one of people) found.add(one);
    }
    return [...found].toSorted();
  }

  press(workspace: string, person: string, paper: string): void {
    this.lift(workspace, person);
    const rest = this.#presses.filter(
      (one) => one.paper !== paper || !this.#isOf(one, workspace, person),
    );
    const isTakenBack = rest.length < this.#presses.length;
    this.#presses = isTakenBack ? rest : [...rest, { workspace, person, paper }];
  }

  forget(workspace: string, person: string): void {
    this.#presses = this.#presses.filter((one) => !this.#isOf(one, workspace, person));
    for (const id of this.mates(workspace))
      for (const account of this.accounts(workspace, person))
        this.#forgotten.add(`${id} ${account}`);
    this.unlink(workspace, person);
  }

  /** A new reaction, or a press. */
  lift(workspace: string, person: string): void {
    this.#forgotten.delete(`${workspace} ${person}`);
  }

  isForgotten(workspace: string, person: string): boolean {
    return this.#forgotten.has(`${workspace} ${person}`);
  }

  mean(workspace: string, family: string, meaning: Meaning | 'none'): void {
    this.#meanings.set(`${workspace} ${family}`, meaning);
  }

  tallies(standing: readonly Standing[]): Counted {
    const voices = [
      ...standing.filter(({ workspace, person }) => !this.isForgotten(workspace, person)),
      ...this.#presses.map((press) => ({ ...press, number: -1, family: 'button' })),
    ];
    const papers = (workspace: string) =>
      this.#papers.map((paper) => [paper, this.#count(workspace, paper, voices)] as const);
    return Object.fromEntries(
      this.#workspaces.map((workspace) => [workspace, Object.fromEntries(papers(workspace))]),
    );
  }

  #count(workspace: string, paper: string, voices: readonly Standing[]): Tally {
    const mates = this.mates(workspace);
    const here = voices.filter((one) => one.paper === paper && mates.includes(one.workspace));
    const humans = Map.groupBy(here, ({ person }) => this.accounts(workspace, person).join());
    const votes = [...humans.values()].map((said) => {
      const meant = new Set(said.map((one) => this.#meaning(one)));
      return Number(meant.has('up')) - Number(meant.has('down'));
    });
    return {
      up: votes.filter((vote) => vote > 0).length,
      down: votes.filter((vote) => vote < 0).length,
    };
  }

  #meaning({ workspace, number, family }: Standing): Meaning | 'none' {
    if (family === 'button') return 'up';
    if (number > 0) return family === ['first', 'second'][number - 1] ? 'up' : 'none';
    const usual = { thumb: 'up', down: 'down' } as const;
    return this.#meanings.get(`${workspace} ${family}`) ?? usual[family as 'thumb'] ?? 'none';
  }

  #isOf(press: Press, workspace: string, person: string): boolean {
    return (
      this.mates(workspace).includes(press.workspace) &&
      this.accounts(workspace, person).includes(press.person)
    );
  }

  #teamOf(id: string): number {
    return this.#teams.get(id) ?? -1;
  }

  #newTeam(): number {
    this.#teamsSoFar += 1;
    return this.#teamsSoFar;
  }
}
