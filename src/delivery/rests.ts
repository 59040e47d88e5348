import type { Instant, MessageRef, Place, WorkspaceId } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { channelOf } from './lane.ts';

const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 10 * 60_000;
/** One message that cannot be read is asked for by itself, for as long as it is followed. */
const LONGEST_MESSAGE_REST_MS = 60 * 60_000;
/** What was not asked again so long after its rest is followed no more. */
const REMEMBERED_MS = 24 * 60 * 60_000;

interface Rest {
  readonly until: Instant;
  readonly ms: number;
}

/**
 * What is not to be read for now: `slack:T0001`, `slack:T0001/C0001`, `slack:T0001/C0001/1700000000.000100`. What failed
 * is remembered until it is read, so that what was not tried yet goes before it.
 */
export class Rests {
  readonly #clock: Clock;
  readonly #rests = new Map<string, Rest>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  rest(place: string, ms: number): void {
    const now = this.#clock();
    for (const [one, { until }] of this.#rests)
      if (until < now - REMEMBERED_MS) this.#rests.delete(one);
    this.#rests.set(place, { until: now + ms, ms });
  }

  /**
   * A message could not be read. It rests by itself; when another of its channel failed too the channel does, and when
   * one of another channel did, the workspace. Only what fails for the first time tells of more than itself: else one
   * message for good would hold up all the others. True when it is the first time.
   */
  failed(ref: MessageRef): boolean {
    const channel = channelOf(ref);
    const isFirst = !this.#rests.has(messageOf(ref));
    const others = this.#failing(ref.workspace).filter((one) => one !== messageOf(ref));
    this.#longer(messageOf(ref), LONGEST_MESSAGE_REST_MS);
    if (!isFirst) return false;
    const isBeside = (one: string) => one.startsWith(`${channel}/`);
    if (others.some(isBeside)) this.#longer(channel, LONGEST_REST_MS);
    if (!others.every(isBeside)) this.#longer(ref.workspace, LONGEST_REST_MS);
    return true;
  }

  /** What was read, and all that it stands in, answers again. */
  read(ref: MessageRef): void {
    for (const place of [ref.workspace, channelOf(ref), messageOf(ref)]) this.#rests.delete(place);
  }

  hasFailed(ref: MessageRef): boolean {
    return this.#rests.has(messageOf(ref));
  }

  isNew(place: string): boolean {
    return !this.#rests.has(place);
  }

  /** All channels and messages, or one channel and its messages, are tried again at once. */
  forget(place?: Place): void {
    const isMeant = (one: string) =>
      place === undefined
        ? depthOf(one) > 0
        : one === channelOf(place) || one.startsWith(`${channelOf(place)}/`);
    for (const one of this.#rests.keys()) if (isMeant(one)) this.#rests.delete(one);
  }

  /** What to leave out, for one attempt after the other: first all that ever failed, last only what still rests. */
  orders(): readonly (readonly string[])[] {
    const all = [...this.#rests.keys()];
    const resting = all.filter((place) => this.#isResting(place));
    const orders = [0, 1, 2, 3].map((depth) =>
      all.filter((place) => depthOf(place) >= depth || this.#isResting(place)),
    );
    return resting.length === all.length ? [all] : orders;
  }

  /** When those that rest now may be asked again. */
  ends(): readonly Instant[] {
    const now = this.#clock();
    return [...this.#rests.values()].map(({ until }) => until).filter((until) => until > now);
  }

  #isResting(place: string): boolean {
    return (this.#rests.get(place)?.until ?? 0) > this.#clock();
  }

  #failing(workspace: WorkspaceId): readonly string[] {
    const all = [...this.#rests.keys()];
    return all.filter((place) => depthOf(place) === 2 && place.startsWith(`${workspace}/`));
  }

  #longer(place: string, longestMs: number): void {
    const before = this.#rests.get(place)?.ms ?? FIRST_REST_MS / 2;
    this.rest(place, Math.min(before * 2, longestMs));
  }
}

function messageOf(ref: MessageRef): string {
  return `${channelOf(ref)}/${ref.message}`;
}

/** 0 of a workspace, 1 of a channel, 2 of a message. */
function depthOf(place: string): number {
  return place.split('/').length - 1;
}
