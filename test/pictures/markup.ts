/** Text that is HTML already. */
export type Html = string;

export function escaped(text: string): Html {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What a client makes of a piece of markup; undefined leaves it as it stands. */
export type Rule = readonly [
  pattern: RegExp,
  make: (inside: (text: string) => Html, ...groups: readonly string[]) => Html,
];

/** The first rule that matches at the earliest place wins; what is between stays as `plain` makes it. */
export function marked(text: string, rules: readonly Rule[], plain: (text: string) => Html): Html {
  const inside = (part: string) => marked(part, rules, plain);
  const found = rules
    .map(([pattern, make]) => ({ match: pattern.exec(text), make }))
    .filter(({ match }) => match !== null)
    .toSorted((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
  const match = found?.match;
  if (found === undefined || match === null || match === undefined) return plain(text);
  const [whole, ...groups] = match;
  return (
    plain(text.slice(0, match.index)) +
    found.make(inside, ...groups) +
    inside(text.slice(match.index + whole.length))
  );
}

/** The message that something stands in: who says it, when, and who sees it. */
export interface Frame {
  readonly client: 'slack' | 'discord';
  readonly body: Html;
  readonly time: string;
  readonly onlyYou?: string | undefined;
}

export function framed({ client, body, time, onlyYou }: Frame): Html {
  const seen = onlyYou === undefined ? '' : `<div class="only-you">${EYE}${onlyYou}</div>`;
  return `<article class="${client}-message ${onlyYou === undefined ? '' : 'private'}">
    <div class="avatar">${PAPER}</div>
    <div class="said">
      <header><b>Paperboy</b><i>APP</i><time>${time}</time></header>
      ${body}${seen}
    </div>
  </article>`;
}

export const PAPER: Html = `<svg viewBox="0 0 36 36"><path d="M10 10h13v17H12a2 2 0 0 1-2-2z" fill="#f6f0e0"/>
  <path d="M23 14h3v11a2 2 0 0 1-3 2z" fill="#dccfb0"/><path d="M12.500 13h8v3h-8z" fill="#2f4858"/>
  <path d="M12.500 19h8m-8 2.500h8m-8 2.500h5" stroke="#2f4858"/></svg>`;

const EYE: Html = `<svg viewBox="0 0 16 16" width="16" fill="none" stroke="currentColor"><path d="M1.500 8q6.500-8 13 0q-6.500 8-13 0z"/><circle cx="8" cy="8" r="2"/></svg>`;
