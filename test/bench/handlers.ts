import type { CommandCall } from '#chat/inbox.ts';
import { createDiscord } from '../../adapters/discord/index.ts';
import { systemClock, systemWait } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';
import { createEngine } from '../../src/ops/engine.ts';
import { openStore } from '../../src/store/open.ts';
import { askedKinds } from './asked.ts';
import { deliverMany } from './history.ts';
import { type Bench, type Line, timed } from './measure.ts';
import { quietSource } from './quiet-source.ts';
import type { Asked } from './stages.ts';

const RUNS = 1_000;
const OLD_DELIVERIES = 100_000;
const AIM = { below: 20, of: 'p99' } as const;

export const handlers: Bench = {
  name: 'handlers',
  title: 'A command, its handler alone',
  run: async ({ furnish, known }) => {
    await using store = await openStore(`file:${furnish()}/data/paperboy.db`, 5_000);
    await deliverMany(store, OLD_DELIVERIES);
    // Never started: only its limits are asked for.
    const discord = createDiscord({ token: 'none', log: silentLog, clock: systemClock });
    const { inbox } = await createEngine({
      ...{ store, source: quietSource, platforms: [discord], log: silentLog },
      ...{ clock: systemClock, wait: systemWait },
    });
    const lines: Line[] = [];
    for (const kind of askedKinds(known)) {
      const samples: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        samples.push(await timed(() => inbox.onCommand(toCall(kind(run)))));
      }
      lines.push({ what: kind(0).name, unit: 'ms', samples, aim: AIM });
    }
    await discord.stop();
    return lines;
  },
};

function toCall({ name, options = {} }: Asked): CommandCall {
  return {
    name,
    options,
    isShared: false,
    spot: { workspace: 'discord:1', channel: 'C1' },
    person: { id: 'discord:2', name: 'Ada', isAdmin: true },
    canOpenForm: true,
  };
}
