import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox } from '#chat/inbox.ts';
import { type ChatPlatform, type Failure, PlatformError } from '#chat/platform.ts';
import { createConsole } from '../../../adapters/console/index.ts';
import type { Wait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { type Connections, startConnections } from '../../../src/ops/connections.ts';
import { Holder } from '../../../src/store/holder.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { refuseChanges } from '../../fakes/store/trouble.ts';
import { HandTime, MINUTE } from '../delivery/house.ts';

let store: Store;
let time: HandTime;
let over: AbortController;
beforeEach(async () => {
  store = await openTestStore();
  time = new HandTime(1_000_000);
  over = new AbortController();
});
afterEach(async () => {
  over.abort();
  await time.pass(1);
  await store.destroy();
});

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

    const { connections } = await connected([wrong, right]);
    await time.pass(MINUTE);
    await time.within(1, connections.stop());

    expect(connections.states().get('slack')).toEqual({ state: 'down', reason: 'unauthorized!' });
    expect(connections.states().get('discord')).toEqual({ state: 'up' });
    expect(wrong.startedAt).toHaveLength(1);
  });

  it('tries again, longer and longer, where that may help', async () => {
    const busy = platform('slack', [
      { kind: 'unavailable' },
      { kind: 'unknown-outcome' },
      { kind: 'unavailable' },
    ]);

    const { connections } = await connected([busy]);
    await time.pass(MINUTE);
    await time.within(1, connections.stop());

    expect(busy.startedAt.map((at) => at - 1_000_000)).toEqual([0, 2_000, 6_000, 14_000]);
    expect(connections.states().get('slack')).toEqual({ state: 'up' });
  });

  it('calls a platform down that ended the connection for good later', async () => {
    const reset = { ...platform('discord', []), lost: () => 'the token is wrong' };

    const { connections } = await connected([reset]);

    const state = { state: 'down', reason: 'the token is wrong' };
    expect(connections.states()).toEqual(new Map([['discord', state]]));
    await time.within(1, connections.stop());
  });

  it('stops while it waits', async () => {
    const away = platform('slack', [{ kind: 'unavailable' }]);

    const { connections } = await connected([away]);
    await time.within(1, connections.stop());

    expect(away.startedAt).toHaveLength(1);
    expect(away.stops).toBe(1);
  });
});

describe('two processes on one database', () => {
  const states = ({ connections }: Process) => connections.states().get('slack')?.state;

  it('let one of them receive, and the other wait for its end', async () => {
    const [ours, theirs] = [platform('slack', []), platform('slack', [])];
    const us = await connected([ours]);
    const them = await connected([theirs], 'them');
    const before = [states(us), states(them)];

    await time.within(1, us.connections.stop());
    await time.pass(2_000);

    expect(before).toEqual(['up', 'waiting']);
    expect([ours.stops, theirs.startedAt.length, states(them)]).toEqual([1, 1, 'up']);
    await time.within(1, them.connections.stop());
  });

  it('have one that receives within 25 seconds when the other dies or sleeps', async () => {
    const theirs = platform('slack', []);
    const us = await connected([platform('slack', [])]);
    const them = await connected([theirs], 'them');
    us.sleep();

    await time.pass(18_000);
    const early = theirs.startedAt.length;
    await time.pass(7_000);

    expect([early, theirs.startedAt.length]).toEqual([0, 1]);
    await time.within(1, them.connections.stop());
  });

  it('that wakes up finds that the inbox is another’s, and disconnects', async () => {
    const ours = platform('slack', []);
    const us = await connected([ours]);
    const them = await connected([platform('slack', [])], 'them');
    us.sleep();
    await time.pass(MINUTE);
    const asleep = ours.stops;

    us.wakeUp();
    await time.pass(2_000);

    expect([asleep, ours.stops]).toEqual([0, 1]);
    expect([states(us), states(them)]).toEqual(['waiting', 'up']);
    await time.within(1, Promise.all([us.connections.stop(), them.connections.stop()]));
  });

  it('go on asking whose turn it is after the database could not be asked', async () => {
    const theirs = platform('slack', []);
    const us = await connected([platform('slack', [])]);
    const them = await connected([theirs], 'them');
    const itIsBack = await refuseChanges(store, 'lease');
    await time.pass(3_000);
    await itIsBack();

    await time.within(1, us.connections.stop());
    await time.pass(6_000);

    expect([theirs.startedAt.length, states(them)]).toEqual([1, 'up']);
    await time.within(1, them.connections.stop());
  });

  it('take over from one that could not disconnect', async () => {
    const stuck = {
      ...platform('slack', []),
      stop: () => Promise.reject(new Error('socket in use')),
    };
    const us = await connected([stuck]);
    const them = await connected([platform('slack', [])], 'them');
    us.sleep();
    await time.pass(MINUTE);
    us.wakeUp();
    await time.pass(2_000);
    const before = [states(us), states(them)];

    await time.within(1, them.connections.stop());
    await time.pass(2_000);

    expect(before).toEqual(['waiting', 'up']);
    expect(states(us)).toBe('up');
    await time.within(1, us.connections.stop());
  });

  it('both listen where the platform sends over HTTP', async () => {
    const withRoutes = () => ({ ...platform('slack', []), routes: [] });

    const us = await connected([withRoutes()]);
    const them = await connected([withRoutes()], 'them');

    expect([states(us), states(them)]).toEqual(['up', 'up']);
    await time.within(1, Promise.all([us.connections.stop(), them.connections.stop()]));
  });

  it('leave it to one of them to tell of a platform to which all listen', async () => {
    const everywhere = { ...platform('slack', []), routes: [] };
    const us = await connected([everywhere, platform('discord', [])]);
    const them = await connected([{ ...everywhere }, platform('discord', [])], 'them');
    const spokenFor = ({ connections }: Process) => [...connections.spokenFor('tick').keys()];

    const before = [spokenFor(us), spokenFor(them)];
    await time.within(1, us.holder.ensure('tick'));

    expect(before).toEqual([['discord'], ['discord']]);
    expect([spokenFor(us), spokenFor(them)]).toEqual([['slack', 'discord'], ['discord']]);
    await time.within(1, Promise.all([us.connections.stop(), them.connections.stop()]));
  });
});

interface Process {
  readonly connections: Connections;
  readonly holder: Holder;
  /** Nothing that it waits for comes any more. */
  sleep(): void;
  /** All that it waited for comes at once. */
  wakeUp(): void;
}

/** A process that keeps its leases, and had a moment to connect. */
async function connected(platforms: readonly ChatPlatform[], owner = 'us'): Promise<Process> {
  const asleep: (() => void)[] = [];
  let isAsleep = false;
  const wait: Wait = async (ms, signal) => {
    await time.wait(ms, signal);
    if (isAsleep) await new Promise<void>((resolve) => asleep.push(resolve));
  };
  const holder = new Holder({ store, clock: time.clock, wait, owner });
  void holder.run(over.signal);
  const connections = startConnections({ platforms, inbox, log: silentLog, wait, holder });
  await time.pass(1);
  return {
    connections,
    holder,
    sleep: () => {
      isAsleep = true;
    },
    wakeUp: () => {
      isAsleep = false;
      for (const resolve of asleep.splice(0)) resolve();
    },
  };
}

interface Counted extends ChatPlatform {
  readonly startedAt: number[];
  stops: number;
}

/** Fails to start as often as there are failures. */
function platform(name: string, failures: readonly Failure[]): Counted {
  const streams = { input: new PassThrough(), output: new PassThrough(), isTerminal: false };
  const rest = createConsole({
    ...streams,
    ensureCard: async () => ({ workspace: '', channel: '', message: '' }),
  });
  const counted: Counted = {
    ...{ ...rest, name, startedAt: [], stops: 0 },
    start: async () => {
      const failure = failures[counted.startedAt.push(time.now) - 1];
      if (failure !== undefined) throw new PlatformError(`${failure.kind}!`, failure);
    },
    stop: async () => {
      counted.stops++;
    },
  };
  return counted;
}
