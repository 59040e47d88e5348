import type { MessageRef } from '#chat/platform.ts';
import type { Kept } from '../../fakes/platform.ts';
import type { House } from './house.ts';

/** Votes on the first paper of what was posted, and what is then to be seen of them. */
export class Tallies {
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  /** Somebody reacts with the keycap of the first paper of a channel's first digest, or of that message. */
  async vote(person: number, on: string | MessageRef = 'C1'): Promise<void> {
    const ref = typeof on === 'string' ? this.#first(on).ref : on;
    await this.#house.engine.inbox.onReaction({
      ...{ kind: 'added', ref, person: `${ref.workspace}/U${person}`, emoji: 'one' },
      isBurst: false,
    });
  }

  /** What stands on the vote button of the first paper. */
  label(on: string | Kept = 'C1'): string | undefined {
    const { message } = typeof on === 'string' ? this.#first(on) : on;
    return message.parts.find((part) => part.kind === 'paper')?.vote?.label;
  }

  /** What it says five seconds after a vote. */
  async followed(person: number, channel: string): Promise<string | undefined> {
    await this.vote(person, channel);
    await this.#house.time.pass(5_000);
    return this.label(channel);
  }

  /** When messages of the channel were edited, or it was tried. */
  edits(channel = 'C1'): readonly number[] {
    const { calls } = this.#house.fake;
    return calls
      .filter((call) => call.what === 'edit' && call.channel === channel)
      .map(({ at }) => at);
  }

  #first(channel: string): Kept {
    const [kept] = this.#house.fake.in(channel);
    if (kept === undefined) throw new Error(`nothing was posted in ${channel}`);
    return kept;
  }
}
