import { doiOf } from './bibtex.ts';
import { nameParts } from './names.ts';
import { arxivUrl, type Paper } from './paper.ts';

/** A paper as a record that Zotero, Mendeley and EndNote read; `mostAuthors` of them are named, a note counts the others. */
export function toRis(paper: Paper, { mostAuthors }: { readonly mostAuthors: number }): string {
  const { authors, publishedOn } = paper;
  const others = authors.length - mostAuthors;
  const lines: readonly (readonly [tag: string, value: string])[] = [
    ['TY', 'GEN'],
    ...authors.slice(0, mostAuthors).map((name) => ['AU', nameWords(name)] as const),
    ['TI', paper.title],
    ['PY', publishedOn.slice(0, 4)],
    ['DA', publishedOn.replaceAll('-', '/')],
    ['PB', 'arXiv'],
    ['DO', doiOf(paper.id)],
    ['UR', arxivUrl(paper.id)],
    ...(others > 0 ? [['N1', `and ${others} more authors`] as const] : []),
    ['ER', ''],
  ];
  return lines.map(([tag, value]) => `${tag}  - ${value}`).join('\n');
}

/** `Lo, Ada`, `Davis, Sammy, Jr.` */
function nameWords(name: string): string {
  const { family, given, suffix } = nameParts(name);
  return [family, given, suffix].filter(Boolean).join(', ');
}
