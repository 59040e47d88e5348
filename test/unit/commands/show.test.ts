import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, linesOf, messageOf, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
  const paper = aPaper('2603.09000', { title: 'Paper 1 of 2026-03-09', upvotes: 90 });
  house.source.lists.set('2026-03-09', [paper]);
});
afterEach(() => house[Symbol.asyncDispose]());

describe('show', () => {
  it.each([
    '2603.09000',
    'arXiv:2603.09000v2',
    'https://arxiv.org/abs/2603.09000v1',
    'https://arxiv.org/pdf/2603.09000',
    'https://huggingface.co/papers/2603.09000',
    '<https://hf.co/papers/2603.09000|link>',
  ])('knows a paper as %s', async (typed) => {
    expect(linesOf(await ask(house, `show ${typed}`))[0]).toBe('Paper 1 of 2026-03-09');
  });

  it.each([
    '2603.09000',
    '2603.09000v2',
    '2603.09000 v2',
    'arXiv 2603.09000',
    'https://arxiv.org/abs/2603.09000',
    '“2603.09000”',
    '`2603.09000`',
    '(2603.09000)',
    '[2603.09000]',
    'papers 2603.09000',
    '2603.09000 please',
    'show 2603.09000, please!',
  ])('is what %s alone means', async (typed) => {
    expect(linesOf(await ask(house, typed))[0]).toBe('Paper 1 of 2026-03-09');
  });

  it('is what a paper alone means, with --share too', async () => {
    house.run();

    expect(wordsOf(await ask(house, '2603.09000 --share'))).toBe('Posted here: the card.');
  });

  it.each([
    ['2603.0900', '“2603.0900” is no arXiv id or link. Try: /papers show 2509.24002'],
    [
      'https://arxiv.org/list/cs.CL',
      '“https://arxiv.org/list/cs.CL” is no arXiv id or link. Try: /papers show 2509.24002',
    ],
  ])('says of %s alone that it is no paper', async (typed, words) => {
    expect(wordsOf(await ask(house, typed))).toBe(words);
  });

  it('answers with the card, to vote, to discuss and to read', async () => {
    await ask(house, '2026-03-09');

    const answer = await ask(house, 'show 2603.09000');

    const [, summary, theirs, links, controls, note] = linesOf(answer);
    expect(summary).toMatch(/^An abstract that begins/);
    expect(theirs).toBe('Hugging Face: 90 upvotes');
    expect(links).toBe('Links: arXiv');
    expect(controls).toBe('[Vote] [Save] [Similar] [Discuss here] [PDF]');
    expect(note).toBe('Summary: the abstract’s first words.');
    const [paper] = messageOf(answer).parts;
    expect(paper).toMatchObject({ facts: ['listed Mon\u00a09\u00a0Mar'] });
  });

  it.each([
    ['banana', '“banana” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['“banana”', '“banana” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['9999.99999', '“9999.99999” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['2509.24002', 'Hugging Face has no paper 2509.24002.'],
  ])('answers %s with a sentence', async (typed, words) => {
    expect(wordsOf(await ask(house, `show ${typed}`))).toBe(words);
  });

  it('says when Hugging Face does not answer', async () => {
    house.source.isDown = true;

    expect(wordsOf(await ask(house, 'show 2509.24002'))).toMatch(/^Hugging Face does not answer/);
  });

  it('with --share posts the card for everybody, once, and then links to it', async () => {
    house.run();
    const first = await ask(house, 'show 2603.09000 --share');
    const second = await ask(house, 'show 2603.09000 --share', { person: ADA });

    const cards = house.fake.in('C1');
    expect(wordsOf(first)).toBe('Posted here: the card.');
    expect(cards.map(({ message }) => message.summary)).toEqual([
      expect.stringMatching(/^Bo Chen would like to discuss the paper “Paper 1 of 2026-03-09”/),
    ]);
    expect(wordsOf(second)).toBe('Already discussed here: the card.');
    for (const answer of [first, second])
      expect(JSON.stringify(answer)).toContain(`https://chat.example/C1/${cards[0]?.ref.message}`);
  });
});
