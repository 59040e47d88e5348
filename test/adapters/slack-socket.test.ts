import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { pause } from '../../adapters/slack/pause.ts';
import { recordingInbox } from '../contract/inbox.ts';
import { calls } from '../fakes/slack/index.ts';
import { aLog } from '../unit/papers/a-log.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const HASTY = { connectTimeoutMs: 150, reconnectPauseMs: 1 };

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlack('socket');
});
afterEach(() => house.close());

const asked = () => house.fake.requests.filter(calls('apps.connections.open')).length;
const isNobodyThere = () => house.fake.sockets.connected() === 0 || undefined;

/** A connection of another process with the same app token. */
async function another(): Promise<WebSocket> {
  const { apiUrl, appToken } = house.fake;
  const answer = await fetch(`${apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${appToken}` },
  });
  const { url } = (await answer.json()) as { readonly url: string };
  return new WebSocket(url);
}

describe('a connection on which Slack says nothing, not even goodbye', () => {
  it('brings no other to life when it ends long after the start was given up', async () => {
    const release = house.fake.sockets.hold();
    const failure = await house
      .create(HASTY)
      .start(recordingInbox())
      .catch((error: unknown) => error);

    release();
    await house.fake.waitFor(isNobodyThere);
    // Longer than one more connection would take.
    await house.platform.start(recordingInbox());

    expect(failure).toMatchObject({ failure: { kind: 'unavailable' } });
    expect(asked()).toBe(2);
    expect(house.fake.sockets.opened).toBe(2);
    expect(house.fake.sockets.connected()).toBe(1);
  });

  it('does not disturb the one that came after it', async () => {
    const platform = house.create(HASTY);
    const inbox = recordingInbox();
    await platform.start(inbox);
    const release = house.fake.sockets.hold();
    house.fake.sockets.drop();
    await house.fake.waitFor(() => house.fake.sockets.opened === 2 || undefined);
    await house.fake.waitFor(() => asked() === 3 || undefined);

    release();
    await house.fake.waitFor(
      () => inbox.arrived.filter(({ kind }) => kind === 'gap').length === 2 || undefined,
    );
    await platform.stop();

    expect(house.fake.sockets.opened).toBe(3);
    await house.fake.waitFor(isNobodyThere);
  });
});

describe('a connection beyond those that Slack allows an app', () => {
  it('is tried ever more rarely, is told of, and has nothing read again until one lasts', async () => {
    const { sockets } = house.fake;
    const others = await Promise.all(Array.from({ length: 10 }, another));
    await house.fake.waitFor(() => sockets.connected() === 10 || undefined);
    const log = aLog();
    const platform = house.create({ connectTimeoutMs: 200, reconnectPauseMs: 40, log });
    const inbox = recordingInbox();
    const gaps = () => inbox.arrived.filter(({ kind }) => kind === 'gap').length;
    await platform.start(inbox);

    await house.fake.waitFor(() => asked() === 14 || undefined);
    const told = [platform.lost?.(), gaps(), log.lines[0]];
    others[0]?.terminate();
    await inbox.first(() => gaps() === 2);

    expect(told).toMatchObject([
      expect.stringContaining('Slack allows an app 10 connections'),
      1,
      {
        facts: { reason: 'too_many_websockets' },
        sentence: 'Slack refuses the connection; it is tried again',
      },
    ]);
    const [second = 0, third = 0, fourth = 0] = house.fake.requests
      .filter(calls('apps.connections.open'))
      .slice(11)
      .map(({ at }) => at);
    expect(third - second).toBeGreaterThan(35);
    expect(fourth - third).toBeGreaterThan(75);
    expect(platform.lost?.()).toBeUndefined();
    expect(sockets.connected()).toBe(10);
    for (const other of others) other.terminate();
  });

  it('is nothing to tell of when Slack only has us connect anew', async () => {
    const log = aLog();
    const platform = house.create({ ...HASTY, log });
    const inbox = recordingInbox();
    await platform.start(inbox);

    house.fake.sockets.disconnect('warning');
    await house.fake.waitFor(() => house.fake.sockets.opened === 2 || undefined);
    await house.fake.waitFor(
      () => inbox.arrived.filter(({ kind }) => kind === 'gap').length === 2 || undefined,
    );

    expect(platform.lost?.()).toBeUndefined();
    expect(log.lines).toEqual([]);
  });
});

describe('the pause before another attempt', () => {
  it('leaves nothing behind, however many there were', async () => {
    const { signal } = new AbortController();

    for (let n = 0; n < 3; n++) await pause(1, signal);

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends at once when the connection is closed, before it or in its middle', async () => {
    const closing = new AbortController();
    const pausing = pause(60 * 60_000, closing.signal);

    closing.abort();
    await pausing;
    await pause(60 * 60_000, closing.signal);

    expect(getEventListeners(closing.signal, 'abort')).toEqual([]);
  });
});
