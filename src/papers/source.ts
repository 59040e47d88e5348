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
   * @throws NotYetError for a day that has not begun
   * @throws SourceError when there is no good answer within 10 s
   */
  dailyList(day: Day): Promise<readonly Paper[]>;
  /** One paper; undefined when the source has none of that id. @throws SourceError */
  paper(id: PaperId): Promise<Paper | undefined>;
}

/** The source says that the day has not begun (Hugging Face: HTTP 400). */
export class NotYetError extends SourceError {}
