import type { ServerResponse } from 'node:http';

/** What somebody sees in a browser after an installation: a sentence, and what to do. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly words: string;
  readonly link?: { readonly label: string; readonly to: string };
}

/** Nothing of it is kept anywhere, and it loads nothing. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const STYLE = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem}
@media(prefers-color-scheme:dark){body{background:#1f2937;color:#f3f4f6}a{color:#93c5fd}}`;

export function showPage(response: ServerResponse, page: Page): void {
  if (response.headersSent) return;
  response.writeHead(page.status, HEADERS).end(toHtml(page));
}

function toHtml({ title, words, link }: Page): string {
  const below =
    link === undefined ? '' : `<p><a href="${escaped(link.to)}">${escaped(link.label)}</a></p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(words)}</p>${below}</body></html>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
}
