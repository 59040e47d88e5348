import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain } from '#chat/message.ts';
import { SourceError } from '../../../src/errors.ts';
import { BeyondLimitError } from '../../../src/papers/beyond.ts';
import { type House, PLACE } from '../delivery/house.ts';
import { aHit, headingOf, labelsOf, openSearchRoom, papersOf } from './search-room.ts';
import { ADA, ask, control, linesOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openSearchRoom();
});
afterEach(() => house[Symbol.asyncDispose]());

describe('where little is found', () => {
  const NOTHING = 'Nothing found for “xylophone” among 8 papers.';
  const SECOND = 'Found by Hugging Face’s own search, not in our archive';

  it('what Hugging Face finds follows at once, what it marked strong', async () => {
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];

    const answer = await ask(house, 'search xylophone');

    expect(linesOf(answer).slice(0, 3)).toEqual([NOTHING, `${SECOND}: 1 paper`, '1. A xylophone']);
    expect(papersOf(answer)[0]?.title).toContainEqual({ kind: 'strong', text: 'xylophone' });
    expect(labelsOf(answer)).toEqual(['More on this paper', 'Share']);
    expect(house.beyond.asked).toEqual([{ q: 'xylophone', workspace: PLACE.workspace }]);
  });

  it('it comes under our own, without what our lists have, and has pages', async () => {
    house.beyond.hits = [
      aHit('2603.30000', 'Confidence calibration'),
      aHit('2603.20000', 'Video diffusion, part 1'),
      ...Array.from({ length: 7 }, (_, n) => aHit(`2105.0000${n}`, `Confidence ${n}`)),
    ];
    const first = await ask(house, 'search confidence');
    await house.restart();
    const second = await press(house, control(first, 'Next'));
    const back = await press(house, control(second, 'Back'));

    expect(headingOf(first)).toBe('1 paper for “confidence”');
    expect(linesOf(first)).toContain(`${SECOND}: 7 papers`);
    expect(papersOf(first).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(papersOf(second).map(({ number, title }) => [number, plain(title)])).toEqual([
      [7, 'Confidence 5'],
      [8, 'Confidence 6'],
    ]);
    expect(labelsOf(second)).toEqual(['Back', 'Share']);
    expect(papersOf(back).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a paper met that way is shown, saved and voted on like any other', async () => {
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];
    const answer = await ask(house, 'search xylophone');

    const card = await press(house, control(answer, 'More on this paper'));
    const voted = await press(house, control(card, 'Vote'));
    const saved = await press(house, control(card, 'Save'));

    expect(headingOf(card)).toBe('A xylophone');
    expect(wordsOf(voted)).toMatch(/^Voted for A xylophone\./);
    expect(wordsOf(saved)).toMatch(/^Saved\./);
    expect(await house.deliveries()).toEqual([]);
  });

  it('comes the next time as well, though all of it is in the archive by now', async () => {
    house.beyond.hits = Array.from({ length: 9 }, (_, n) =>
      aHit(`2105.0000${n}`, `Confidence ${n}`),
    );
    const first = await ask(house, 'search confidence');

    const again = await ask(house, 'search confidence');

    expect(headingOf(again)).toBe('1 paper for “confidence”');
    expect(linesOf(again)).toEqual(linesOf(first));
  });

  it('has what was met before as well', async () => {
    house.beyond.hits = Array.from({ length: 4 }, (_, n) =>
      aHit(`2105.0000${n}`, `Xylophone ${n}`),
    );
    await ask(house, 'search xylophone');
    house.beyond.hits = [aHit('2105.00009', 'More music')];

    const again = await ask(house, 'search xylophone author:"Ada Lo"');

    const [first, second] = papersOf(again);
    expect(linesOf(again)).toContain(`${SECOND}: 5 papers`);
    expect(plain(first?.title ?? '')).toBe('More music');
    expect(second?.title).toContainEqual({ kind: 'strong', text: 'Xylophone' });
  });

  it('is not needed for what was met before while Hugging Face does not answer', async () => {
    house.beyond.hits = Array.from({ length: 4 }, (_, n) =>
      aHit(`2105.0000${n}`, `Confidence ${n}`),
    );
    await ask(house, 'search confidence');
    house.beyond.fault = new SourceError('HTTP 502');

    const again = await ask(house, 'search confidence');

    expect(headingOf(again)).toBe('5 papers for “confidence”');
    expect(linesOf(again)).toContain('Hugging Face’s search does not answer right now.');
  });

  it('says in one line that it does not answer, and offers to try again', async () => {
    house.beyond.fault = new SourceError('HTTP 502');
    const answer = await ask(house, 'search xylophone');
    house.beyond.fault = undefined;
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];
    const again = await press(house, control(answer, 'Search all of Hugging Face'));

    expect(linesOf(answer).slice(0, 2)).toEqual([
      NOTHING,
      'Hugging Face’s search does not answer right now.',
    ]);
    expect(headingOf(again)).toBe(`${SECOND}: 1 paper`);
  });

  it('does not wait for it for longer than a moment', async () => {
    house.beyond.fault = 'hang';
    const asking = ask(house, 'search xylophone');
    while (house.beyond.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await house.time.pass(2_500);

    expect(linesOf(await asking)).toContain('Hugging Face’s search does not answer right now.');
  });

  it('says when it may be asked again', async () => {
    house.beyond.fault = new BeyondLimitError(150_000);

    expect(linesOf(await ask(house, 'search xylophone'))).toContain(
      'Hugging Face’s search was asked as often as it may be. Try again in 3 minutes.',
    );
  });

  it('filters hold for what Hugging Face finds as well', async () => {
    house.beyond.hits = [
      aHit('2105.00001', 'An old xylophone', '2021-05-01'),
      aHit('2505.00001', 'A new xylophone', '2025-05-01'),
    ];

    const answer = await ask(house, 'search xylophone after:2025 author:"Ada Lo"');

    expect(papersOf(answer).map(({ title }) => plain(title))).toEqual(['A new xylophone']);
    expect(house.beyond.asked[0]?.q).toBe('xylophone Ada Lo');
  });

  it.each(['search xylophone posted:here', 'search xylophone votes:>1', 'search author:nobody'])(
    '%s asks nobody else',
    async (typed) => {
      const answer = await ask(house, typed);

      expect(linesOf(answer)[0]).toMatch(/^Nothing found for /);
      expect(house.beyond.asked).toEqual([]);
    },
  );
});

describe('Search all of Hugging Face', () => {
  it('answers with a list of its own, paged, also after a restart', async () => {
    house.beyond.hits = Array.from({ length: 6 }, (_, n) =>
      aHit(`2105.0000${n}`, `Diffusion ${n}`),
    );
    const ours = await ask(house, 'search diffusion');
    const theirs = await press(house, control(ours, 'Search all of Hugging Face'));
    await house.restart();
    const next = await press(house, control(theirs, 'Next'));

    const heading = 'Found by Hugging Face’s own search, not in our archive: 6 papers';
    expect(headingOf(theirs)).toBe(`${heading}, 1 to 5`);
    expect(headingOf(next)).toBe(`${heading}, 6`);
    expect(labelsOf(theirs)).toEqual(['Next', 'Share']);
  });

  it('shows the same when it is pressed again, though all of it is in the archive by now', async () => {
    house.beyond.hits = Array.from({ length: 3 }, (_, n) =>
      aHit(`2105.0000${n}`, `Diffusion ${n}`),
    );
    const ours = await ask(house, 'search diffusion');
    const first = await press(house, control(ours, 'Search all of Hugging Face'));
    await house.restart();
    const again = await press(house, control(ours, 'Search all of Hugging Face'));

    expect(papersOf(first)).toHaveLength(3);
    expect(linesOf(again)).toEqual(linesOf(first));
  });

  it('leaves out what stands on the page above it, and nothing else', async () => {
    house.beyond.hits = Array.from({ length: 5 }, (_, n) =>
      aHit(`2105.0000${n}`, `Diffusion ${n}`),
    );
    const ours = await ask(house, 'search diffusion');
    await press(house, control(ours, 'Search all of Hugging Face'));
    const later = await ask(house, 'search diffusion', { person: ADA });
    const theirs = await press(house, control(later, 'Search all of Hugging Face'), {
      person: ADA,
    });

    const [above, below] = [later, theirs].map((reply) => papersOf(reply).map(({ url }) => url));
    const found = house.beyond.hits.map(({ paper }) => `https://huggingface.co/papers/${paper.id}`);
    expect(above?.filter((url) => found.includes(url))).not.toEqual([]);
    expect(below).toEqual(found.filter((url) => !above?.includes(url)));
  });

  it('says when there is nothing more', async () => {
    const ours = await ask(house, 'search diffusion');

    expect(wordsOf(await press(house, control(ours, 'Search all of Hugging Face')))).toBe(
      'Hugging Face’s own search finds nothing more.',
    );
  });
});
