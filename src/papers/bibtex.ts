import { nameParts } from './names.ts';
import { arxivUrl, type Paper, type PaperId } from './paper.ts';

/** A paper as an entry for a bibliography; `mostAuthors` of them are named, the others are `others`. */
export function toBibtex(
  paper: Paper,
  { key, mostAuthors }: { readonly key: string; readonly mostAuthors: number },
): string {
  const fields = {
    title: `{${escaped(paper.title)}}`,
    author: authors(paper, mostAuthors),
    year: paper.publishedOn.slice(0, 4),
    eprint: paper.id,
    archivePrefix: 'arXiv',
    doi: doiOf(paper.id),
    url: arxivUrl(paper.id),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name} = {${value}},`);
  return [`@misc{${key},`, ...lines, '}'].join('\n');
}

/** arXiv registers one for every paper. */
export function doiOf(id: PaperId): string {
  return `10.48550/arXiv.${id}`;
}

/** `zhang2026loger`: family, year, and the first telling word; a letter behind it where that is taken. */
export function citationKeys(papers: readonly Paper[]): ReadonlyMap<PaperId, string> {
  const keys = new Map<PaperId, string>();
  const taken = new Set<string>();
  for (const paper of papers) {
    const plain = keyOf(paper);
    let key = plain;
    for (let n = 1; taken.has(key); n++) key = plain + lettersOf(n);
    taken.add(key);
    keys.set(paper.id, key);
  }
  return keys;
}

/** `a` to `z`, then `aa`: a digit would look like a part of the word. */
function lettersOf(count: number): string {
  const before = Math.floor((count - 1) / 26);
  const letter = String.fromCharCode(97 + ((count - 1) % 26));
  return (before === 0 ? '' : lettersOf(before)) + letter;
}

const SMALL_WORDS = /^(?:a|an|the|on|of|in|to|for|from|with|and|is|are|towards?)$/;

function keyOf({ id, title, authors: names, publishedOn }: Paper): string {
  const family = letters(nameParts(names[0] ?? '').family);
  const words = title.split(/[^\p{L}\p{N}\p{M}]+/u).map(letters);
  const word = words.find((one) => one !== '' && !SMALL_WORDS.test(one)) ?? '';
  const key = family + publishedOn.slice(0, 4) + word;
  return /^[a-z]/.test(key) ? key : `arxiv${id.replace('.', '')}`;
}

function letters(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function authors({ authors: names }: Paper, most: number): string {
  const named = names.slice(0, most).map(nameWords);
  return [...named, ...(names.length > most ? ['others'] : [])].join(' and ');
}

/** `van der Maaten, Laurens`; a name without given ones is one word to BibTeX, whatever is in it. */
function nameWords(name: string): string {
  const { family, given, suffix } = nameParts(name);
  if (given === '' && family.includes(' ')) return `{${escaped(family)}}`;
  return [family, suffix, given].filter(Boolean).map(escaped).join(', ');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  // BibTeX counts braces, whatever stands before them.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escaped(text: string): string {
  return text.replace(/[\\{}~^]|[&%$#_]/g, (letter) => ESCAPES[letter] ?? `\\${letter}`);
}
