/** In their order, Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Of `Fri`, `friday` or `Fridays`, but not of a city that begins so. From 0, Monday. */
export function weekdayOf(word: string): number | undefined {
  const typed = word.toLowerCase().replace(/\.$/, '');
  const index = WEEKDAYS.findIndex((name) => {
    const whole = name.toLowerCase();
    const isShort = typed.length >= 3 && typed.length <= 5 && whole.startsWith(typed);
    return isShort || typed === whole || typed === `${whole}s`;
  });
  return index < 0 ? undefined : index;
}
