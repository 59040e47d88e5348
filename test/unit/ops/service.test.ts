import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runService } from '../../../src/ops/service.ts';
import { House } from '../delivery/house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house[Symbol.asyncDispose]());

describe('runService', () => {
  it('begins what failed anew, and leaves the rest as it is', async () => {
    const stop = new AbortController();
    const heals = new Loop(1);
    const edits = new Loop(0);
    const serving = served({ healer: heals, refresher: edits }, stop.signal);
    await house.time.pass(20_000);

    const before = [heals.begun, heals.running, edits.begun, edits.running];
    stop.abort();
    await house.time.within(1_000, serving);

    expect(before).toEqual([2, 1, 1, 1]);
    expect([heals.running, edits.running]).toEqual([0, 0]);
  });
});

/** What goes on until it is aborted, and fails so many times before. */
class Loop {
  begun = 0;
  running = 0;
  readonly #failures: number;

  constructor(failures: number) {
    this.#failures = failures;
  }

  wake(): void {}

  async run(signal: AbortSignal): Promise<void> {
    this.begun++;
    if (this.begun <= this.#failures) throw new Error('database is locked');
    this.running++;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    this.running--;
  }
}

function served(
  loops: { readonly healer: Loop; readonly refresher: Loop },
  signal: AbortSignal,
): Promise<void> {
  const { clock, wait } = house.time;
  const engine = { ...house.engine, ...loops };
  const outside = { observe: () => {}, probe: async () => undefined };
  return runService({ engine, platforms: [], outside, clock, wait, log: house.log }, signal);
}
