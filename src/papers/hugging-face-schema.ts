import { z } from 'zod';
import type { Paper } from './paper.ts';
import { cleanCodeUrl, cleanName, cleanProse, cleanTitle, cleanUrl } from './text.ts';

/** A field that a paper can do without: a strange value counts as none, and the paper stays. */
function spare<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const count = z.number().int().nonnegative();

/** Only the fields in use; absent means that the key is not there (huggingface.md, section 2). */
const ApiPaper = z.object({
  id: z.string().regex(/^\d{4}\.\d{4,5}$/),
  title: z.string().min(1),
  summary: z.string(),
  authors: z.array(z.object({ name: z.string(), hidden: z.boolean().optional() })),
  publishedAt: z.iso.datetime({ offset: true }),
  upvotes: count,
  ai_summary: spare(z.string()),
  organization: spare(z.object({ name: z.string(), fullname: z.string().optional() })),
  githubRepo: spare(z.string()),
  githubStars: spare(count),
  projectPage: spare(z.string()),
});
type ApiPaper = z.infer<typeof ApiPaper>;

/** One row of a daily list; the wrapper's own title and date are not to be trusted (section 3). */
const ListRow = z.object({ paper: ApiPaper, numComments: spare(count) });

/** What is wrong with an answer, in words. */
export interface Problem {
  readonly problem: string;
}

/** A row of `/api/daily_papers`. */
export function readRow(row: unknown): Paper | Problem {
  const read = ListRow.safeParse(row);
  if (!read.success) return { problem: z.prettifyError(read.error) };
  return toPaper(read.data.paper, read.data.numComments);
}

/** An answer of `/api/papers/{id}`: flat, without comments. */
export function readPaper(body: unknown): Paper | Problem {
  const read = ApiPaper.safeParse(body);
  if (!read.success) return { problem: z.prettifyError(read.error) };
  return toPaper(read.data);
}

const Marked = z.array(z.object({ type: z.string(), text: z.string() }));
type Marked = z.infer<typeof Marked>;

/** One item of a search: the same wrapper, with what was found in it (section 2). */
const SearchItem = z.object({
  paper: ApiPaper.extend({ id: z.string().transform(wholeId).pipe(ApiPaper.shape.id) }),
  numComments: spare(count),
  highlightedTitle: spare(Marked),
  highlightedSummary: spare(Marked),
});

/** A paper that a search found, with the pieces of its text that were marked, as they came. */
export interface FoundPaper {
  readonly paper: Paper;
  readonly title: Marked;
  readonly summary: Marked;
}

/** An item of `/api/papers/search`. */
export function readSearchItem(item: unknown): FoundPaper | Problem {
  const read = SearchItem.safeParse(item);
  if (!read.success) return { problem: z.prettifyError(read.error) };
  const { paper, numComments, highlightedTitle = [], highlightedSummary = [] } = read.data;
  return {
    paper: toPaper(paper, numComments),
    title: highlightedTitle,
    summary: highlightedSummary,
  };
}

/** Search loses the noughts at an id's end, as of a number: `2406.105` is 2406.10500 (section 2). */
function wholeId(id: string): string {
  const [month = '', rest] = id.split('.');
  if (rest === undefined) return id;
  return `${month}.${rest.padEnd(month < '1501' ? 4 : 5, '0')}`;
}

function toPaper(raw: ApiPaper, comments?: number): Paper {
  const codeUrl = raw.githubRepo === undefined ? undefined : cleanCodeUrl(raw.githubRepo);
  const projectUrl = raw.projectPage === undefined ? undefined : cleanUrl(raw.projectPage);
  const organization = cleanName(raw.organization?.fullname ?? raw.organization?.name ?? '');
  const aiSummary = cleanProse(raw.ai_summary ?? '');
  return {
    id: raw.id,
    title: cleanTitle(raw.title) || raw.id,
    summary: cleanProse(raw.summary),
    authors: visibleNames(raw.authors),
    publishedOn: raw.publishedAt.slice(0, 10),
    upvotes: raw.upvotes,
    ...(aiSummary !== '' && { aiSummary }),
    ...(organization !== '' && { organization }),
    ...(comments !== undefined && { comments }),
    ...(codeUrl !== undefined && { codeUrl }),
    ...(raw.githubStars !== undefined && codeUrl !== undefined && { codeStars: raw.githubStars }),
    ...(projectUrl !== undefined && { projectUrl }),
  };
}

function visibleNames(authors: ApiPaper['authors']): readonly string[] {
  return authors
    .filter((author) => author.hidden !== true)
    .map((author) => cleanName(author.name))
    .filter((name) => name !== '');
}
