import { dateWords, many } from '#chat/words.ts';
import { CommandError, SourceError, StoppedError, UsageError } from '../errors.ts';
import { daysBetween, FIRST_DAY, toDay } from '../papers/feed-day.ts';
import { bestListed, type Days } from '../papers/listed.ts';
import type { Day } from '../papers/paper.ts';
import { createBar, timeWords } from './bar.ts';
import { howToCall, type Tool, type ToolDeps, tryThis } from './tool.ts';

const USAGE = 'backfill 2024-01-01..2024-12-31';

export const backfill: Tool = {
  name: 'backfill',
  usage: USAGE,
  summary:
    'Reads the lists of some days that were never read; it may be stopped, and the same again goes on',
  run: async (args, deps) => {
    const { services } = deps.engine;
    const days = readRange(args, services.today());
    await fillAll(days, deps);
    const { total } = await bestListed(services.store, days, { limit: 1, offset: 0 });
    deps.say(`The archive has ${rangeWords(days)}, with ${many(total, 'paper')}.`);
  },
};

/** `2024-01-01..2024-12-31`; also one day, and `2024-01-01..` up to today. @throws UsageError */
function readRange(args: readonly string[], newest: Day): Days {
  const [typed] = args;
  if (typed === undefined || args.length > 1) throw new UsageError(tryThis(USAGE));
  const [first = '', last = first] = typed.split('..');
  const from = toDay(first);
  const to = last === '' ? newest : toDay(last);
  if (from === undefined || to === undefined || typed.split('..').length > 2) {
    throw new UsageError(`“${typed}” is no range of days. ${tryThis(USAGE)}`);
  }
  if (to < from) throw new UsageError(`“${typed}” ends before it begins. ${tryThis(USAGE)}`);
  if (to > newest) {
    throw new UsageError(`${to} has not come yet: the newest list is that of ${newest}.`);
  }
  if (from < FIRST_DAY) {
    const instead = howToCall(`backfill ${FIRST_DAY}..${to < FIRST_DAY ? newest : to}`);
    throw new UsageError(`The first list is that of ${FIRST_DAY}. Try: ${instead}`);
  }
  return { from, to };
}

/** `all 366 days from 1 Jan 2024 to 31 Dec 2024`, or `1 Jan 2024`. */
function rangeWords({ from, to }: Days): string {
  if (from === to) return dateWords(from);
  const count = many(daysBetween(from, to).length, 'day');
  return `all ${count} from ${dateWords(from)} to ${dateWords(to)}`;
}

/** As the limit of those who ask without a token allows (huggingface.md, section 6). */
const DAY_MS = 1_200;

async function fillAll(days: Days, { engine, terminal, stopSignal }: ToolDeps): Promise<void> {
  const of = daysBetween(days.from, days.to).length;
  const signal = stopSignal();
  const bar = createBar(terminal, engine.services.clock);
  let left = of;
  let missing = 0;
  const onDay = (now: number, day?: Day) => {
    left = now;
    if (day !== undefined) return bar.show({ done: missing - left, of: missing, day });
    missing = left;
    if (left > 0) terminal.write(`${beginning({ of, left })}\n`);
  };
  try {
    const { failed, problem } = await engine.fill(days, { signal, onDay });
    if (failed > 0) {
      throw new CommandError(`${failed} of ${many(of, 'day')} could not be read: ${problem}`);
    }
  } catch (error) {
    throw translated(error, `${of - left} of ${many(of, 'day')} are there`, signal);
  } finally {
    bar.end();
  }
}

/** `366 days, 12 of them are there; about 8 minutes at a request a second`. */
function beginning({ of, left }: { readonly of: number; readonly left: number }): string {
  const there = of === left ? '' : `, ${of - left} of them are there`;
  return `${many(of, 'day')}${there}; ${timeWords(left * DAY_MS)} at a request a second`;
}

function translated(error: unknown, far: string, signal: AbortSignal): unknown {
  if (isAbort(error, signal)) return new StoppedError(`Stopped: ${far}. The same again goes on.`);
  if (!(error instanceof SourceError)) return error;
  const words = `${error.message}. ${far}; the same again goes on.`;
  return new CommandError(`Hugging Face does not answer: ${words}`, { cause: error });
}

/** A wait that was broken off, not what went wrong by itself at that time. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
