import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open.ts';
import type { Bench, Line, World } from '../measure.ts';
import { subscribeOn } from '../subscriptions.ts';
import type { Orders, Sent } from './orders.ts';
import { type CheapPlatform, runSender, startCheapPlatform } from './processes.ts';

const CHANNELS = 10_000;
const MANY_CHANNELS = 100_000;
const RUNS = 3;
/** Discord allows a bot so many requests a second. */
const ALLOWED = 50;

export const delivery: Bench = {
  name: 'delivery',
  title: 'Deliveries, one message each',
  run: async (world) => {
    await using platform = await startCheapPlatform();
    const lines: Line[] = [];
    for (const name of ['discord', 'slack'] as const) {
      lines.push(...(await besideBareLoop(name, { world, platform })));
    }
    return [
      ...lines,
      await shareUsed({ world, platform }),
      await memoryOfMany({ world, platform }),
    ];
  },
};

interface Scene {
  readonly world: World;
  readonly platform: CheapPlatform;
}

type PlatformName = Orders['platform'];

const SDK = { discord: '@discordjs/rest', slack: '@slack/web-api' } as const;
const NAMES = { discord: 'Discord', slack: 'Slack' } as const;

/** One after the other, so that what else the machine does meets both. */
async function besideBareLoop(name: PlatformName, scene: Scene): Promise<readonly Line[]> {
  const runs: { readonly ours: Sent; readonly bare: Sent }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const ours = await runPaperboy(name, CHANNELS, { ...scene, pace: 'none' });
    const body = join(scene.world.furnish(), 'body');
    writeFileSync(body, await scene.platform.latest());
    const orders = { platform: name, url: scene.platform.url, channels: CHANNELS, body };
    runs.push({ ours, bare: await runSender({ sender: 'bare', ...orders }) });
  }
  const [title, sdk] = [NAMES[name], SDK[name]];
  const [ours, bare] = [runs.map((run) => run.ours), runs.map((run) => run.bare)];
  return [
    {
      what: `${title}: a second, a bare loop over ${sdk} (for comparison)`,
      unit: 'calls',
      samples: bare.map(rate),
    },
    {
      what: `${title}: deliveries a second, without limits`,
      unit: 'calls',
      samples: ours.map(rate),
    },
    {
      what: `${title}: CPU of a call of the bare loop (for comparison)`,
      unit: 'ms',
      samples: bare.map(cpu),
    },
    { what: `${title}: CPU of a delivery`, unit: 'ms', samples: ours.map(cpu) },
    {
      what: `${title}: CPU of a delivery, in calls of the bare loop`,
      unit: 'times',
      samples: runs.map((run) => cpu(run.ours) / cpu(run.bare)),
      aim: { below: 1.3, of: 'median' },
    },
  ];
}

const rate = ({ sent, ms }: Sent) => sent / (ms / 1_000);
const cpu = ({ sent, cpuMs }: Sent) => cpuMs / sent;

/** At the pace of production. */
async function shareUsed(scene: Scene): Promise<Line> {
  const sent = await runPaperboy('discord', CHANNELS, { ...scene, pace: 'own' });
  return {
    what: 'Discord: of 50 a second, used while draining 10,000 channels',
    unit: '%',
    samples: [(100 * rate(sent)) / ALLOWED],
    aim: { atLeast: 88, of: 'median' },
  };
}

async function memoryOfMany(scene: Scene): Promise<Line> {
  const sent = await runPaperboy('discord', MANY_CHANNELS, {
    ...{ ...scene, pace: 'none', hasIndex: true },
  });
  return {
    what: 'Discord: memory at its peak, 100,000 channels one after another',
    unit: 'MB',
    samples: [sent.peak],
    aim: { below: 300, of: 'median' },
  };
}

type Run = Scene & Pick<Extract<Orders, { sender: 'paperboy' }>, 'pace' | 'hasIndex'>;

async function runPaperboy(
  name: PlatformName,
  channels: number,
  { world, platform, ...how }: Run,
): Promise<Sent> {
  const database = `file:${world.furnish()}/data/paperboy.db`;
  {
    await using store = await openStore(database, 5_000);
    await subscribeOn(store, name, channels);
  }
  const sent = await runSender({
    sender: 'paperboy',
    platform: name,
    url: platform.url,
    database,
    ...how,
  });
  if (sent.sent !== channels) throw new Error(`${sent.sent} of ${channels} were sent`);
  return sent;
}
