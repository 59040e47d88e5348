import { pino } from 'pino';

/** One constant sentence and the facts beside it: `log.warn({ channel, failure }, 'digest not delivered')`. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Writes JSON lines to standard error, so that standard output stays the console adapter's. */
export function createLog(level: string): Log {
  return pino({ level, base: null }, pino.destination(2));
}

/** For tests, and for tools that say nothing but their answer. */
export const silentLog: Log = pino({ level: 'silent' });
