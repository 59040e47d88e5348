/** A person's name as citations want it. */
export interface Name {
  readonly family: string;
  readonly given: string;
  /** `Jr.`, `III`. */
  readonly suffix: string;
}

/** Names of groups, which have no family. */
const GROUP = /\band\b|\b(?:team|labs?|group|consortium|collaboration|project|university)$/i;
const SUFFIX = /^(?:[JS]r\.?|I{2,3}|IV)$/;

/**
 * The parts of a name that is written in its usual order. Names are not that regular: the last word is taken for the
 * family name, with the small words before it (`van der Maaten`); one that has a comma is taken to have the family first; a group is a family without given names.
 */
export function nameParts(name: string): Name {
  if (GROUP.test(name)) return { family: name, given: '', suffix: '' };
  const [before = '', after] = name.split(/\s*,\s*/, 2);
  const words = before.split(/\s+/).filter(Boolean);
  if (after !== undefined && !SUFFIX.test(after))
    return { family: before.trim(), given: after, suffix: '' };
  const isSuffixed = words.length > 2 && SUFFIX.test(words.at(-1) ?? '');
  const suffix = after ?? (isSuffixed ? (words.at(-1) ?? '') : '');
  const own = isSuffixed ? words.slice(0, -1) : words;
  const first = own.findIndex((word, index) => index > 0 && /^\p{Ll}/u.test(word));
  const split = first > 0 ? first : own.length - 1;
  return { family: own.slice(split).join(' '), given: own.slice(0, split).join(' '), suffix };
}
