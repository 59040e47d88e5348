import type { Inbox } from '#chat/inbox.ts';
import type { AnswerTools } from './answers.ts';
import type { Self } from './identity.ts';
import type { People } from './people.ts';

/** Gives work to whoever waits for it at the end and logs its failure. */
export type Supervise = (what: string, work: () => Promise<void>) => void;

/** Who listens, and where in Slack something that arrives belongs. */
export interface Listening extends Pick<AnswerTools, 'log'> {
  readonly supervise: Supervise;
  /** Whether an event is handled now, and not because it came before. */
  readonly isNew: (eventId: string) => Promise<boolean>;
  /** For a workspace, as bolt's context names it after it was let in. @throws PlatformError */
  hearingOf(context: { readonly teamId?: string | undefined }): Promise<Hearing>;
}

/** What everything that arrives is handled with. */
export interface Hearing extends AnswerTools {
  readonly inbox: Inbox;
  readonly self: Self;
  readonly people: People;
}

/** What Slack has to hear within 3 s; only a form may say more than that it arrived. */
export type Acknowledge = (answer?: {
  readonly response_action: 'errors';
  readonly errors: Record<string, string>;
}) => Promise<void>;
