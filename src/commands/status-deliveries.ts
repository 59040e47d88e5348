import { type Fact, withCommands } from '#chat/message.ts';
import type { Instant, Place } from '#chat/platform.ts';
import { many } from '#chat/words.ts';
import { laneOf } from '../delivery/lanes.ts';
import type { LaneRow } from '../store/schema.ts';
import { nameOf } from './command.ts';
import type { Services } from './services.ts';
import type { SetUp } from './set-up.ts';
import { countStates } from './status-counts.ts';
import { clockAt, waitingWords } from './status-waiting.ts';

export interface OpenDeliveries {
  readonly facts: readonly Fact[];
  /** Those of the facts that are problems. */
  readonly problems: number;
}

/** What is under way or went wrong in this channel. */
export async function openDeliveries(
  { place, setUp }: { readonly place: Place; readonly setUp: SetUp },
  services: Services,
): Promise<OpenDeliveries> {
  const platform = nameOf(services.platformOf(place.workspace));
  const count = await countStates(place, services);
  const all = many(count.of(), 'message');
  const uncertain = count.of('uncertain');
  const refused = count.of('refused', 'dead');
  const plain = count.of('plain');
  const late = count.of('late');
  const rest = count.of('pending', 'sending') === 0 ? undefined : await restOf(place, services);
  const wrong = [
    ...fact('Slowed down', rest && restWords(rest, { zone: setUp.zone, platform })),
    ...fact('Uncertain', uncertain && uncertainWords(uncertain, all, platform)),
    ...fact('Refused', refused && `${refused} of ${all}; which, and why: /papers log`),
    ...fact('Plain text', plain && plainWords(plain)),
  ];
  const open = [
    ...fact('Waiting', await waitingWords(count, setUp, services)),
    ...fact('Left out', late && `${many(late, 'message')} not out in time`),
  ];
  return { facts: [...open, ...wrong], problems: wrong.length };
}

/** Zero and unknown are left out. */
function fact(label: string, value: string | 0 | undefined): readonly Fact[] {
  return value ? [{ label, value: withCommands(value) }] : [];
}

interface Rest {
  readonly until: Instant;
  readonly why: LaneRow['why'];
}

function restWords(
  { until, why }: Rest,
  { zone, platform }: { readonly zone: string; readonly platform: string },
): string {
  const next = `next try ${clockAt(until, zone)}`;
  switch (why) {
    case 'refused':
      return `${platform} refuses Paperboy’s token; ${next}. The operator knows.`;
    case 'trouble':
      return `${platform} does not answer; ${next}`;
    case 'asked':
    case null:
      return `${platform} asked us to wait; ${next}`;
  }
}

function uncertainWords(uncertain: number, all: string, platform: string): string {
  const [it, they] = uncertain === 1 ? ['it', 'It'] : ['they', 'They'];
  return `${uncertain} of ${all}: ${platform} did not say whether ${it} arrived. ${they} will not be sent again.`;
}

function plainWords(plain: number): string {
  return `${many(plain, 'message')} refused; sent as plain text instead. The operator knows.`;
}

async function restOf(
  { workspace }: Place,
  { store, clock, platformOf }: Services,
): Promise<Rest | undefined> {
  return store
    .selectFrom('lane')
    .select(['paused_until as until', 'why'])
    .where('name', '=', laneOf(platformOf(workspace), workspace))
    .where('paused_until', '>', clock())
    .executeTakeFirst();
}
