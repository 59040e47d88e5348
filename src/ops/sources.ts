import type Keyv from 'keyv';
import { systemClock, systemWait } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { type Beyond, createBeyond } from '../papers/beyond.ts';
import { createHuggingFace } from '../papers/hugging-face.ts';
import { whyUnreachable } from '../papers/reachable.ts';
import { createSample } from '../papers/sample.ts';
import type { PaperSource } from '../papers/source.ts';
import type { Store } from '../store/open.ts';
import { SAMPLE_NEWS } from './hints.ts';

const TIME = { clock: systemClock, wait: systemWait };

/** One try without patience: with nobody to wait for, the bundled week is better than an excuse. */
const QUICK_LIMIT_MS = 5_000;

/** Hugging Face, or the bundled week and the line that says so while it cannot be reached. */
export async function sourceNow(
  config: Config,
  parts: SourceParts,
): Promise<{ source: PaperSource; news?: string }> {
  const source = huggingFace(config, { ...parts, timeLimitMs: QUICK_LIMIT_MS });
  const problem = await whyUnreachable(source, systemClock());
  if (problem === undefined) return { source };
  parts.log.info({ problem }, 'bundled sample week in use');
  return { source: createSample(), news: SAMPLE_NEWS };
}

interface SourceParts {
  readonly cache: Keyv;
  readonly log: Log;
  readonly timeLimitMs?: number;
}

export function huggingFace({ huggingFace: options }: Config, parts: SourceParts): PaperSource {
  return createHuggingFace({ ...TIME, ...options, ...parts });
}

export function beyondOf(
  { huggingFace: options }: Config,
  parts: SourceParts & { readonly store: Store },
): Beyond {
  return createBeyond({ ...TIME, ...options, ...parts });
}
