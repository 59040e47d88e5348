import type { Inbox } from '#chat/inbox.ts';
import type { Archive } from '../papers/archive.ts';
import { type Backfill, type BackfillDeps, createBackfill } from '../papers/backfill.ts';
import { type Filled, type Filling, fillRange } from '../papers/fill-range.ts';
import type { Days } from '../papers/listed.ts';
import { createPrecedence, type Precedence } from '../papers/precedence.ts';

/** What fills the archive, and what it gives way to. */
export interface Fillers {
  readonly backfill: Backfill;
  readonly precedence: Precedence;
  /** Reads a range at once, for the command line. @throws CommandError, SourceError */
  fill(days: Days, filling: Filling): Promise<Filled>;
}

export function createFillers(
  parts: Omit<BackfillDeps, 'archive' | 'since' | 'idle'> & { readonly archiveSince?: string },
  archive: Archive,
): Fillers {
  const precedence = createPrecedence();
  const { archiveSince: since } = parts;
  const deps: BackfillDeps = {
    ...{ ...parts, archive, idle: () => precedence.idle() },
    ...(since !== undefined && { since }),
  };
  return {
    ...{ precedence, backfill: createBackfill(deps) },
    fill: (days, filling) => fillRange(days, deps, filling),
  };
}

/** Whoever asked is answered before the background goes on. */
export function answeringFirst(inbox: Inbox, { first }: Precedence): Inbox {
  return {
    ...inbox,
    onCommand: (call) => first(() => inbox.onCommand(call)),
    onPress: (press) => first(() => inbox.onPress(press)),
    onLookUp: (lookUp) => first(() => inbox.onLookUp(lookUp)),
    onLinks: (links) => first(() => inbox.onLinks(links)),
  };
}
