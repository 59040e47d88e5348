import type { Instant } from '#chat/platform.ts';
import { SourceError } from '../errors.ts';
import type { Day, Paper, PaperId } from './paper.ts';

/** Where daily lists come from. */
export interface PaperSource {
  readonly name: 'hugging-face' | 'sample';
  /** The oldest day that it has a list of. */
  readonly firstDay: Day;
  /** The newest day that may be asked for. */
  today(now: Instant): Day;
  /**
   * The papers listed on a day, by upvotes; empty at weekends. A row that cannot be read is left out with a warning.
   * A list of several pages takes several requests; `beforePage` is awaited before each but the first.
   * @throws NotYetError for a day that has not begun
   * @throws SourceError when there is no good answer within 10 s
   */
  dailyList(day: Day, beforePage?: () => Promise<void>): Promise<readonly Paper[]>;
  /** One paper; undefined when the source has none of that id. @throws SourceError */
  paper(id: PaperId): Promise<Paper | undefined>;
  /** What it lets us ask; absent where there is no limit. */
  spare?(): Spare;
}

/** What a source said of its limit in its last answer. */
export interface Spare {
  /** It wants to be left alone until then; what is asked before fails. */
  readonly silentUntil: Instant;
  /** Requests left until `windowEndsAt`, those of others at this address taken off; absent when it does not say. */
  readonly left?: number;
  /** How many there are in a window. */
  readonly of?: number;
  readonly windowEndsAt?: Instant;
}

/** The source says that the day has not begun (Hugging Face: HTTP 400). */
export class NotYetError extends SourceError {}
