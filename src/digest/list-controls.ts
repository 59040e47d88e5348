import type { Part } from '#chat/message.ts';
import { type Entry, moreControl } from './entry.ts';
import type { ListFacts } from './list.ts';
import { turnsOf } from './turns.ts';

/** Under a list: a paper's card, other pages, and what else can be done with it. */
export function listControls(facts: ListFacts, entries: readonly Entry[]): readonly Part[] {
  const { key, before, pageSize, total } = facts;
  const page = Math.floor(before / pageSize);
  const items = [
    ...(entries.length === 0 ? [] : [moreControl(facts.key, entries)]),
    ...(facts.isPosted ? [] : turnsOf({ key, page, hasMore: before + entries.length < total })),
    ...(facts.buttons ?? []),
  ];
  if (items.length === 0) return [];
  return [
    ...(entries.length === 0 ? [] : [{ kind: 'divider' as const }]),
    { kind: 'actions', items },
  ];
}
