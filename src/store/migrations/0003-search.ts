import type { Kysely } from 'kysely';
import { define, postgresTrigger, sqliteTrigger, type Trigger } from '../define.ts';
import { isPostgres } from '../dialect.ts';

/** The search index lies in memory, and follows the archive by numbers that papers get in the order of their changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) await define(db, noWords);
  await define(db, statements);
  await define(db, isPostgres(db) ? onPostgres : triggers.map(sqliteTrigger));
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

const noWords = [
  'drop trigger paper_added',
  'drop trigger paper_changed',
  'drop table paper_words',
];

const statements = [
  'create table counter (name text primary key, value integer not null) strict',
  'alter table paper add column changed integer not null default 0',
  'update paper set changed = seq',
  `insert into counter (name, value) select 'paper', coalesce(max(seq), 0) from paper`,
  'create unique index paper_by_change on paper (changed)',
];

/** The last day on which it was listed. */
const LISTED_LAST = 'not exists (select 1 from listing where paper = new.paper and day > new.day)';

const triggers: readonly Trigger[] = [
  { name: 'paper_came', on: 'after insert on paper', body: numbered('seq = new.seq') },
  {
    name: 'paper_differs',
    on: 'after update on paper',
    when: differs,
    body: numbered('seq = new.seq'),
  },
  {
    name: 'listing_came',
    on: 'after insert on listing',
    when: LISTED_LAST,
    body: numbered('id = new.paper'),
  },
];

/**
 * PostgreSQL runs what comes after the rows of a statement when all of them are there, and two papers cannot both have
 * no number yet: they get it before. A row that is only to be put in the place of a known one needs none.
 */
const onPostgres = [
  `create function next_number() returns bigint language sql as $$
    update counter set value = value + 1 where name = 'paper' returning value $$`,
  ...postgresTrigger({
    name: 'paper_came',
    on: 'before insert on paper',
    when: 'not exists (select 1 from paper where id = new.id)',
    body: 'new.changed := next_number();',
  }),
  ...postgresTrigger({
    name: 'paper_differs',
    on: 'before update on paper',
    when: differs,
    body: 'new.changed := next_number();',
  }),
  ...postgresTrigger({
    name: 'listing_came',
    on: 'after insert on listing',
    when: LISTED_LAST,
    body: 'update paper set changed = next_number() where id = new.paper;',
  }),
];
