/** What Slack would take for markup in a text of ours: written apart from the adapter, and more suspicious than Slack is. */
export interface Read {
  /** The words that a person sees. */
  readonly words: string;
  /** Everything that is not plain words: `bold x`, `link https://…`, `emoji tada`, `quote`, `broken <`. */
  readonly marks: readonly string[];
}

const STYLES: Readonly<Record<string, string>> = {
  '*': 'bold',
  '＊': 'bold',
  _: 'italic',
  '＿': 'italic',
  '~': 'strike',
};
/** Whatever is no ASCII letter or digit may be the edge of a word, a zero-width space too. */
const STYLED = /(?<![A-Za-z0-9])([*＊_＿~])(?=\S)([^\n]*?\S)\1(?![A-Za-z0-9])/u;
const CODE = /```([\s\S]*?)```|[`｀]([^`｀\n]+)[`｀]/gu;

export function readMrkdwn(markup: string): Read {
  const marks: string[] = [];
  const codes: string[] = [];
  let rest = markup.replace(CODE, (_, block: string | undefined, span: string) => {
    codes.push(block ?? span);
    marks.push(`code ${decoded(block ?? span)}`);
    return `\ue000${codes.length - 1}\ue001`;
  });
  rest = rest.replace(/<([^<>\n]*)>/g, (_, token: string) => {
    const [target = '', label = ''] = token.split('|');
    marks.push(`${target.startsWith('https:') ? 'link' : 'token'} ${decoded(target)}`);
    return label;
  });
  for (let found = STYLED.exec(rest); found !== null; found = STYLED.exec(rest)) {
    const [whole, mark = '', inside = ''] = found;
    marks.push(`${STYLES[mark]} ${decoded(inside)}`);
    rest = rest.replace(whole, () => inside);
  }
  for (const line of rest.split('\n')) if (/^\s*(&gt;|>|＞)/u.test(line)) marks.push('quote');
  for (const [, name] of rest.matchAll(/:((?!(?<=\d:)\d\d:)[\p{L}\p{N}_+'-]+):/gu))
    marks.push(`emoji ${name}`);
  for (const [cry] of rest.matchAll(/@(?:here|channel|everyone)/giu)) marks.push(`cry ${cry}`);
  for (const [sign] of rest.matchAll(/[<>]|&(?!(?:amp|lt|gt);)/g)) marks.push(`broken ${sign}`);
  const words = rest.replace(/\ue000(\d+)\ue001/g, (_, at: string) => codes[Number(at)] ?? '');
  return { words: decoded(words), marks };
}

function decoded(text: string): string {
  return asTyped(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** With our doubles as the marks that they stand for, and without what nobody sees. */
export function asTyped(text: string): string {
  return text
    .replace(/[\u200b\u00ad]/gu, '')
    .replace(/[∗＊]/gu, '*')
    .replace(/[ˍ＿]/gu, '_')
    .replaceAll('∼', '~')
    .replace(/[ˋ｀]/gu, '`');
}
