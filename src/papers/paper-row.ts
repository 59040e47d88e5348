import type { ExpressionBuilder, Insertable } from 'kysely';
import { z } from 'zod';
import type { Instant } from '#chat/platform.ts';
import type { Database, PaperRow } from '../store/schema.ts';
import type { Paper } from './paper.ts';

const Names = z.array(z.string());

/** A paper as it was kept. */
export function toPaper(row: PaperRow): Paper {
  return {
    id: row.id,
    title: row.title,
    summary: row.summary,
    authors: Names.parse(JSON.parse(row.authors)),
    publishedOn: row.published_on,
    upvotes: row.upvotes,
    ...(row.ai_summary !== null && { aiSummary: row.ai_summary }),
    ...(row.organization !== null && { organization: row.organization }),
    ...(row.comments !== null && { comments: row.comments }),
    ...(row.code_url !== null && { codeUrl: row.code_url }),
    ...(row.code_stars !== null && { codeStars: row.code_stars }),
    ...(row.project_url !== null && { projectUrl: row.project_url }),
  };
}

/** A paper as it is kept; `now` is when it was read. */
export function toRow(paper: Paper, now: Instant): Insertable<Database['paper']> {
  return {
    id: paper.id,
    title: paper.title,
    summary: paper.summary,
    ai_summary: paper.aiSummary ?? null,
    authors: JSON.stringify(paper.authors),
    organization: paper.organization ?? null,
    published_on: paper.publishedOn,
    upvotes: paper.upvotes,
    comments: paper.comments ?? null,
    code_url: paper.codeUrl ?? null,
    code_stars: paper.codeStars ?? null,
    project_url: paper.projectUrl ?? null,
    updated_at: now,
  };
}

/** In an upsert `excluded` is the row that was to be inserted. */
type PaperTables = Database & { readonly excluded: Database['paper'] };

/** For an upsert: what a newer answer leaves out is gone, but for what only some answers carry. */
export function newer({ ref, fn }: ExpressionBuilder<PaperTables, 'paper' | 'excluded'>) {
  return {
    title: ref('excluded.title'),
    summary: ref('excluded.summary'),
    ai_summary: fn.coalesce('excluded.ai_summary', 'paper.ai_summary'),
    authors: ref('excluded.authors'),
    organization: ref('excluded.organization'),
    published_on: ref('excluded.published_on'),
    upvotes: ref('excluded.upvotes'),
    comments: fn.coalesce('excluded.comments', 'paper.comments'),
    code_url: ref('excluded.code_url'),
    code_stars: ref('excluded.code_stars'),
    project_url: ref('excluded.project_url'),
    updated_at: ref('excluded.updated_at'),
  };
}
