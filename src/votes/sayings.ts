import type { Instant, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import { meaningsIn } from './custom-meanings.ts';
import type { Meaning } from './meanings.ts';
import { postsOnPapers, reactionsOnPapers } from './on-papers.ts';
import { meaningOn } from './vote.ts';
import { teammates } from './workspaces.ts';

/** What one human has said about papers, newest first: each live reaction that means something, each button vote. */
export interface OwnSaying {
  readonly paper: PaperId;
  readonly meaning: Meaning;
  readonly workspace: WorkspaceId;
  readonly at: Instant;
  /** The reaction behind it; absent for a button vote. */
  readonly by?: { readonly channel: string; readonly message: string; readonly emoji: string };
}

export interface Whose {
  readonly workspaces: readonly WorkspaceId[];
  readonly accounts: readonly PersonId[];
}

export async function sayingsOf(db: StoreHandle, whose: Whose): Promise<readonly OwnSaying[]> {
  const meanings = await meaningsIn(db, whose.workspaces);
  const reactions = await reactionsOf(db, whose);
  const buttons = await db
    .selectFrom('button_vote')
    .select(['paper', 'workspace', 'at'])
    .where('workspace', 'in', whose.workspaces)
    .where('person', 'in', whose.accounts)
    .execute();
  const said = reactions.flatMap(({ number, paper, workspace, at, ...by }): OwnSaying[] => {
    const meaning = meaningOn(number, by.emoji, meanings(workspace));
    return meaning === undefined ? [] : [{ paper, meaning, workspace, at, by }];
  });
  const pressed = buttons.map((vote): OwnSaying => ({ ...vote, meaning: 'up' }));
  return [...said, ...pressed].toSorted((a, b) => b.at - a.at);
}

async function reactionsOf(db: StoreHandle, { workspaces, accounts }: Whose) {
  return reactionsOnPapers(db)
    .select([
      'votable.paper',
      'votable.number',
      'reaction.workspace',
      'reaction.channel',
      'reaction.message',
      'reaction.emoji',
      'reaction.at',
    ])
    .where('reaction.workspace', 'in', workspaces)
    .where('reaction.person', 'in', accounts)
    .execute();
}

/** Papers that messages posted since then show to a workspace's team. */
export async function papersShown(
  db: StoreHandle,
  workspace: WorkspaceId,
  since: Instant,
): Promise<readonly PaperId[]> {
  const rows = await postsOnPapers(db)
    .select('votable.paper')
    .distinct()
    .where('votable.workspace', 'in', await teammates(db, workspace))
    .where('delivery.sent_at', '>', since)
    .execute();
  return rows.map((row) => row.paper);
}
