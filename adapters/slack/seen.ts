import { createRecent } from '#chat/recent.ts';
import type { SeenEvents } from '#chat/seen.ts';

/** Slack repeats an event at once, after 1 and after 5 minutes (docs: apis/events-api); this many are enough for that. */
const REMEMBERED = 1_000;

/** For this process alone: a command-line tool, or a test. */
export function createSeen(): SeenEvents {
  const seen = createRecent<true>(REMEMBERED);
  return {
    isNew: async (event) => {
      if (seen.get(event) === true) return false;
      seen.set(event, true);
      return true;
    },
  };
}
