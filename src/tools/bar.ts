import { dateWords, many } from '#chat/words.ts';
import type { Clock } from '../clock.ts';
import type { Day } from '../papers/paper.ts';
import type { Terminal } from './tool.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  /** The day that was read last. */
  readonly day: Day;
}

/** Shows how far a long job is: one line that changes, or a line every so often where nothing can be written over. */
export interface Bar {
  show(progress: Progress): void;
  /** Leaves the line behind. */
  end(): void;
}

const WIDTH = 20;
const LINE_EVERY_MS = 15_000;
const ERASE_THE_REST = '\u001b[K';

export function createBar({ isTerminal, write }: Terminal, clock: Clock): Bar {
  const begunAt = clock();
  let shownAt = begunAt;
  let isOpen = false;
  return {
    show: (progress) => {
      const now = clock();
      const words = barWords(progress, now - begunAt);
      if (isTerminal) {
        write(`\r${blocks(progress)} ${words}${ERASE_THE_REST}`);
        isOpen = true;
      } else if (now - shownAt >= LINE_EVERY_MS) {
        write(`${words}\n`);
        shownAt = now;
      }
    },
    end: () => {
      if (isOpen) write('\n');
      isOpen = false;
    },
  };
}

function blocks({ done, of }: Progress): string {
  const full = Math.floor((done / of) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
}

/** `190 of 366 days, back to 14 Jun 2024; about 4 minutes left`. */
function barWords({ done, of, day }: Progress, sinceMs: number): string {
  const far = `${done} of ${many(of, 'day')}, back to ${dateWords(day)}`;
  return done === of ? far : `${far}; ${timeWords((sinceMs / done) * (of - done))} left`;
}

/** `about 4 minutes`, `less than a minute`. */
export function timeWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes <= 1 ? 'less than a minute' : `about ${many(minutes, 'minute')}`;
}
