// npm run bench soak -- --minutes 60: how memory goes while 100,000 channels get a digest again and again.
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../../src/store/open.ts';
import type { Bench, Line, World } from '../measure.ts';
import { memoryOf } from '../program.ts';
import { subscribeOn } from '../subscriptions.ts';
import { type CheapPlatform, startCheapPlatform, startSender } from './processes.ts';

const CHANNELS = 100_000;
const SAMPLE_MS = 5_000;
/** Of the whole time: caches fill, code is compiled. */
const WARM_UP = 0.25;
const HOUR_MS = 3_600_000;

/** `minutes`: how long. */
export function soakFor(minutes: number): Bench {
  return {
    name: 'soak',
    title: `A soak of ${minutes} minutes, 100,000 channels of Discord, a day after another`,
    run: async ({ furnish }) => {
      await using platform = await startCheapPlatform();
      // Without waiting for it the platform would be gone before anything is posted.
      return await soak({ furnish, platform, minutes });
    },
  };
}

interface Scene extends Pick<World, 'furnish'> {
  readonly platform: CheapPlatform;
  readonly minutes: number;
}

async function soak({ furnish, platform, minutes }: Scene): Promise<readonly Line[]> {
  const database = `file:${furnish()}/data/paperboy.db`;
  {
    await using store = await openStore(database, 5_000);
    await subscribeOn(store, 'discord', CHANNELS);
  }
  const sender = startSender({
    ...{ sender: 'paperboy', platform: 'discord', url: platform.url, database },
    ...{ pace: 'none', hasIndex: true, minutes },
  });
  const samples: Sample[] = [];
  const stop = new AbortController();
  const sampling = sample(sender.pid, samples, stop.signal);
  try {
    const { sent } = await sender.result;
    return linesOf(samples, sent);
  } finally {
    stop.abort();
    await sampling;
  }
}

interface Sample {
  readonly at: number;
  readonly megabytes: number;
}

async function sample(pid: number, samples: Sample[], signal: AbortSignal): Promise<void> {
  const beganAt = performance.now();
  while (!signal.aborted) {
    samples.push({ at: performance.now() - beganAt, megabytes: memoryOf({ pid }).now });
    await wait(SAMPLE_MS, undefined, { signal }).catch(() => {});
  }
}

function linesOf(samples: readonly Sample[], sent: number): readonly Line[] {
  const end = samples.at(-1)?.at ?? 0;
  const warm = samples.filter(({ at }) => at >= WARM_UP * end);
  return [
    { what: 'deliveries (for comparison)', unit: 'calls', samples: [sent] },
    { what: 'resident memory', unit: 'MB', samples: warm.map(({ megabytes }) => megabytes) },
    {
      what: 'what it grows by in an hour, after a quarter of the time',
      unit: 'MB',
      samples: [slopeOf(warm) * HOUR_MS],
      aim: { below: 5, of: 'median' },
    },
  ];
}

/** By least squares, in megabytes a millisecond. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, one) => sum + pick(one), 0) / samples.length;
  const [at, size] = [mean((one) => one.at), mean((one) => one.megabytes)];
  const both = mean((one) => (one.at - at) * (one.megabytes - size));
  return both / mean((one) => (one.at - at) ** 2);
}
