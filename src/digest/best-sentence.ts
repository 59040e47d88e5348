import { cutAtClause, firstSentences, sentences } from '../papers/text.ts';
import { countMatches, matchedPlaces } from './matches.ts';

/** Words before the first match that stay with it where a sentence is too long to be shown from its start. */
const LEAD = 40;

/** The sentence with most of the words that were searched for, the first of several, cut at a clause; without any, the first words. */
export function bestSentence(text: string, searched: ReadonlySet<string>, max: number): string {
  const best = sentences(text)
    .map((sentence) => ({ sentence: sentence.trim(), matches: countMatches(sentence, searched) }))
    .reduce((one, other) => (other.matches > one.matches ? other : one), NONE);
  if (best.matches === 0) return firstSentences(text, max);
  return cutAround(best.sentence, searched, max);
}

const NONE = { sentence: '', matches: 0 };

/** From its start where matches are in sight then, else from shortly before the first one. */
function cutAround(sentence: string, searched: ReadonlySet<string>, max: number): string {
  const whole = cutAtClause(sentence, max);
  if (countMatches(whole, searched) > 0 || max < 2 * LEAD) return whole;
  const [first] = matchedPlaces(sentence, searched);
  const from = sentence.indexOf(' ', Math.max(0, (first?.from ?? 0) - LEAD)) + 1;
  return `…${cutAtClause(sentence.slice(from), max - 1)}`;
}
