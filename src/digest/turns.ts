import type { Button } from '#chat/message.ts';

export interface ShownPage {
  /** Of the view that the pages are of. */
  readonly key: string;
  /** From 0. */
  readonly page: number;
  readonly hasMore: boolean;
}

/** To the page before and the page after. They name it by number, so that a second press of an old button does no harm. */
export function turnsOf({ key, page, hasMore }: ShownPage): readonly Button[] {
  const turn = (label: string, to: number): Button => {
    return { kind: 'button', label, does: { key, verb: 'page', argument: String(to) } };
  };
  return [
    ...(page > 0 ? [turn('Back', page - 1)] : []),
    ...(hasMore ? [turn('Next', page + 1)] : []),
  ];
}
