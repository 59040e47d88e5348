interface Known {
  readonly paper: {
    readonly title: string;
    readonly summary: string;
    readonly publishedAt: string;
  };
  readonly numComments: number;
}

interface Searchable {
  readonly papers: readonly Known[];
  /** What is found whatever was asked, exactly as it is. */
  readonly found: readonly unknown[] | undefined;
}

/** Whatever has one of the words in its title or summary; the real one is cleverer. */
export function searchAnswer(
  url: URL,
  { papers, found }: Searchable,
): { readonly status: number; readonly body: unknown } {
  const q = url.searchParams.get('q') ?? '';
  const limit = Number(url.searchParams.get('limit') ?? 120);
  if (q.trim() === '' || q.length > 250) return invalid('q');
  if (!Number.isInteger(limit) || limit < 1 || limit > 120) return invalid('limit');
  const words = q.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const items = papers.flatMap((known) => toItem(known, words) ?? []);
  return { status: 200, body: found ?? items.slice(0, limit) };
}

function invalid(field: string) {
  return { status: 400, body: { error: `✖ Invalid input\n  → at ${field}` } };
}

function toItem({ paper, numComments }: Known, words: readonly string[]): unknown {
  const highlightedTitle = highlighted(paper.title, words);
  const highlightedSummary = highlighted(paper.summary, words);
  const isFound = [...highlightedTitle, ...highlightedSummary].some(({ type }) => type !== 'text');
  if (!isFound) return undefined;
  const { title, summary, publishedAt } = paper;
  return {
    ...{ paper, publishedAt, title, summary, numComments, upvoted: false },
    ...{ isAuthorParticipating: false, highlightedTitle, highlightedSummary },
  };
}

/** Marks the words wherever they stand, within others too, as the real one does. */
function highlighted(text: string, words: readonly string[]) {
  return text
    .split(new RegExp(`(${words.join('|') || '$^'})`, 'iu'))
    .map((piece, index) => ({ type: index % 2 === 1 ? 'highlight' : 'text', text: piece }))
    .filter((piece) => piece.text !== '');
}
