/** Slack repeats an event at once, after 1 and after 5 minutes (docs: apis/events-api); this many are enough for that. */
const REMEMBERED = 1_000;

/** Tells whether an event has not come before; the first to arrive may well be a repetition. */
export function createSeen(): (eventId: string) => boolean {
  const seen = new Set<string>();
  return (eventId) => {
    if (seen.has(eventId)) return false;
    if (seen.size >= REMEMBERED) seen.clear();
    seen.add(eventId);
    return true;
  };
}
