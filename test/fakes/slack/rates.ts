import { METHODS } from './documents.ts';

/** So many calls in so long. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

export interface RateRules {
  readonly rates: Readonly<Record<string, Rate>>;
  readonly hasTiers: boolean;
  readonly isThrottled: boolean;
}

const MINUTE = 60_000;
const READERS = ['conversations.history', 'conversations.replies'];

/** Counts a call of a method by a workspace, into a channel where it posts; milliseconds to wait when it is one too many. */
export type Pass = (method: string, team: string, channel?: string) => number | undefined;

export function createRates(rules: RateRules): Pass {
  const seen = new Map<string, number[]>();
  return (method, team, channel = '') => {
    const rate = rateOf(rules, method);
    if (rate === undefined) return undefined;
    const key = `${team} ${method}${method === 'chat.postMessage' ? ` ${channel}` : ''}`;
    const now = Date.now();
    const inWindow = (seen.get(key) ?? []).filter((at) => now - at < rate.windowMs);
    seen.set(key, inWindow);
    const [oldest = now] = inWindow;
    if (inWindow.length >= rate.limit) return oldest + rate.windowMs - now;
    inWindow.push(now);
    return undefined;
  };
}

function rateOf({ rates, hasTiers, isThrottled }: RateRules, method: string): Rate | undefined {
  const own = rates[method];
  if (own !== undefined) return own;
  if (isThrottled && READERS.includes(method)) return { limit: 1, windowMs: MINUTE };
  if (!hasTiers) return undefined;
  // About one a second into a channel, in bursts: facts/slack.md, section 4.
  if (method === 'chat.postMessage') return { limit: 60, windowMs: MINUTE };
  const perMinute = METHODS.get(method)?.perMinute;
  return perMinute === undefined ? undefined : { limit: perMinute, windowMs: MINUTE };
}
