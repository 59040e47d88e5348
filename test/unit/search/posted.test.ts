import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '#chat/platform.ts';
import { allDone } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { ELSEWHERE, GUEST, HERE, type Library, openLibrary, SECRET, THERE } from './library.ts';

const PAPER = '2601.00001';
const AT = (day: string) => `2026-03-${day}T08:00:00Z`;
const IN_THERE = { in: 'public channel', name: 'name-of-C2', at: Date.parse(AT('09')) };

let library: Library;
beforeEach(async () => {
  library = await openLibrary();
  await library.save(aPaper(PAPER));
});
afterEach(() => library[Symbol.asyncDispose]());

const postedAt = async (place: Place) => (await library.search.posted(place, [PAPER])).get(PAPER);

describe('where a paper was posted', () => {
  it('is here since the first time', async () => {
    await library.post(PAPER, HERE, AT('11'));
    await library.post(PAPER, HERE, AT('10'));
    await library.post(PAPER, THERE, AT('09'));

    expect(await postedAt(HERE)).toEqual({ in: 'this channel', at: Date.parse(AT('10')) });
  });

  it('is another channel that everybody may read, by its name', async () => {
    await library.post(PAPER, SECRET, AT('08'));
    await library.post(PAPER, THERE, AT('09'));

    expect(await postedAt(HERE)).toEqual(IN_THERE);
  });

  it('is the first of several such channels', async () => {
    await library.post(PAPER, { ...HERE, channel: 'C0' }, AT('11'));
    await library.post(PAPER, THERE, AT('09'));

    expect(await postedAt(HERE)).toEqual(IN_THERE);
  });

  it('is a private channel without name, link and date', async () => {
    await library.post(PAPER, SECRET);

    expect(await postedAt(HERE)).toEqual({ in: 'private channel' });
    expect(await postedAt(SECRET)).toMatchObject({ in: 'this channel' });
  });

  it('is this channel or nothing for a guest, and told to everybody else', async () => {
    await library.post(PAPER, THERE, AT('09'));
    const toldTo = async (person: { readonly id: string }) =>
      (await library.search.posted({ ...HERE, person }, [PAPER])).get(PAPER);

    expect(await toldTo(GUEST)).toBeUndefined();
    expect(await toldTo({ id: 'fake:U1' })).toEqual(IN_THERE);
    await library.post(PAPER, HERE, AT('11'));
    expect(await toldTo(GUEST)).toMatchObject({ in: 'this channel' });
  });

  it('is nowhere for another workspace, and where it only came to one person', async () => {
    await library.post(PAPER, ELSEWHERE);
    await library.post(PAPER, { ...HERE, channel: 'DM' });
    await library.store
      .updateTable('delivery')
      .set({ channel: null, person: 'fake:U1' })
      .where('channel', '=', 'DM')
      .execute();

    expect(await postedAt(HERE)).toBeUndefined();
  });

  it('is not said before it has arrived', async () => {
    await library.post(PAPER, HERE);
    await library.store.updateTable('delivery').set({ state: 'uncertain' }).execute();

    expect(await postedAt(HERE)).toBeUndefined();
  });
});

describe('a channel', () => {
  beforeEach(() => library.post(PAPER, THERE, AT('09')));

  it('is looked at once in five minutes', async () => {
    await postedAt(HERE);
    await postedAt(HERE);
    library.later(5 * 60_000);
    await postedAt(HERE);

    expect(library.looked).toEqual(['C1', 'C2', 'C1', 'C2']);
  });

  it('is looked at once for all who ask at the same time', async () => {
    library.faults.set('C2', 'hangs');
    const first = postedAt(HERE);
    while (!library.looked.includes('C2')) await allDone();
    const others = [postedAt(HERE), postedAt(HERE)];
    await allDone();
    library.later(1_500);

    await Promise.all([first, ...others]);
    expect(library.looked).toEqual(['C1', 'C2']);
  });

  it('counts as private while nobody can say, and is looked at again soon', async () => {
    library.faults.set('C2', 'cannot-say');
    const first = [await postedAt(HERE), await postedAt(HERE)];
    library.faults.clear();
    library.later(10_000);

    expect(first).toEqual([{ in: 'private channel' }, { in: 'private channel' }]);
    expect(await postedAt(HERE)).toEqual(IN_THERE);
    expect(library.looked).toEqual(['C1', 'C2', 'C2']);
  });

  it('counts as private when the platform takes too long, and is looked at again', async () => {
    library.faults.set('C2', 'hangs');
    const asking = postedAt(HERE);
    while (!library.looked.includes('C2')) await allDone();
    library.later(1_500);
    const first = await asking;
    library.faults.clear();
    for (const ms of [13_500, 10_000]) {
      library.later(ms);
      await allDone();
    }

    expect(first).toEqual({ in: 'private channel' });
    expect(await postedAt(HERE)).toEqual(IN_THERE);
  });
});

describe('where people of other workspaces read along', () => {
  beforeEach(async () => {
    await library.post(PAPER, THERE);
    await library.post(PAPER, SECRET);
    library.shared.add(HERE.channel);
  });

  it('nothing is said of other channels, not even that there are any', async () => {
    expect(await postedAt(HERE)).toBeUndefined();
    expect((await library.find('posted:here')).total).toBe(0);
  });

  it('this channel is told of', async () => {
    await library.post(PAPER, HERE, AT('11'));

    expect(await postedAt(HERE)).toEqual({ in: 'this channel', at: Date.parse(AT('11')) });
    expect((await library.find('posted:here')).total).toBe(1);
  });

  it('other channels of the workspace may tell of this one', async () => {
    await library.save(aPaper('2601.00002'));
    await library.post('2601.00002', HERE, AT('11'));

    const posted = await library.search.posted(SECRET, ['2601.00002']);

    expect(posted.get('2601.00002')).toMatchObject({ in: 'public channel', name: 'name-of-C1' });
  });

  it('so it is where nobody can say who reads along', async () => {
    library.shared.clear();
    library.faults.set(HERE.channel, 'cannot-say');

    expect(await postedAt(HERE)).toBeUndefined();
  });
});
