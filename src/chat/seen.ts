/** Remembers what was handled, among all processes and over restarts; handed in by `main.ts`. */
export interface SeenEvents {
  /** Whether this did not come before: once, for whoever asks first. Remembered for a day. */
  isNew(event: string): Promise<boolean>;
}
