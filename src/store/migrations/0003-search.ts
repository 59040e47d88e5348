import { type Kysely, sql } from 'kysely';

/** The search index lies in memory, and follows the archive by numbers that papers get in the order of their changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * Within a trigger: the paper's next number. The counter's row stays locked until the transaction ends, so numbers rise
 * in the order of commits, and whoever has read up to one has missed none below it.
 */
function numbered(paper: string): string {
  return `update counter set value = value + 1 where name = 'paper';
    update paper set changed = (select value from counter where name = 'paper') where ${paper};`;
}

/** Facts that the index holds. Whether there is code counts, not where. */
const differs = [
  ...['title', 'summary', 'authors', 'organization', 'published_on', 'upvotes'].map(
    (column) => `old.${column} is distinct from new.${column}`,
  ),
  '(old.code_url is null) <> (new.code_url is null)',
].join(' or ');

const statements = [
  'drop trigger paper_added',
  'drop trigger paper_changed',
  'drop table paper_words',

  'create table counter (name text primary key, value integer not null) strict',
  'alter table paper add column changed integer not null default 0',
  'update paper set changed = seq',
  `insert into counter (name, value) select 'paper', coalesce(max(seq), 0) from paper`,
  'create unique index paper_by_change on paper (changed)',

  `create trigger paper_came after insert on paper begin ${numbered('seq = new.seq')} end`,
  `create trigger paper_differs after update on paper when ${differs} begin ${numbered('seq = new.seq')} end`,
  // The last day on which it was listed.
  `create trigger listing_came after insert on listing
    when not exists (select 1 from listing where paper = new.paper and day > new.day) begin
    ${numbered('id = new.paper')} end`,
];
