import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Inbox } from '#chat/inbox.ts';
import { type ChatPlatform, type Failure, PlatformError } from '#chat/platform.ts';
import { createConsole } from '../../../adapters/console/index.ts';
import { systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { startConnections } from '../../../src/ops/connections.ts';

const inbox: Inbox = {
  commands: [],
  verbs: {},
  onCommand: async () => ({ kind: 'nothing' }),
  onPress: async () => ({ kind: 'nothing' }),
  onSuggest: async () => [],
  onLookUp: async () => ({ kind: 'nothing' }),
  onLinks: async () => [],
  onReaction: async () => {},
  onPlace: async () => {},
  onGap: async () => {},
};

describe('startConnections', () => {
  it('leaves a platform with a wrong token down, with the reason, and the other works', async () => {
    const wrong = platform('slack', [{ kind: 'unauthorized', of: 'installation' }]);
    const right = platform('discord', []);

    const connections = startConnections({ ...deps(), platforms: [wrong, right] });
    await connections.stop();

    expect(connections.states().get('slack')).toEqual({ state: 'down', reason: 'unauthorized!' });
    expect(connections.states().get('discord')).toEqual({ state: 'up' });
    expect(wrong.starts).toBe(1);
  });

  it('tries again, longer and longer, where that may help', async () => {
    const waits: number[] = [];
    const busy = platform('slack', [
      { kind: 'unavailable' },
      { kind: 'unknown-outcome' },
      { kind: 'unavailable' },
    ]);
    const connected = Promise.withResolvers<void>();
    busy.onStarted = connected.resolve;

    const connections = startConnections({
      ...deps(async (ms) => void waits.push(ms)),
      platforms: [busy],
    });
    await connected.promise;
    await connections.stop();

    expect(waits).toEqual([2_000, 4_000, 8_000]);
    expect(connections.states().get('slack')).toEqual({ state: 'up' });
  });

  it('calls a platform down that ended the connection for good later', async () => {
    const reset = { ...platform('discord', []), lost: () => 'the token is wrong' };

    const connections = startConnections({ ...deps(), platforms: [reset] });
    await connections.stop();

    const state = { state: 'down', reason: 'the token is wrong' };
    expect(connections.states()).toEqual(new Map([['discord', state]]));
  });

  it('stops while it waits', async () => {
    const away = platform('slack', [{ kind: 'unavailable' }]);

    const connections = startConnections({ ...deps(systemWait), platforms: [away] });
    await connections.stop();

    expect(away.starts).toBe(1);
    expect(away.stops).toBe(1);
  });
});

function deps(wait: (ms: number, signal?: AbortSignal) => Promise<void> = async () => {}) {
  return { inbox, log: silentLog, wait };
}

interface Counted extends ChatPlatform {
  starts: number;
  stops: number;
  onStarted: () => void;
}

/** Fails to start as often as there are failures. */
function platform(name: string, failures: readonly Failure[]): Counted {
  const streams = { input: new PassThrough(), output: new PassThrough(), isTerminal: false };
  const rest = createConsole({
    ...streams,
    ensureCard: async () => ({ workspace: '', channel: '', message: '' }),
  });
  const counted: Counted = {
    ...{ ...rest, name, starts: 0, stops: 0, onStarted: () => {} },
    start: async () => {
      const failure = failures[counted.starts++];
      if (failure !== undefined) throw new PlatformError(`${failure.kind}!`, failure);
      counted.onStarted();
    },
    stop: async () => {
      counted.stops++;
    },
  };
  return counted;
}
