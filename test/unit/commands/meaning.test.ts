import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BO, DISCORD, openReadingRoom, type ReadingRoom } from './reading-room.ts';

const LOGER = '2603.03269';
const ADMIN = { isAdmin: true };
const DAY = 24;

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('meaning', () => {
  it('lists what emoji mean here, the workspace’s own among them', async () => {
    await room.ask('meaning :party: will-present', ADMIN);
    await room.ask('meaning 🔥 none', ADMIN);

    const { lines } = await room.ask('meaning');

    expect(lines[0]).toBe('What emoji mean here');
    expect(lines[1]).toMatch(/^up: 👍 ❤ .*⭐.* \(a vote for the paper\)$/);
    expect(lines[1]).not.toContain('🔥');
    expect(lines).toContain('save: 🔖 📌 (on my reading list)');
    expect(lines.find((line) => line.startsWith('will-present'))).toContain(':party:');
  });

  it('changes the past too, on every message that still follows', async () => {
    await room.react(await room.card(LOGER), ':tada:', BO);
    const before = await tally();

    const { lines } = await room.ask('meaning :tada: up', ADMIN);

    expect(lines).toEqual([
      'Done. :tada: means up here: a vote for the paper. Earlier reactions count so too.',
    ]);
    expect([before, await tally()]).toEqual([0, 1]);
    expect(await owedEdits()).toBe(1);
  });

  it('edits nothing on which nobody used the emoji, and nothing older than a week', async () => {
    await room.react(await room.card(LOGER), '🔥');
    await room.store.deleteFrom('refresh').execute();
    await room.ask('meaning 🎉 up', ADMIN);
    const unused = await owedEdits();
    await room.react(await room.card('2603.04918'), '👏');
    room.later(8 * DAY);
    await room.store.deleteFrom('refresh').execute();

    await room.ask('meaning clap none', ADMIN);

    expect([unused, await owedEdits()]).toEqual([0, 0]);
  });

  it('folds spellings: what is said of one holds for all', async () => {
    await room.react(await room.card(LOGER), 'clap::skin-tone-3', BO);
    const before = await tally();

    await room.ask('meaning 👏🏽 down', ADMIN);

    expect([before, await tally()]).toEqual([1, 0]);
    expect(await owedEdits()).toBe(1);
  });

  it('means nothing in another workspace', async () => {
    await room.react(await room.card(LOGER, { workspace: DISCORD }), '🎉', 'discord:5');

    await room.ask('meaning 🎉 up', ADMIN);

    expect(await tally(DISCORD)).toBe(0);
  });

  it('takes Discord’s own emoji, and shows them by name', async () => {
    const { lines } = await room.ask('meaning <a:party:123456> up', ADMIN);

    expect(lines[0]).toMatch(/^Done\. :party: means up here/);
  });

  it('is changed by admins only', async () => {
    expect((await room.ask('meaning 🎉 up')).lines[0]).toMatch(/^Only an admin/);
  });

  it('answers mistakes with what to type', async () => {
    const said = async (typed: string) => (await room.ask(typed, ADMIN)).lines[0];

    expect(await said('meaning hello up')).toBe('“hello” is no emoji. Write it as 🎉 or :party:');
    expect(await said('meaning 1️⃣ up')).toMatch(/^Number emoji vote for the papers of a digest/);
    expect(await said('meaning 🎉')).toMatch(/^It can mean up, down, save, .* or none\./);
    expect(await said('meaning 🎉 great')).toMatch(/^It can mean/);
  });
});

async function tally(workspace = 'slack:T1'): Promise<number | undefined> {
  const tallies = await room.engine.services.tallies.of(workspace, [LOGER]);
  return tallies.get(LOGER)?.up;
}

async function owedEdits(): Promise<number> {
  const rows = await room.store
    .selectFrom('refresh')
    .where('due_at', 'is not', null)
    .selectAll()
    .execute();
  return rows.length;
}
