import { clocksMoved } from './clocks.ts';
import { closedChannelCases } from './closed-channel.ts';
import type { Job } from './crew.ts';
import { damagedFiles } from './damage.ts';
import type { DatabaseName } from './databases.ts';
import { everyDayMadeUp, threeDaysOff } from './days-off.ts';
import { deadOfFive, deadTenth, deadTenthStubbornly, revokedToken } from './dead-channels.ts';
import { diskFull, diskFullNoting, diskReadOnly } from './disks.ts';
import { pointCases } from './points.ts';
import { poisoned, poisonedStubbornly } from './poison.ts';
import { paused, pausedBlindly } from './replicas.ts';
import type { Row } from './report.ts';
import type { Theatre } from './scene.ts';
import { serverKills } from './server-kills.ts';
import type { Size } from './sizes.ts';
import { failing, failingForgetfully, limited, limitedImpatiently } from './storms.ts';
import { answersLost, answersLostBlindly, killed, killedBlindly } from './volume.ts';

type Rows = Row | readonly Row[];

/** A family of cases of one fault; the numbers are those of the delivery room's table. */
export interface Fault {
  readonly number: number;
  /** Where it makes sense; both when absent. */
  readonly only?: DatabaseName;
  /** Whether each platform has to go through it in a short run too; one of them otherwise. */
  readonly always?: boolean;
  /** Nothing is posted in it. */
  readonly isOfNoPlatform?: boolean;
  readonly cases: (theatre: Theatre, size: Size) => readonly Job<Rows>[];
}

/** In the order in which they begin: the longest first, and at the end the many short ones, so that no processor is idle. */
export const FAULTS: readonly Fault[] = [
  {
    number: 1,
    always: true,
    cases: (theatre, { killed: { parts, ...each } }) =>
      range(parts).map((part) => () => killed(theatre, { ...each[theatre.databases.name], part })),
  },
  {
    number: 2,
    only: 'postgres',
    cases: (theatre, { server }) => [() => serverKills(theatre, server)],
  },
  {
    number: 3,
    cases: (theatre, { lost: { parts, channels } }) => [
      ...range(parts).map((part) => () => answersLost(theatre, { channels, kills: 0, part })),
      () => answersLostBlindly(theatre),
    ],
  },
  {
    number: 4,
    cases: (theatre, { storm: { parts, channels } }) => [
      ...range(parts).map((part) => () => limited(theatre, { channels, part })),
      () => limitedImpatiently(theatre),
    ],
  },
  {
    number: 5,
    cases: (theatre, { storm: { parts, channels, hanging } }) => [
      ...range(parts).map((part) => () => failing(theatre, { channels, hanging, part })),
      () => failingForgetfully(theatre),
    ],
  },
  {
    number: 6,
    cases: (theatre, { replicas: { parts, ...each } }) => [
      ...range(parts).map((part) => () => paused(theatre, { ...each, part })),
      () => pausedBlindly(theatre),
    ],
  },
  {
    number: 7,
    isOfNoPlatform: true,
    cases: (theatre, { clocks }) => [() => clocksMoved(theatre, clocks)],
  },
  {
    number: 9,
    only: 'sqlite',
    cases: (theatre, { diskPoints }) => [
      () => diskFull(theatre, diskPoints),
      () => diskReadOnly(theatre),
      () => diskFullNoting(theatre),
    ],
  },
  {
    number: 10,
    only: 'sqlite',
    cases: (theatre, { copies }) => [() => damagedFiles(theatre, copies)],
  },
  {
    number: 12,
    cases: (theatre, { dead: { channels, isLong } }) => [
      () => deadTenth(theatre, channels),
      () => deadTenthStubbornly(theatre),
      ...(isLong ? [() => revokedToken(theatre, channels), () => deadOfFive(theatre)] : []),
    ],
  },
  {
    number: 13,
    cases: (theatre, { poisonedChannels }) => [
      () => poisoned(theatre, poisonedChannels),
      () => poisonedStubbornly(theatre),
    ],
  },
  {
    number: 14,
    cases: (theatre, { daysOffChannels }) => [
      () => threeDaysOff(theatre, daysOffChannels),
      () => everyDayMadeUp(theatre),
    ],
  },
  {
    number: 1,
    always: true,
    cases: (theatre, { points }) => {
      const which = points[theatre.databases.name];
      if (which === 'none') return [];
      return [
        ...pointCases(theatre, which === 'first'),
        () => killedBlindly(theatre),
        ...(which === 'all' ? closedChannelCases(theatre) : []),
      ];
    },
  },
];

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at);
}
