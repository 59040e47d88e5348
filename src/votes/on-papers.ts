import type { StoreHandle } from '../store/open.ts';

/** Papers beside the messages of ours that show them, once those are out. */
export function postsOnPapers(db: StoreHandle) {
  return db
    .selectFrom('votable')
    .innerJoin('delivery', (join) =>
      join
        .onRef('delivery.workspace', '=', 'votable.workspace')
        .onRef('delivery.sent_channel', '=', 'votable.channel')
        .onRef('delivery.sent_message', '=', 'votable.message'),
    );
}

/** Reactions beside what they may be on: each paper that their message shows. */
export function reactionsOnPapers(db: StoreHandle) {
  return db
    .selectFrom('reaction')
    .innerJoin('votable', (join) =>
      join
        .onRef('votable.workspace', '=', 'reaction.workspace')
        .onRef('votable.channel', '=', 'reaction.channel')
        .onRef('votable.message', '=', 'reaction.message'),
    );
}
