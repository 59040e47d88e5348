import type { DatabaseName } from './databases.ts';

/** How much of everything, on one platform and one kind of database. */
export interface Size {
  /** Scenes with random deaths, and what is in each. */
  readonly killed: Readonly<Record<DatabaseName, Deaths>> & { readonly parts: number };
  /** Deaths at named points: at the first arrival, at the first, the middle and the last, or none. */
  readonly points: Readonly<Record<DatabaseName, 'none' | 'first' | 'all'>>;
  readonly server: Deaths;
  readonly lost: Parts;
  /** `hanging`: of a hundred requests so many are never answered. */
  readonly storm: Parts & { readonly hanging: number };
  readonly replicas: Parts & { readonly pauses: number };
  /** On how many days on which its clocks change each zone is looked at, and through which of the walks each of them goes. */
  readonly clocks: { readonly days: number; readonly walks: 'all' | 'in turn' };
  readonly diskPoints: number;
  readonly copies: number;
  /** `isLong`: with what takes a while. */
  readonly dead: { readonly channels: number; readonly isLong: boolean };
  readonly poisonedChannels: number;
  readonly daysOffChannels: number;
}

interface Deaths {
  readonly channels: number;
  readonly kills: number;
}

interface Parts {
  readonly parts: number;
  readonly channels: number;
}

/** Thirty deaths of a worker at random moments of SQLite, twenty and four of the server of PostgreSQL: some two minutes on two idle cores. */
export const SHORT: Size = {
  killed: {
    ...{ parts: 1, sqlite: { channels: 40, kills: 15 }, postgres: { channels: 40, kills: 10 } },
  },
  points: { sqlite: 'first', postgres: 'none' },
  server: { channels: 60, kills: 4 },
  lost: { parts: 1, channels: 20 },
  storm: { parts: 1, channels: 10, hanging: 0 },
  replicas: { parts: 1, channels: 40, pauses: 3 },
  clocks: { days: 1, walks: 'in turn' },
  diskPoints: 2,
  copies: 20,
  dead: { channels: 30, isLong: false },
  poisonedChannels: 50,
  daysOffChannels: 20,
};

/** What each row of the delivery room's table asks for, in both databases and on both platforms together: half an hour. */
export const FULL: Size = {
  killed: {
    // Whatever is under way at every death is given up after twelve.
    ...{ parts: 8, sqlite: { channels: 105, kills: 13 }, postgres: { channels: 105, kills: 13 } },
  },
  points: { sqlite: 'all', postgres: 'all' },
  server: { channels: 200, kills: 10 },
  lost: { parts: 2, channels: 210 },
  storm: { parts: 2, channels: 210, hanging: 5 },
  replicas: { parts: 1, channels: 200, pauses: 13 },
  clocks: { days: 7, walks: 'all' },
  diskPoints: 10,
  copies: 100,
  dead: { channels: 420, isLong: true },
  poisonedChannels: 500,
  daysOffChannels: 250,
};
