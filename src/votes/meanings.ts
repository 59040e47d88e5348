/** What an emoji says about a paper. */
export type Meaning = 'up' | 'down' | 'save' | 'will-read' | 'have-read' | 'will-present';

/** Slack sends names, Discord the emoji itself; both fold to one row of this table (product.md, Votes). */
const MEANINGS: Readonly<Record<Meaning, string>> = {
  up: `+1 thumbsup 👍 heart ❤ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜
    fire 🔥 star ⭐ star2 🌟 rocket 🚀 raised_hands 🙌 clap 👏`,
  down: '-1 thumbsdown 👎',
  save: 'bookmark 🔖 pushpin 📌',
  'will-read': 'eyes 👀',
  'have-read': 'white_check_mark ✅ heavy_check_mark ✔ ballot_box_with_check ☑',
  'will-present': 'microphone 🎤 studio_microphone 🎙',
};

const BY_EMOJI: ReadonlyMap<string, Meaning> = new Map(
  (Object.keys(MEANINGS) as Meaning[]).flatMap((meaning) =>
    MEANINGS[meaning].split(/\s+/).map((emoji): [string, Meaning] => [emoji, meaning]),
  ),
);

const KEYCAP_NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

export const MEANING_NAMES = Object.keys(MEANINGS) as readonly Meaning[];

/** What each emoji means in a workspace: the changes of that workspace, then the standard table. */
export type Meanings = (emoji: string) => Meaning | undefined;

/** Undefined for an emoji that says nothing here. Skin tones, variants and aliases fold. */
export const meaningOf: Meanings = (emoji) => BY_EMOJI.get(foldEmoji(emoji));

/** The standard meanings with a workspace's own, by folded emoji; `none` takes a meaning away. */
export function withChanges(changes: ReadonlyMap<string, Meaning | 'none'>): Meanings {
  const own = new Map(
    [...changes].flatMap(([emoji, meaning]) =>
      aliasesOf(emoji).map((alias): [string, Meaning | 'none'] => [alias, meaning]),
    ),
  );
  return (emoji) => {
    const changed = own.get(foldEmoji(emoji));
    if (changed === undefined) return meaningOf(emoji);
    return changed === 'none' ? undefined : changed;
  };
}

/** All spellings of one emoji: Slack's names and the picture stand side by side in the table. */
function aliasesOf(emoji: string): readonly string[] {
  const picture = asPicture(emoji);
  const names = [...PICTURES].filter(([, its]) => its === picture).map(([name]) => name);
  return [...new Set([emoji, ...names, foldEmoji(picture)])];
}

/** 1 to 10 of a keycap, as Slack (`one`, `keycap_ten`) or Unicode (`1️⃣`, `🔟`) writes it. */
export function keycapOf(emoji: string): number | undefined {
  const plain = foldEmoji(emoji);
  if (plain === 'keycap_ten' || plain === '🔟') return 10;
  const named = KEYCAP_NAMES.indexOf(plain) + 1;
  if (named > 0) return named;
  const digit = /^([1-9])\u20e3$/.exec(plain)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** A keycap as a picture: `1️⃣` to `🔟`. */
export function keycap(number: number): string {
  return number === 10 ? '🔟' : `${number}\ufe0f\u20e3`;
}

/** An emoji as every reader sees it: Slack's `+1` is `👍`; one without a picture keeps its name, `:party:`. */
export function asPicture(emoji: string): string {
  const number = keycapOf(emoji);
  if (number !== undefined) return keycap(number);
  const name = foldEmoji(emoji);
  if (!/^[\w+-]+$/.test(name)) return emoji;
  return PICTURES.get(name) ?? `:${name}:`;
}

/** The same for all spellings of an emoji: a workspace says of it one thing. */
export function oneSpelling(emoji: string): string {
  return foldEmoji(asPicture(emoji));
}

/** In the table a picture stands behind its names. */
const PICTURES: ReadonlyMap<string, string> = new Map(
  Object.values(MEANINGS).flatMap((row) => {
    const names = row.split(/\s+/);
    return names.map((name, index): [string, string] => [name, pictureBehind(names.slice(index))]);
  }),
);

/** Every emoji of the standard table, as a picture. */
export const STANDARD_EMOJI: readonly string[] = [...new Set(PICTURES.values())];

function pictureBehind(names: readonly string[]): string {
  return names.find((name) => !/^[\w+-]+$/.test(name)) ?? '';
}

/**
 * Without skin tone, variation selector, colons and brackets: `:+1::skin-tone-2:` and `👍🏽` become `+1` and `👍`,
 * Discord's `<a:party:123>` becomes `party:123`.
 */
export function foldEmoji(emoji: string): string {
  return emoji
    .replace(/^<a?:(\w+:\d+)>$/, '$1')
    .replace(/^:|:$/g, '')
    .replace(/::.*$/s, '')
    .replace(/[\u{1f3fb}-\u{1f3ff}\ufe0e\ufe0f]/gu, '');
}
