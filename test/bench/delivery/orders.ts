/** What a sender of the bench is told. */
export type Orders =
  | {
      readonly sender: 'paperboy';
      readonly platform: 'discord' | 'slack';
      /** Of the cheap platform. */
      readonly url: string;
      readonly database: string;
      /** As in production, or without any limit of ours. */
      readonly pace: 'own' | 'none';
      /** With the search index in memory, as in production. */
      readonly hasIndex?: boolean;
      /** So long, as if every day were over when all have their digest; once when absent. */
      readonly minutes?: number;
    }
  | {
      readonly sender: 'bare';
      readonly platform: 'discord' | 'slack';
      readonly url: string;
      readonly channels: number;
      /** A file with what Paperboy posted: the same is posted again. */
      readonly body: string;
    };

/** What it says at its end. */
export interface Sent {
  readonly sent: number;
  readonly ms: number;
  /** Of this process, all its threads. */
  readonly cpuMs: number;
  /** Resident, in megabytes. */
  readonly now: number;
  readonly peak: number;
}

/** Posts under way at once, of Paperboy and of the bare loop. */
export const AT_ONCE = 50;
