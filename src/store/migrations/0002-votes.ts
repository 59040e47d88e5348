import type { Kysely } from 'kysely';
import { define, postgresTrigger, sqliteTrigger, type Trigger } from '../define.ts';
import { isPostgres } from '../dialect.ts';

/** What votes are worth having for: teams, meanings, lists, picks, healing, and the right to be forgotten. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, [...statements, ...tallies]);
  await define(
    db,
    isPostgres(db)
      ? triggers(staleOnPostgres).flatMap(onPostgres)
      : triggers(staleOnSqlite).map(sqliteTrigger),
  );
  await define(db, [MARK_ALL]);
}

const statements = [
  // A button vote belongs to the workspace it was pressed in, so that parting a team gives each its own back.
  `create table button_vote_of_workspace (
    workspace text not null, paper text not null, person text not null, at integer not null,
    primary key (workspace, paper, person)) strict, without rowid`,
  `insert into button_vote_of_workspace (workspace, paper, person, at)
    select workspace, paper, person, at from button_vote`,
  'drop table button_vote',
  'alter table button_vote_of_workspace rename to button_vote',
  'create index button_vote_paper on button_vote (paper, workspace)',
  'create index button_vote_person on button_vote (person, workspace)',
  'create index button_vote_at on button_vote (workspace, at)',
  'alter table reaction add column heard_at integer not null default 0',
  'create index reaction_person on reaction (person, workspace)',
  'create index reaction_at on reaction (workspace, at)',

  `create table meaning (
    workspace text not null, emoji text not null,
    meaning text not null check (meaning in ('up', 'down', 'save', 'will-read', 'have-read', 'will-present', 'none')),
    primary key (workspace, emoji)) strict, without rowid`,
  `create table identity (
    team text not null, person text not null, human text not null, at integer not null,
    primary key (team, person)) strict, without rowid`,
  'create index identity_human on identity (team, human)',
  `create table link_code (
    hash text primary key, team text not null, person text not null, expires_at integer not null) strict`,
  `create table saved (
    workspace text not null, person text not null, paper text not null, at integer not null,
    primary key (workspace, person, paper)) strict, without rowid`,
  `create table visit (
    workspace text not null, person text not null, at integer not null, before integer,
    primary key (workspace, person)) strict, without rowid`,
  'create table forgotten (hash text primary key, at integer not null) strict',
  `create table threshold (
    workspace text not null, channel text not null, votes integer not null, set_up_by text, set_up_by_name text,
    created_at integer not null, primary key (workspace, channel)) strict, without rowid`,

  `create table taken_back (
    workspace text not null, channel text not null, message text not null, person text not null,
    emoji text not null, burst integer not null, at integer not null,
    primary key (workspace, channel, message, person, emoji, burst)) strict, without rowid`,
  'create index taken_back_at on taken_back (at)',
  'create table gap (place text primary key, at integer not null) strict',
  `create table heal (
    delivery integer primary key references delivery (id), checked_at integer, read_in_full_at integer,
    ended_reason text) strict`,
  `create table healing (
    workspace text primary key, checked_at integer not null, checked integer not null,
    added integer not null, removed integer not null) strict`,
  `create index delivery_picked on delivery (workspace, channel, not_before) where purpose = 'pick'`,
  `create index delivery_votable on delivery (workspace, sent_at) where part is not null and sent_at is not null`,

  // SQLite cannot widen a check: the table is made anew. `picks` is a weekly message of the team's picks.
  `create table subscription_of_kinds (
    id text primary key, workspace text not null, channel text not null,
    kind text not null check (kind in ('daily', 'picks')), zone text not null, local_minute integer not null,
    days_mask integer not null, top integer not null,
    details text not null check (details in ('thread', 'channel', 'none')),
    enabled integer not null, paused_reason text, paused_fix text, paused_at integer, resumed_from integer,
    next_run_at integer not null, set_up_by text, set_up_by_name text, created_at integer not null,
    unique (workspace, channel, kind)) strict`,
  'insert into subscription_of_kinds select * from subscription',
  'drop table subscription',
  'alter table subscription_of_kinds rename to subscription',
  'create index subscription_due on subscription (next_run_at) where enabled = 1',
];

/** The team of a workspace, as `teamOf` has it. */
function teamOf(workspace: string): string {
  return `coalesce((select team from workspace where id = ${workspace}), ${workspace})`;
}

/** Within a trigger: marks tallies to be counted again. */
type Stale = (team: string, papers: string) => string;

/** Not `or ignore`, which a statement with an `on conflict` of its own overrules. */
const staleOnSqlite: Stale = (team, papers) =>
  `insert into stale_tally (team, paper) select ${team}, paper from (${papers}) where true
    on conflict do nothing;`;

/** A mark that is there already is held: whoever counts by it waits for the vote that this is about. */
const staleOnPostgres: Stale = (team, papers) =>
  `insert into stale_tally (team, paper) select distinct ${team}, paper from (${papers}) as papers order by paper
    on conflict (team, paper) do update set paper = excluded.paper;`;

const onMessage = (row: 'new' | 'old') =>
  `select paper from votable where workspace = ${row}.workspace and channel = ${row}.channel
    and message = ${row}.message`;

const ofCards = (row: 'new' | 'old') =>
  `select distinct paper from votable where workspace = ${row}.workspace and number = 0`;

const ofPerson = (row: 'new' | 'old') =>
  `select paper from reaction join votable using (workspace, channel, message) where person = ${row}.person
    union select paper from button_vote where person = ${row}.person`;

const ofWorkspace = `select paper from votable where workspace = new.id
    union select paper from button_vote where workspace = new.id`;

/** Whatever moves a vote marks the tallies that it may move, in its own transaction, so that none can be forgotten. */
const tallies = [
  `create table tally (
    team text not null, paper text not null, up integer not null, down integer not null,
    net integer not null check (net = up - down), primary key (team, paper)) strict, without rowid`,
  'create index tally_rank on tally (team, net, up)',
  `create table stale_tally (
    team text not null, paper text not null, primary key (team, paper)) strict, without rowid`,
  'create index paper_upvotes on paper (upvotes, id)',
];

const triggers = (stale: Stale): readonly Trigger[] => [
  {
    name: 'reaction_came',
    on: 'after insert on reaction',
    body: stale(teamOf('new.workspace'), onMessage('new')),
  },
  {
    name: 'reaction_went',
    on: 'after delete on reaction',
    body: stale(teamOf('old.workspace'), onMessage('old')),
  },
  {
    name: 'votable_came',
    on: 'after insert on votable',
    when: `exists (
    select 1 from reaction where workspace = new.workspace and channel = new.channel and message = new.message)`,
    body: stale(teamOf('new.workspace'), 'select new.paper as paper'),
  },
  {
    name: 'votable_went',
    on: 'after delete on votable',
    body: stale(teamOf('old.workspace'), 'select old.paper as paper'),
  },
  {
    name: 'button_vote_came',
    on: 'after insert on button_vote',
    body: stale(teamOf('new.workspace'), 'select new.paper as paper'),
  },
  {
    name: 'button_vote_went',
    on: 'after delete on button_vote',
    body: stale(teamOf('old.workspace'), 'select old.paper as paper'),
  },
  {
    name: 'meaning_came',
    on: 'after insert on meaning',
    body: stale(teamOf('new.workspace'), ofCards('new')),
  },
  {
    name: 'meaning_changed',
    on: 'after update on meaning',
    body: stale(teamOf('new.workspace'), ofCards('new')),
  },
  {
    name: 'meaning_went',
    on: 'after delete on meaning',
    body: stale(teamOf('old.workspace'), ofCards('old')),
  },
  {
    name: 'identity_came',
    on: 'after insert on identity',
    body: stale('new.team', ofPerson('new')),
  },
  {
    name: 'identity_changed',
    on: 'after update on identity',
    body: `${stale('old.team', ofPerson('old'))} ${stale('new.team', ofPerson('new'))}`,
  },
  {
    name: 'identity_went',
    on: 'after delete on identity',
    body: stale('old.team', ofPerson('old')),
  },
  {
    name: 'workspace_moved',
    on: 'after update of team on workspace',
    when: 'old.team <> new.team',
    body: `${stale('old.team', ofWorkspace)} ${stale('new.team', ofWorkspace)}`,
  },
];

const CAME_ON_MESSAGE = ['reaction_came', 'votable_came'];

/** A reaction and the message it stands on, both just coming, do not see each other on PostgreSQL: one waits for the other. */
const ONE_MESSAGE = `perform pg_advisory_xact_lock(
    hashtextextended(new.workspace || '/' || new.channel || '/' || new.message, 0));`;

function onPostgres(trigger: Trigger): readonly string[] {
  return postgresTrigger(trigger, CAME_ON_MESSAGE.includes(trigger.name) ? ONE_MESSAGE : '');
}

/** What was voted before this migration. */
const MARK_ALL = `insert into stale_tally (team, paper)
    select coalesce(team, votes.workspace), paper from (
      select workspace, paper from votable union select workspace, paper from button_vote) as votes
    left join workspace on workspace.id = votes.workspace group by 1, 2`;
