import type { FakeMessage } from './model.ts';

/** When a new message can be read back: in the real Slack soon, at a time that nobody promises. */
export interface Visibility {
  isVisible(message: FakeMessage): boolean;
  /** Messages from now on stay hidden until the returned function is called. */
  hold(): () => void;
}

export function createVisibility(lagMs: number, newTs: () => string): Visibility {
  const holds = new Set<{ readonly since: string }>();
  return {
    isVisible: ({ ts, at }) =>
      Date.now() - at >= lagMs && [...holds].every(({ since }) => ts < since),
    hold: () => {
      const held = { since: newTs() };
      holds.add(held);
      return () => holds.delete(held);
    },
  };
}
