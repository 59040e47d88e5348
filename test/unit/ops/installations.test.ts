import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openInstallations } from '../../../src/ops/installations.ts';
import { createSeal } from '../../../src/ops/seal.ts';
import { createSeenEvents } from '../../../src/ops/seen-events.ts';
import { temporaryFolder } from '../../e2e/harness.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';

const KEY = randomBytes(32);

const ONE = {
  workspace: 'slack:T0001',
  name: 'Reading Group',
  secrets: { token: 'xoxb-very-secret', user: 'U1', bot: 'B1' },
  installedAt: 1_700_000_000_000,
};

describe('installations', () => {
  it('are found as they were saved, and by their workspace alone', async () => {
    await using store = await openTestStore();
    const installations = await openInstallations(store, KEY);
    await installations.save(ONE);

    const again = await openInstallations(store, KEY);

    expect(await again.find('slack:T0001')).toEqual(ONE);
    expect(await again.find('slack:T0002')).toBeUndefined();
  });

  it('are replaced when they are saved again', async () => {
    await using store = await openTestStore();
    const installations = await openInstallations(store, KEY);
    await installations.save(ONE);

    const two = { ...ONE, name: 'Renamed', secrets: { token: 'xoxb-2' }, installedAt: 5 };
    await installations.save(two);

    expect(await installations.find('slack:T0001')).toEqual(two);
  });

  it('are gone when they are removed, which may be done twice', async () => {
    await using store = await openTestStore();
    const installations = await openInstallations(store, KEY);
    await installations.save(ONE);

    await installations.remove('slack:T0001');
    await installations.remove('slack:T0001');

    expect(await installations.find('slack:T0001')).toBeUndefined();
    expect(await store.selectFrom('installation').selectAll().execute()).toEqual([]);
  });

  it('stand in the database encrypted, each time differently', async () => {
    await using store = await openTestStore();
    const installations = await openInstallations(store, KEY);
    const row = () => store.selectFrom('installation').selectAll().executeTakeFirstOrThrow();
    await installations.save(ONE);
    const first = await row();
    await installations.save(ONE);
    const second = await row();

    expect(JSON.stringify(first)).not.toMatch(/secret|xoxb/);
    expect(Buffer.from(first.sealed, 'base64').toString('latin1')).not.toMatch(/secret|xoxb|U1/);
    expect(first.sealed).not.toBe(second.sealed);
    expect(first.key).toBe(second.key);
  });

  it('cannot be opened under the name of another workspace', async () => {
    await using store = await openTestStore();
    const installations = await openInstallations(store, KEY);
    await installations.save(ONE);

    await store.updateTable('installation').set({ workspace: 'slack:T0002' }).execute();

    await expect(installations.find('slack:T0002')).rejects.toThrow();
  });

  it('are said to need another key when this is not theirs', async () => {
    await using store = await openTestStore();
    await (await openInstallations(store, KEY)).save(ONE);

    const wrong = openInstallations(store, randomBytes(32));

    await expect(wrong).rejects.toThrow(
      /^TOKEN_KEY is not the key with which the tokens of a workspace are encrypted\./,
    );
  });

  it.skipIf(isOnServer())('leave no bytes in the file once they are removed', async () => {
    using folder = temporaryFolder();
    await using store = await openTestStore(`${folder.path}/p.db`);
    const installations = await openInstallations(store, KEY);
    for (const n of [1, 2, 3]) await installations.save({ ...ONE, workspace: `slack:T${n}` });
    const { sealed } = await store
      .selectFrom('installation')
      .select('sealed')
      .where('workspace', '=', 'slack:T2')
      .executeTakeFirstOrThrow();
    const bytes = () =>
      globSync(`${folder.path}/*`)
        .map((file) => readFileSync(file, 'latin1'))
        .join();
    const before = bytes();

    await installations.remove('slack:T2');

    expect(before).toContain(sealed);
    expect(bytes()).not.toContain(sealed);
    expect(await installations.find('slack:T3')).toBeDefined();
  });
});

describe('a seal', () => {
  it('opens what it closed, whatever letters are in it', () => {
    const seal = createSeal(KEY);

    expect(seal.open(seal.close('{"ü":"🎉"}', 'a'), 'a')).toBe('{"ü":"🎉"}');
  });

  it.each([
    ['a changed byte', -1],
    ['a changed nonce', 0],
    ['a changed tag', 13],
  ])('does not open %s', (_, at) => {
    const seal = createSeal(KEY);
    const bytes = Buffer.from(seal.close('words', 'a'), 'base64');
    bytes.writeUInt8((bytes.at(at) ?? 0) ^ 1, (at + bytes.length) % bytes.length);

    expect(() => seal.open(bytes.toString('base64'), 'a')).toThrow();
  });

  it('does not open a cut one, nor another key’s', () => {
    const sealed = createSeal(KEY).close('words', 'a');

    expect(() => createSeal(KEY).open(sealed.slice(0, 24), 'a')).toThrow();
    expect(() => createSeal(randomBytes(32)).open(sealed, 'a')).toThrow();
  });

  it('names its key without telling it', () => {
    expect(createSeal(KEY).id).toBe(createSeal(Buffer.from(KEY)).id);
    expect(createSeal(KEY).id).not.toBe(createSeal(randomBytes(32)).id);
    expect(KEY.toString('hex')).not.toContain(createSeal(KEY).id);
  });
});

describe('seen events', () => {
  it('are new once, for whoever asks first, and over restarts', async () => {
    await using store = await openTestStore();
    const [one, other] = [createSeenEvents(store, () => 7), createSeenEvents(store, () => 8)];

    const answers = await Promise.all([one, other, one, other].map((seen) => seen.isNew('Ev1')));

    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await createSeenEvents(store, () => 9).isNew('Ev1')).toBe(false);
    expect(await one.isNew('Ev2')).toBe(true);
  });
});
