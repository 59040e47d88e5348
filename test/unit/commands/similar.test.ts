import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { House } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { headingOf, labelsOf, openSearchRoom, papersOf } from './search-room.ts';
import { ask, control, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openSearchRoom();
});
afterEach(() => house[Symbol.asyncDispose]());

describe('similar', () => {
  it('shows the nearest papers and the words that are shared, never itself', async () => {
    const answer = await ask(house, 'similar https://arxiv.org/abs/2603.20000v1');

    const papers = papersOf(answer);
    expect(headingOf(answer)).toBe('6 papers similar to “Video diffusion, part 1”, 1 to 5');
    expect(papers.map(({ url }) => url)).not.toContain('https://huggingface.co/papers/2603.20000');
    expect(papers[0]?.reason).toMatch(/^shares: .*diffusion/);
    expect(labelsOf(answer)).toEqual(['Next', 'Share']);
  });

  it('is read page by page, also after a restart', async () => {
    const first = await ask(house, 'similar 2603.20000');
    await house.restart();
    const second = await press(house, control(first, 'Next'));

    expect(papersOf(second).map(({ number }) => number)).toEqual([6]);
  });

  it('is a button of every card', async () => {
    const card = await ask(house, 'show 2603.20000');

    const answer = await press(house, control(card, 'Similar'));

    expect(headingOf(answer)).toMatch(/^6 papers similar to “Video diffusion, part 1”/);
  });

  it('fetches a paper that the archive does not have', async () => {
    house.source.lists.set('2026-03-10', [
      aPaper('2603.11111', { title: 'Diffusion of video elsewhere', summary: '' }),
    ]);

    const answer = await ask(house, 'similar 2603.11111');

    expect(headingOf(answer)).toMatch(/^7 papers similar to “Diffusion of video elsewhere”/);
  });

  it.each([
    ['banana', '“banana” is no arXiv id or link. Try: /papers similar 2509.24002'],
    ['2509.24002', 'Hugging Face has no paper 2509.24002.'],
  ])('answers %s with a sentence', async (typed, words) => {
    expect(wordsOf(await ask(house, `similar ${typed}`))).toBe(words);
  });
});
