import type { ChannelId, Instant, Place, PlaceFacts } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { within } from './within.ts';

export interface ChannelDeps {
  readonly clock: Clock;
  readonly wait: Wait;
  /** What a channel is; undefined when nobody can say. */
  readonly look: (place: Place) => Promise<Pick<PlaceFacts, 'name' | 'isPrivate'> | undefined>;
}

export type ChannelNames = ReadonlyMap<ChannelId, string>;

/** A channel that was just made private is named for so long at most. */
const KNOWN_FOR_MS = 5 * 60_000;
/** Looks that one question may cost, of the 50 a minute that Slack allows (conversations.info, tier 3). */
const MOST_LOOKS = 20;
/** Whoever asks does not wait for longer. */
const PATIENCE_MS = 1_500;
const MOST_KEPT = 5_000;

/** What channels are, asked of the platform and kept for a moment. */
export class PublicChannels {
  readonly #deps: ChannelDeps;
  /** By `slack:T0001/C0001`; without a name where a channel is private or unknown. */
  readonly #kept = new Map<
    string,
    { readonly name: string | undefined; readonly until: Instant }
  >();

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
  }

  /** The names of those that are public to the whole workspace, the place itself aside. In doubt a channel is private. */
  async among(
    { workspace, channel }: Place,
    channels: readonly ChannelId[],
  ): Promise<ChannelNames> {
    const others = [...new Set(channels)].filter((one) => one !== channel);
    const places = others.map((one): Place => ({ workspace, channel: one }));
    const unknown = places.filter((place) => this.#known(place) === undefined).slice(0, MOST_LOOKS);
    const looking = Promise.all(unknown.map((place) => this.#look(place)));
    if (unknown.length > 0) await within(PATIENCE_MS, looking, this.#deps.wait);
    const named = places.flatMap((place) => {
      const name = this.#known(place)?.name;
      return name === undefined ? [] : [[place.channel, name] as const];
    });
    return new Map(named);
  }

  #known(place: Place) {
    const kept = this.#kept.get(keyOf(place));
    return kept !== undefined && this.#deps.clock() < kept.until ? kept : undefined;
  }

  async #look(place: Place): Promise<void> {
    const facts = await this.#deps.look(place);
    const name = facts?.isPrivate === false ? facts.name : undefined;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(keyOf(place), { name, until: this.#deps.clock() + KNOWN_FOR_MS });
  }
}

function keyOf({ workspace, channel }: Place): string {
  return `${workspace}/${channel}`;
}
