import { type RawBuilder, sql } from 'kysely';
import type { WorkspaceId } from '#chat/platform.ts';
import type { Days } from '../papers/listed.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { ensureTallied } from './kept-tallies.ts';
import { teamOf } from './workspaces.ts';

/** Which papers are ranked, by whose votes. */
export interface Scope {
  readonly workspace: WorkspaceId;
  /** Papers listed on these days; absent: every paper of the archive. */
  readonly listed?: Days;
}

export interface TeamScope extends Scope {
  readonly team: string;
}

/** Ready to be ranked: what moved since is counted first. */
export async function tallied(store: Store, scope: Scope): Promise<TeamScope> {
  const team = await teamOf(store, scope.workspace);
  await ensureTallied(store, team);
  return { ...scope, team };
}

/** Ups minus downs, then ups, then Hugging Face's upvotes. */
export function ranked(db: StoreHandle, scope: TeamScope) {
  return votedIn(db, scope)
    .innerJoin('paper', 'paper.id', 'tally.paper')
    .select(['tally.paper', 'tally.up', 'tally.down'])
    .orderBy(netIn(scope), 'desc')
    .orderBy('tally.up', 'desc')
    .orderBy('paper.upvotes', 'desc')
    .orderBy('tally.paper', 'desc');
}

/** Kept tallies of the papers in scope. */
export function votedIn(db: StoreHandle, { team, listed }: TeamScope) {
  const voted = db.selectFrom('tally').where('tally.team', '=', team);
  return listed === undefined ? voted : voted.where('tally.paper', 'in', listedIn(db, listed));
}

/** All papers in scope, voted on or not. */
export function papersIn(db: StoreHandle, { listed }: TeamScope) {
  const papers = db.selectFrom('paper');
  return listed === undefined ? papers : papers.where('paper.id', 'in', listedIn(db, listed));
}

function listedIn(db: StoreHandle, { from, to }: Days) {
  return db
    .selectFrom('listing')
    .select('listing.paper')
    .where('listing.day', '>=', from)
    .where('listing.day', '<=', to);
}

/** The plus keeps SQLite from walking the whole ranking of a team for the papers of a week. */
export function netIn({ listed }: TeamScope): RawBuilder<number> {
  return listed === undefined ? sql<number>`tally.net` : sql<number>`+tally.net`;
}
