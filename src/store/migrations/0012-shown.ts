import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/**
 * What was shown stands by paper: a morning's rows come together, at the end. By channel they touched every page of a
 * table that grows for years, so that each morning took longer than the one before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  `create table shown_by_paper (
    paper text not null, workspace text not null, channel text not null, digest text not null,
    primary key (paper, workspace, channel)) strict, without rowid`,
  `insert into shown_by_paper (paper, workspace, channel, digest)
    select paper, workspace, channel, digest from shown order by paper, workspace, channel`,
  'drop table shown',
  'alter table shown_by_paper rename to shown',
];
