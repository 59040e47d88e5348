import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { DeliveryEvent } from '../delivery/observed.ts';
import type { Log } from '../log.ts';
import { storedMatters } from './alert-levels.ts';
import { Notes, PATIENCE_MS } from './alert-notes.ts';
import { databaseWords, platformWords } from './alert-words.ts';
import type { ConnectionState } from './connections.ts';
import type { Probe } from './probe.ts';
import { ensureAlerted, type Matter, matter, type TellDeps, wrongMatters } from './told.ts';

export interface AlertsDeps extends TellDeps {
  readonly probe: Probe;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

type Connections = ReadonlyMap<string, ConnectionState>;

const LOOK_EVERY_MS = 60_000;
/** Each replica notices that the database was away. */
const DATABASE_AGAIN_MS = 10 * 60_000;

/** Tells the operator what went wrong, and that it is well again: in a message of the outbox, once for each change. */
export class Alerts {
  readonly #deps: AlertsDeps;
  readonly #notes = new Notes();
  /** Platforms that are down, since when. */
  readonly #down = new Map<string, Instant>();
  #unwritable: { readonly since: Instant; readonly problem: string } | undefined;

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
  }

  /** Remembers it for the next look. */
  observe(event: DeliveryEvent): void {
    this.#notes.note(event, this.#deps.clock());
  }

  /** Looks once a minute, until aborted; calls `wake` when something is to be sent. */
  async run(signal: AbortSignal, connections: () => Connections, wake: () => void): Promise<void> {
    while (!signal.aborted) {
      if (await this.look(connections())) wake();
      await this.#deps.wait(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }

  /** Plans what is news. True when there was some. @throws what keeps the database from being read */
  async look(connections: Connections): Promise<boolean> {
    const { probe, clock, store } = this.#deps;
    const problem = await probe();
    const now = clock();
    if (problem !== undefined) {
      this.#unwritable ??= { since: now, problem };
      return false;
    }
    const wrong = await wrongMatters(store);
    const own = [...this.#notes.take(wrong, now), ...this.#connections(connections, now)];
    const lanes = [...wrong, ...own.map(({ name }) => name)].flatMap(laneOfMatter);
    const news = [
      ...[...own, ...(await storedMatters(store, now, lanes))].filter(
        ({ name, isWrong, againAfterMs }) =>
          againAfterMs !== undefined || isWrong !== wrong.has(name),
      ),
      ...this.#database(now),
    ];
    return this.#tell(news, now);
  }

  async #tell(news: readonly Matter[], now: Instant): Promise<boolean> {
    let isTold = false;
    for (const one of news) {
      if (await ensureAlerted(this.#deps, one, now)) {
        this.#deps.log.info({ alert: one.name, isWrong: one.isWrong }, 'operator alerted');
        isTold = true;
      }
      this.#notes.told(one);
    }
    this.#unwritable = undefined;
    return isTold;
  }

  /** A platform whose inbox is another process’s is that one’s matter. */
  #connections(connections: Connections, now: Instant): readonly Matter[] {
    return [...connections].flatMap(([platform, connection]) => {
      if (connection.state !== 'down') {
        if (connection.state !== 'connecting') this.#down.delete(platform);
        if (connection.state !== 'up') return [];
        return [matter(`platform:${platform}`, false, platformWords(platform, '', 0))];
      }
      const since = this.#down.get(platform) ?? now;
      this.#down.set(platform, since);
      if (now - since < PATIENCE_MS) return [];
      const words = platformWords(platform, connection.reason, now - since);
      return [matter(`platform:${platform}`, true, words)];
    });
  }

  /** Told only when it is over: before, nothing could be written. */
  #database(now: Instant): readonly Matter[] {
    if (this.#unwritable === undefined) return [];
    const { since, problem } = this.#unwritable;
    const words = databaseWords(problem, now - since);
    return [{ name: 'database', isWrong: true, words, againAfterMs: DATABASE_AGAIN_MS }];
  }
}

/** Lanes that are told of by themselves make nothing late. */
function laneOfMatter(name: string): readonly string[] {
  const lane = /^(?:token|silent):(.+)$/.exec(name)?.[1];
  return lane === undefined ? [] : [lane];
}
