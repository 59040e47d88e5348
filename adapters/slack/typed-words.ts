/** What a person typed, out of the form in which Slack writes it: links, names and channels unwrapped, entities decoded. */
export function toWords(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_, inner: string) => unwrapped(inner))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** `https://arxiv.org/abs/1|arxiv.org/abs/1`, `@U1|ada`, `#C1|papers`, `!here`: what was typed, as far as Slack tells. */
function unwrapped(inner: string): string {
  const [target = '', label] = inner.split('|', 2);
  const sign = target.charAt(0);
  if (sign === '@' || sign === '#') return label ? `${sign}${label}` : target;
  if (sign === '!' || target.startsWith('mailto:')) return label ?? target;
  return label !== undefined && target.endsWith(label) ? label : target;
}

/** The words of a mention: those behind our name, or, when it comes last, those before it. */
export function wordsOfMention(text: string, user: string): string {
  const [before = '', ...after] = text.split(new RegExp(`<@${user}(?:\\|[^<>]*)?>`));
  const words = toWords(after.join(' ')) || toWords(before);
  // Help writes commands as code, so people copy them with their marks.
  return words
    .replace(/^`+|`+$/g, '')
    .replace(/^\/papers(?:\s+|$)/i, '')
    .trim();
}
