import type { ChannelId, Instant, Place, PlaceFacts } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { within } from './within.ts';

/** What decides who may be told of a channel. */
export type ChannelFacts = Pick<PlaceFacts, 'name' | 'isPrivate' | 'isShared'>;

export interface ChannelDeps {
  readonly clock: Clock;
  readonly wait: Wait;
  /** What a channel is; undefined when nobody can say. */
  readonly look: (place: Place) => Promise<ChannelFacts | undefined>;
}

export type ChannelNames = ReadonlyMap<ChannelId, string>;

/** A channel that was just made private is named for so long at most. */
const KNOWN_FOR_MS = 5 * 60_000;
/** When nobody could say, they are not asked again at once. */
const UNKNOWN_FOR_MS = 10_000;
/** Looks that one question may cost, of the 50 a minute that Slack allows (conversations.info, tier 3). */
const MOST_LOOKS = 20;
/** Whoever asks does not wait for longer. */
const PATIENCE_MS = 1_500;
/** A look that has not come back by then never will. */
const GIVEN_UP_AFTER_MS = 15_000;
const MOST_KEPT = 5_000;

/** What channels are, asked of the platform and kept for a moment. */
export class PublicChannels {
  readonly #deps: ChannelDeps;
  /** By `slack:T0001/C0001`. */
  readonly #kept = new Map<string, Kept>();
  readonly #looking = new Map<string, Promise<void>>();

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
  }

  /**
   * The names of those that are public to the whole workspace, the place itself aside; undefined where people of other
   * workspaces read along, who must not learn that there are others. In doubt a channel is private, and a place shared.
   */
  async among(place: Place, channels: readonly ChannelId[]): Promise<ChannelNames | undefined> {
    const { workspace, channel } = place;
    const others = [...new Set(channels)].filter((one) => one !== channel);
    if (others.length === 0) return new Map();
    const places = others.map((one): Place => ({ workspace, channel: one }));
    await this.#ensureKnown([place, ...places]);
    if (this.#facts(place)?.isShared !== false) return undefined;
    const named = places.flatMap((one) => {
      const facts = this.#facts(one);
      return facts?.isPrivate === false ? [[one.channel, facts.name] as const] : [];
    });
    return new Map(named);
  }

  async #ensureKnown(places: readonly Place[]): Promise<void> {
    const unknown = places.filter((place) => this.#known(place) === undefined).slice(0, MOST_LOOKS);
    if (unknown.length === 0) return;
    const looking = Promise.all(unknown.map((place) => this.#ensureLooking(place)));
    await within(PATIENCE_MS, looking, this.#deps.wait);
  }

  #facts(place: Place): ChannelFacts | undefined {
    return this.#known(place)?.facts;
  }

  #known(place: Place): Kept | undefined {
    const kept = this.#kept.get(keyOf(place));
    return kept !== undefined && this.#deps.clock() < kept.until ? kept : undefined;
  }

  /** Questions that come at once share one look. */
  #ensureLooking(place: Place): Promise<void> {
    const key = keyOf(place);
    const looking = this.#looking.get(key);
    if (looking !== undefined) return looking;
    const begun = this.#look(place).finally(() => this.#looking.delete(key));
    this.#looking.set(key, begun);
    return begun;
  }

  async #look(place: Place): Promise<void> {
    const { look, wait, clock } = this.#deps;
    const facts = await within(GIVEN_UP_AFTER_MS, look(place), wait);
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    const keptForMs = facts === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS;
    this.#kept.set(keyOf(place), { facts, until: clock() + keptForMs });
  }
}

interface Kept {
  /** Undefined when nobody could say. */
  readonly facts: ChannelFacts | undefined;
  readonly until: Instant;
}

function keyOf({ workspace, channel }: Place): string {
  return `${workspace}/${channel}`;
}
