import type { Kysely } from 'kysely';
import { define } from '../define.ts';
import { isPostgres } from '../dialect.ts';

/** The first schema. What the columns mean is said in `schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
  if (!isPostgres(db)) await define(db, words);
}

const statements = [
  `create table workspace (
    id text primary key, name text not null, team text not null,
    state text not null ${oneOf('state', 'active', 'removed')}, created_at integer not null) strict`,

  `create table paper (
    seq integer primary key, id text not null unique, title text not null, summary text not null, ai_summary text,
    authors text not null,
    organization text, published_on text not null, upvotes integer not null, comments integer, code_url text,
    code_stars integer, project_url text, updated_at integer not null) strict`,
  `create table day (
    day text primary key, state text not null ${oneOf('state', 'open', 'closed', 'empty')},
    pulled_at integer not null, settled_at integer, next_pull_at integer) strict`,
  'create index day_next_pull on day (next_pull_at) where next_pull_at is not null',
  `create table listing (
    day text not null, paper text not null references paper (id), position integer not null,
    seen_at integer not null, primary key (day, paper)) strict`,
  'create index listing_paper on listing (paper)',

  `create table subscription (
    id text primary key, workspace text not null, channel text not null,
    kind text not null ${oneOf('kind', 'daily')}, zone text not null, local_minute integer not null,
    days_mask integer not null, top integer not null,
    details text not null ${oneOf('details', 'thread', 'channel', 'none')},
    enabled integer not null, paused_reason text, paused_fix text, paused_at integer, resumed_from integer,
    next_run_at integer not null, set_up_by text, set_up_by_name text, created_at integer not null,
    unique (workspace, channel, kind)) strict`,
  'create index subscription_due on subscription (next_run_at, id) where enabled = 1',
  'create index subscription_paused on subscription (next_run_at) where enabled = 0',
  `create table digest (
    id text primary key, subscription text not null, workspace text not null, channel text not null,
    slot integer not null, day text not null, content text not null, created_at integer not null,
    unique (subscription, slot), unique (subscription, day)) strict`,
  `create table shown (
    workspace text not null, channel text not null, paper text not null, digest text not null,
    primary key (workspace, channel, paper)) strict, without rowid`,

  `create table delivery (
    id integer primary key, key text not null unique,
    purpose text not null ${oneOf('purpose', 'digest', 'share', 'pick', 'notice', 'alert')},
    lane text not null, workspace text not null, channel text, person text,
    after integer references delivery (id), digest text, subscription text, part text, payload text,
    state text not null ${oneOf('state', 'pending', 'sending', 'sent', 'uncertain', 'refused', 'skipped', 'dead')},
    reason text, not_before integer not null, deliver_by integer, attempts integer not null,
    maybe_sent integer not null, first_attempt_at integer, looked_at integer, owner text, lease_until integer,
    sent_channel text, sent_message text, sent_at integer, created_at integer not null) strict`,
  `create index delivery_open on delivery (lane, not_before, id) where state in ('pending', 'sending')`,
  'create index delivery_sent on delivery (workspace, sent_channel, sent_message) where sent_message is not null',
  'create index delivery_digest on delivery (digest) where digest is not null',
  'create index delivery_after on delivery (after) where after is not null',
  `create table refresh (
    delivery integer primary key references delivery (id), due_at integer, edited_at integer,
    ended_reason text) strict`,
  'create index refresh_due on refresh (due_at) where due_at is not null',
  'create table lane (name text primary key, paused_until integer not null, reason text) strict',
  `create table lease (
    name text primary key, owner text not null, epoch integer not null, until integer not null) strict`,

  `create table votable (
    workspace text not null, channel text not null, message text not null, number integer not null,
    paper text not null, primary key (workspace, channel, message, number)) strict, without rowid`,
  'create index votable_paper on votable (paper, workspace)',
  `create table reaction (
    workspace text not null, channel text not null, message text not null, person text not null,
    emoji text not null, burst integer not null, at integer not null,
    primary key (workspace, channel, message, person, emoji, burst)) strict, without rowid`,
  `create table button_vote (
    team text not null, paper text not null, person text not null, workspace text not null, at integer not null,
    primary key (team, paper, person)) strict, without rowid`,

  `create table view (
    key text primary key, workspace text not null, person text not null, state text not null,
    created_at integer not null) strict`,
  'create table seen_event (id text primary key, at integer not null) strict',
  'create table setting (name text primary key, value text not null) strict',
];

/** What was searched by words, until `0003-search`; no PostgreSQL is as old as that. */
const words = [
  `create virtual table paper_words using fts5 (
    title, summary, authors, content = 'paper', content_rowid = 'seq',
    tokenize = 'porter unicode61 remove_diacritics 2')`,
  `create trigger paper_added after insert on paper begin
    insert into paper_words (rowid, title, summary, authors)
    values (new.seq, new.title, new.summary, new.authors); end`,
  `create trigger paper_changed after update on paper
    when old.title <> new.title or old.summary <> new.summary or old.authors <> new.authors begin
    insert into paper_words (paper_words, rowid, title, summary, authors)
    values ('delete', old.seq, old.title, old.summary, old.authors);
    insert into paper_words (rowid, title, summary, authors)
    values (new.seq, new.title, new.summary, new.authors); end`,
];

/** A list of three or more with `in` would be sorted into a table of its own at every insert. */
function oneOf(column: string, ...values: readonly string[]): string {
  return `check (${values.map((value) => `${column} = '${value}'`).join(' or ')})`;
}
