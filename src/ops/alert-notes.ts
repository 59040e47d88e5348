import type { Instant } from '#chat/platform.ts';
import type { DeliveryEvent } from '../delivery/observed.ts';
import { duplicateWords, rejectedWords, silentWords, tokenWords } from './alert-words.ts';
import { platformOfLane } from './counting.ts';
import { type Matter, matter } from './told.ts';

/** What mends itself within this is no news. */
export const PATIENCE_MS = 5 * 60_000;
/** What happened once is not told again sooner. */
const RARELY_MS = 30 * 24 * 60 * 60_000;

/** What this process heard of deliveries and has not told yet. What happens to alerts themselves is told to nobody. */
export class Notes {
  /** Lanes whose token is refused, and why. */
  readonly #refused = new Map<string, string>();
  /** Lanes that do not answer, since when. */
  readonly #silent = new Map<string, Instant>();
  readonly #answered = new Set<string>();
  readonly #incidents = new Map<string, Matter>();

  note(event: DeliveryEvent, now: Instant): void {
    switch (event.kind) {
      case 'refused':
        this.#answered.delete(event.lane);
        this.#refused.set(event.lane, event.reason);
        return;
      case 'settled':
        if (event.outcome.state === 'sent') this.#answers(event.row.lane);
        return;
      case 'breaker':
        if (!event.isOpen) this.#answers(event.lane);
        else if (!this.#silent.has(event.lane)) this.#silent.set(event.lane, now);
        return;
      case 'rejected':
        if (event.row.purpose !== 'alert') this.#happened(rejection(event));
        return;
      case 'duplicate':
        this.#happened({ name: `duplicate:${event.key}`, words: duplicateWords(event.key) });
        return;
      case 'looked':
      case 'bound':
      case 'paused':
      case 'resumed':
        return;
    }
  }

  /** Of what is known to be wrong only what answered here is well: other lanes may be another process’s. */
  take(wrong: ReadonlySet<string>, now: Instant): readonly Matter[] {
    const refused = [...this.#refused].map(([lane, reason]) =>
      matter(`token:${lane}`, true, tokenWords(lane, reason)),
    );
    const accepted = [...this.#answered]
      .filter((lane) => wrong.has(`token:${lane}`))
      .map((lane) => matter(`token:${lane}`, false, tokenWords(lane, '')));
    const silences = this.#silences(wrong, now);
    // Whoever is still refused is refused again in five minutes.
    this.#refused.clear();
    this.#answered.clear();
    return [...refused, ...accepted, ...silences, ...this.#incidents.values()];
  }

  /** It need not be told again. */
  told({ name }: Matter): void {
    this.#incidents.delete(name);
  }

  #answers(lane: string): void {
    this.#silent.delete(lane);
    this.#refused.delete(lane);
    this.#answered.add(lane);
  }

  #happened({ name, words }: { readonly name: string; readonly words: string }): void {
    this.#incidents.set(name, { name, isWrong: true, words, againAfterMs: RARELY_MS });
  }

  #silences(wrong: ReadonlySet<string>, now: Instant): readonly Matter[] {
    const fallen = [...this.#silent]
      .filter(([lane, since]) => now - since >= PATIENCE_MS && !wrong.has(`silent:${lane}`))
      .map(([lane]) => lane);
    const back = [...this.#answered].filter((lane) => wrong.has(`silent:${lane}`));
    return [...silence(fallen, true), ...silence(back, false)];
  }
}

function rejection({ row, reason }: Extract<DeliveryEvent, { kind: 'rejected' }>) {
  return {
    name: `rejected:${row.rendering ?? row.key}`,
    words: rejectedWords(row, reason),
  };
}

/** A platform that fails in a thousand workspaces is told of once: by the first of them. */
function silence(lanes: readonly string[], isWrong: boolean): readonly Matter[] {
  return [...Map.groupBy(lanes, platformOfLane)].flatMap(([platform, own]) => {
    const words = silentWords(platform, own.length);
    return own.map((lane, index) =>
      index === 0 ? matter(`silent:${lane}`, isWrong, words) : { name: `silent:${lane}`, isWrong },
    );
  });
}
