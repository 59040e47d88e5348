import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '#chat/platform.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { ELSEWHERE, HERE, type Library, openLibrary, SECRET, THERE } from './library.ts';

const PAPER = '2601.00001';
const AT = (day: string) => `2026-03-${day}T08:00:00Z`;
const IN_THERE = { in: 'channel', name: 'name-of-C2', at: Date.parse(AT('09')) };

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

    expect(await postedAt(HERE)).toEqual({ in: 'here', at: Date.parse(AT('10')) });
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
    expect(await postedAt(SECRET)).toMatchObject({ in: 'here' });
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

    expect(library.looked).toEqual(['C2', 'C2']);
  });

  it('counts as private while nobody can say', async () => {
    library.fault = 'cannot-say';

    expect(await postedAt(HERE)).toEqual({ in: 'private channel' });
  });

  it('counts as private when the platform takes too long, and is looked at again', async () => {
    library.fault = 'hangs';
    const asking = postedAt(HERE);
    while (library.looked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    library.later(1_500);
    const first = await asking;
    library.fault = undefined;

    expect(first).toEqual({ in: 'private channel' });
    expect(await postedAt(HERE)).toEqual(IN_THERE);
  });
});
