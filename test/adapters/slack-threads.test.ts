import { afterEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { MessageRef, ReadReactions } from '#chat/platform.ts';
import { openSlack, type SlackHouse } from './slack-house.ts';

const open: SlackHouse[] = [];
afterEach(async () => {
  for (const house of open.splice(0)) await house.close();
});

describe('the reactions of a digest on Slack', () => {
  it('are read with one call for the whole thread', async () => {
    const { house, all } = await digestOf(5);
    for (const ref of all) house.fake.react(ref.message, '+1');
    const before = house.fake.requests.length;

    const read = await readAll(house, all);

    expect(read.map(({ ref }) => ref.message)).toEqual(all.map(({ message }) => message));
    for (const { state } of read) expect(state).toMatchObject([{ emoji: '+1' }]);
    expect(callsSince(house, before)).toEqual(['conversations.replies', 'users.info']);
  });

  it('are read one by one where the thread names fewer people than it counts', async () => {
    const { house, all } = await digestOf(2);
    const [, popular] = all;
    for (let n = 0; n < 12; n += 1) {
      house.fake.react(popular?.message ?? '', '+1', { user: house.fake.addUser(`Reader${n}`) });
    }
    const before = house.fake.requests.length;

    const read = await readAll(house, all);

    expect(read.map(({ state }) => state.length)).toEqual([0, 12, 0]);
    expect(callsSince(house, before).filter((method) => method === 'reactions.get')).toHaveLength(
      1,
    );
  });

  it('say which message is gone and which has none', async () => {
    const { house, all } = await digestOf(2);
    house.fake.deleteMessage(all[1]?.message ?? '');

    const read = await readAll(house, all);

    expect(read.map(({ ref, state }) => [ref.message, state])).toEqual(
      expect.arrayContaining([
        [all[0]?.message, []],
        [all[1]?.message, 'gone'],
        [all[2]?.message, []],
      ]),
    );
  });

  it('are gone with the overview, and stay on its cards', async () => {
    const { house, all } = await digestOf(1);
    house.fake.react(all[1]?.message ?? '', '+1');
    house.fake.deleteMessage(all[0]?.message ?? '');

    const read = await readAll(house, all);

    expect(read.find(({ ref }) => ref.message === all[0]?.message)?.state).toBe('gone');
    expect(read.find(({ ref }) => ref.message === all[1]?.message)?.state).toHaveLength(1);
  });

  it('are no news of a channel that does not let us in any more', async () => {
    const { house, all } = await digestOf(1);
    house.fake.kick(house.fake.channel);

    await expect(readAll(house, all)).rejects.toMatchObject({ name: 'PlatformError' });
  });
});

async function digestOf(
  cards: number,
): Promise<{ readonly house: SlackHouse; readonly all: readonly MessageRef[] }> {
  const house = await openSlack();
  open.push(house);
  const { platform, place, workspace } = house;
  const overview = await platform.post(place, sayPlainly('Overview.'), key(0));
  const all = [overview];
  for (let n = 1; n <= cards; n += 1) {
    const thread = { workspace, threadOf: overview, name: 'Daily Papers' };
    all.push(await platform.post(thread, sayPlainly(`Card ${n}.`), key(n)));
  }
  return { house, all };
}

function key(n: number) {
  return { key: `k${n}`, purpose: 'digest' as const };
}

async function readAll({ platform }: SlackHouse, refs: readonly MessageRef[]) {
  const read: readonly ReadReactions[] = await Array.fromAsync(
    platform.readReactions(refs, 'unsure'),
  );
  return read;
}

function callsSince({ fake }: SlackHouse, start: number): readonly string[] {
  return fake.requests.slice(start).map(({ method }) => method);
}
