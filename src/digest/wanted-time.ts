import { quoted } from '#chat/quoted.ts';
import { type Problem, sortWords, toWords } from './typed-words.ts';

const NAMED: ReadonlyMap<string, number> = new Map([
  ['noon', 720],
  ['midday', 720],
  ['midnight', 0],
]);

/** `09:00`, `9`, `0900`, `9.30`, `5pm`, `5:30 p.m.`, `noon`, as minutes after midnight. */
export function readTime(typed: string): number | Problem {
  const { filler, time } = sortWords(typed);
  const words = toWords(typed).filter((word) => !filler.includes(word));
  const [first, second] = words;
  if (first === undefined) return { problem: 'Write the time of day as 09:00 or 17:30.' };
  if (second !== undefined && time.length === words.length) {
    const both = `${quoted(first)} and ${quoted(second)}`;
    return { problem: `${both} are two times. Name one.` };
  }
  const name = words.join(' ');
  const minute = NAMED.get(name.toLowerCase()) ?? minuteOf(name);
  return minute ?? { problem: `${quoted(name)} is no time of day. Write it as 09:00 or 17:30.` };
}

function minuteOf(word: string): number | undefined {
  const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?(?:h|([ap])m)?$/i.exec(word);
  if (match === null) return undefined;
  const minute = Number(match[2] ?? 0);
  const hour = hourOf(Number(match[1]), match[3]?.toLowerCase());
  return hour === undefined || minute > 59 ? undefined : hour * 60 + minute;
}

/** Twelve comes before one, at noon and at midnight. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}
