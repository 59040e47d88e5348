import type { Asked, Decide, Trouble } from './stage.ts';

/** A fake asks several times whether a request meets a trouble; the answer is thought of once. */
export function decideOnce<Request extends object>(read: (request: Request) => Asked) {
  const decisions = new WeakMap<Request, Trouble | 'none'>();
  let decide: Decide = () => undefined;
  return {
    misbehave: (next: Decide) => {
      decide = next;
    },
    decisionOn: (request: Request): Trouble | 'none' => {
      const decision = decisions.get(request) ?? decide(read(request)) ?? 'none';
      decisions.set(request, decision);
      return decision;
    },
  };
}
