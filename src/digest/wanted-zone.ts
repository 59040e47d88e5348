import { quoted } from '#chat/quoted.ts';
import { type Problem, sortWords, toWords } from './typed-words.ts';
import { findZone, zoneNamed } from './zone.ts';

const NAME_ONE = 'Name a big city of your time zone, or a zone such as Europe/Berlin.';

/** An IANA zone for a city or a zone's name, with or without the words that people put beside it. */
export function readZone(typed: string): string | Problem {
  const { filler } = sortWords(typed);
  const words = toWords(typed).filter((word) => !filler.includes(word));
  if (words.length === 0) return { problem: NAME_ONE };
  const name = words.join(' ');
  const found = findZone(name);
  if ('zone' in found) return found.zone;
  const among = amongOthers(words);
  if (typeof among === 'string') return among;
  if (found.nearest !== undefined) {
    return { problem: `I know no place ${quoted(name)}. ${found.nearest}?` };
  }
  return among ?? { problem: `I know no place ${quoted(name)}. ${NAME_ONE}` };
}

/** Longer than any place and what people put beside it; every run of the words is looked up. */
const MOST_WORDS = 8;

/** A place among other words, which are those not understood; unless they say it again: `Tokyo, Japan`. */
function amongOthers(words: readonly string[]): string | Problem | undefined {
  const run = words.length > MOST_WORDS ? undefined : longestPlace(words);
  if (run === undefined) return undefined;
  const rest = words.filter((_, at) => at < run.start || at >= run.end).join(' ');
  const other = zoneNamed(rest);
  if (other === run.zone) return run.zone;
  if (other === undefined) return { problem: `I do not understand ${quoted(rest)}.` };
  const both = `${quoted(words.slice(run.start, run.end).join(' '))} and ${quoted(rest)}`;
  return { problem: `${both} are two time zones. Name one.` };
}

function longestPlace(words: readonly string[]) {
  for (let length = words.length - 1; length > 0; length--) {
    for (let start = 0; start + length <= words.length; start++) {
      const zone = zoneNamed(words.slice(start, start + length).join(' '));
      if (zone !== undefined) return { start, end: start + length, zone };
    }
  }
  return undefined;
}
