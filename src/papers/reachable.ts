import type { Instant } from '#chat/platform.ts';
import { SourceError } from '../errors.ts';
import { NotYetError, type PaperSource } from './source.ts';

/** Why the source gives no list of today, asked once and without patience; undefined when it answers. */
export async function whyUnreachable(
  source: PaperSource,
  now: Instant,
): Promise<string | undefined> {
  try {
    await source.dailyList(source.today(now));
    return undefined;
  } catch (error) {
    if (error instanceof NotYetError) return undefined;
    if (error instanceof SourceError) return error.message;
    throw error;
  }
}
