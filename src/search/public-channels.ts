import type { ChannelId, Instant, PersonId, Place, PlaceFacts } from '#chat/platform.ts';
import { type Clock, type Wait, within } from '../clock.ts';

/** What decides who may be told of a channel. */
export type ChannelFacts = Pick<PlaceFacts, 'name' | 'isPrivate' | 'isShared' | 'person'>;

/** Where somebody asks, and who. */
export interface Asker extends Place {
  readonly person?: { readonly id: PersonId };
}

export interface ChannelDeps {
  readonly clock: Clock;
  readonly wait: Wait;
  /** What a channel is, and who the person is there; undefined when nobody can say. */
  readonly look: (place: Place, person?: PersonId) => Promise<ChannelFacts | undefined>;
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
  /** By `slack:T0001/C0001`, for who asks there with the person behind. */
  readonly #kept = new Map<string, Kept>();
  readonly #looking = new Map<string, Promise<void>>();

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
  }

  /**
   * The names of those that are public to the whole workspace, the place itself aside; undefined for a guest, and where
   * people of other workspaces read along: they must not learn that there are others. In doubt a channel is private, a
   * place shared and a person a guest.
   */
  async among(asker: Asker, channels: readonly ChannelId[]): Promise<ChannelNames | undefined> {
    const { workspace, channel } = asker;
    const others = [...new Set(channels)].filter((one) => one !== channel);
    if (others.length === 0) return new Map();
    const places = others.map((one): Asker => ({ workspace, channel: one }));
    await this.#ensureKnown([asker, ...places]);
    const here = this.#facts(asker);
    if (here?.isShared !== false) return undefined;
    if (asker.person !== undefined && here.person?.isGuest !== false) return undefined;
    const named = places.flatMap((one) => {
      const facts = this.#facts(one);
      return facts?.isPrivate === false ? [[one.channel, facts.name] as const] : [];
    });
    return new Map(named);
  }

  async #ensureKnown(places: readonly Asker[]): Promise<void> {
    const unknown = places.filter((place) => this.#known(place) === undefined).slice(0, MOST_LOOKS);
    if (unknown.length === 0) return;
    const looking = Promise.all(unknown.map((place) => this.#ensureLooking(place)));
    await within(PATIENCE_MS, looking, this.#deps.wait);
  }

  #facts(place: Asker): ChannelFacts | undefined {
    return this.#known(place)?.facts;
  }

  #known(place: Asker): Kept | undefined {
    const kept = this.#kept.get(keyOf(place));
    return kept !== undefined && this.#deps.clock() < kept.until ? kept : undefined;
  }

  /** Questions that come at once share one look. */
  #ensureLooking(place: Asker): Promise<void> {
    const key = keyOf(place);
    const looking = this.#looking.get(key);
    if (looking !== undefined) return looking;
    const begun = this.#look(place).finally(() => this.#looking.delete(key));
    this.#looking.set(key, begun);
    return begun;
  }

  async #look(place: Asker): Promise<void> {
    const { look, wait, clock } = this.#deps;
    const facts = await within(GIVEN_UP_AFTER_MS, look(place, place.person?.id), wait);
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

function keyOf({ workspace, channel, person }: Asker): string {
  return `${workspace}/${channel}${person === undefined ? '' : ` ${person.id}`}`;
}
