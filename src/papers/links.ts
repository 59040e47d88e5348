import type { PaperId } from './paper.ts';

/** arXiv's ids since 2007, four or five digits after the month, and a version that we fold away. */
const ID = /(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d])/;
const HOSTS = /^(?:[\w-]+\.)*(?:arxiv\.org|huggingface\.co|hf\.co|alphaxiv\.org)$/;
/**
 * An id alone, or as people cite it: `arXiv 2407.21783`, `2407.21783v2 [cs.AI]`, `2407.21783 v2`, `2407.21783 abs`, a DOI
 * of arXiv. The last bracket may have been taken for one around it all.
 */
const BARE =
  /^(?:arxiv\s*[:.]?\s*|(?:https?:\/\/)?(?:dx\.)?(?:doi\.org\/|doi:\s*)?10\.48550\/arxiv\.)?(\d{4}\.\d{4,5})(?:\s*v\d+)?(?:\s*\[[a-z.-]+\]?|\s+(?:abs|pdf|html))?$/i;

/** What people put around an id or a link, or copy with it: quotes, brackets, marks of code and weight. */
const BEFORE = /^[\s"'`“”„‟‘’‚«»‹›<([{*_~]+/;
const BEHIND = /[\s"'`“”„‟‘’‚«»‹›>)\]}*_~.,;:!?]+$/;

/** Nobody's link is longer; looking for what stands behind a text takes the square of its length. */
const LONGEST_LINK = 2_000;

/**
 * The paper that an id (`2509.24002`, `arXiv:2509.24002v2`) or a link (arXiv abs, pdf, html; Hugging Face; alphaXiv)
 * names. Undefined for anything else; never throws.
 */
export function toPaperId(text: string): PaperId | undefined {
  if (text.length > LONGEST_LINK) return undefined;
  const trimmed = text.replace(BEFORE, '').replace(BEHIND, '').split('|')[0] ?? '';
  const bare = BARE.exec(trimmed);
  if (bare?.[1] !== undefined) return ifPossible(bare[1]);
  const url = URL.parse(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !HOSTS.test(url.hostname)) return undefined;
  return ifPossible(ID.exec(url.pathname)?.[1]);
}

/** A link as people write it, scheme or not, up to what ends it in markup; or `arXiv:2509.24002`, as papers cite. */
const MENTIONED =
  /(?<![\w.-])(?:[\w-]+\.)*(?:arxiv\.org|huggingface\.co|hf\.co|alphaxiv\.org)\/[^\s<>|()[\]{}"'`*\\^,;]+|\barxiv[:.]\s?\d{4}\.\d{4,5}(?!\d)/gi;

/** Nobody reads more of one message. */
const LONGEST_TEXT = 100_000;

/** The papers that a text links to, each once, in their order. Bare numbers are none: they may be anything. Never throws. */
export function paperIdsIn(text: string): readonly PaperId[] {
  const mentioned = text.slice(0, LONGEST_TEXT).match(MENTIONED) ?? [];
  const ids = mentioned.map((one) => toPaperId(one.replace(/^arxiv[:.](?!org)/i, 'arxiv:')));
  return [...new Set(ids)].filter((id) => id !== undefined);
}

/** Ids begin with the year and month of their submission, and have five digits more since January 2015. */
function ifPossible(id: string | undefined): PaperId | undefined {
  if (id === undefined) return undefined;
  const month = Number(id.slice(2, 4));
  const digits = id.slice(0, 4) < '1501' ? 4 : 5;
  return month >= 1 && month <= 12 && id.length === 5 + digits ? id : undefined;
}
