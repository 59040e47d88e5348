import type { Action, Button, Part } from '#chat/message.ts';
import { type Entry, moreControl } from './entry.ts';
import type { ListFacts } from './list.ts';

/** Under a list: a paper's card, other pages, and what else can be done with it. */
export function listControls(facts: ListFacts, entries: readonly Entry[]): readonly Part[] {
  const items = [
    ...(entries.length === 0 ? [] : [moreControl(facts.key, entries)]),
    ...(facts.isPosted ? [] : turns(facts, entries.length)),
    ...(facts.buttons ?? []),
  ];
  if (items.length === 0) return [];
  return [
    ...(entries.length === 0 ? [] : [{ kind: 'divider' as const }]),
    { kind: 'actions', items },
  ];
}

function turns(facts: ListFacts, shown: number): readonly Button[] {
  return [
    ...(facts.before > 0 ? [turn('Back', facts, -1)] : []),
    ...(facts.before + shown < facts.total ? [turn('Next', facts, 1)] : []),
  ];
}

/** A page turns to a page by number, so that a second press of an old button does no harm. */
function turn(label: string, { key, before, pageSize }: ListFacts, by: 1 | -1): Button {
  const page = Math.floor(before / pageSize) + by;
  const action: Action = { key, verb: 'page', argument: String(page) };
  return { kind: 'button', label, does: action };
}
