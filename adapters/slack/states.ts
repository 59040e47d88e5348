import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type InstallURLOptions, InvalidStateError, type StateStore } from '@slack/oauth';
import type { SeenEvents } from '#chat/seen.ts';

export interface StateOptions {
  /** Signs what goes out, so that nothing has to be kept of installations that nobody finishes. */
  readonly secret: string;
  /** Remembers what came back: each is good once, in all processes. */
  readonly seen: SeenEvents;
  readonly installUrl: InstallURLOptions;
}

/** From the consent page back takes a person a minute or two. */
export const STATE_LIVES_S = 600;

/** The word that a browser carries to Slack and back, beside a cookie that holds the same: signed, short-lived, good once. */
export function createStates({ secret, seen, installUrl }: StateOptions): StateStore {
  const signatureOf = (words: string) =>
    createHmac('sha256', secret).update(`paperboy: state ${words}`).digest('base64url');
  return {
    generateStateParam: async (_, now) => {
      const words = `${randomBytes(24).toString('base64url')}.${now.getTime() + STATE_LIVES_S * 1_000}`;
      return `${words}.${signatureOf(words)}`;
    },
    verifyStateParam: async (now, state) => {
      const [random = '', until = '', signature = ''] = state.split('.');
      if (!isSame(signature, signatureOf(`${random}.${until}`))) throw refusal('it is not ours');
      if (now.getTime() > Number(until)) throw refusal('it is too old');
      if (!(await seen.isNew(`slack-install:${random}`))) throw refusal('it was used before');
      return installUrl;
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refusal(why: string): InvalidStateError {
  return new InvalidStateError(`the state is refused: ${why}`);
}
