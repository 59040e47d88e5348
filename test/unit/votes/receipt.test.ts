import { expect, it } from 'vitest';
import { plain } from '#chat/message.ts';
import type { Receipt } from '../../../src/votes/ledger.ts';
import { type ReceiptFacts, receiptWords } from '../../../src/votes/receipt.ts';

const ref = { workspace: 'slack:T1', channel: 'C1', message: '1.1' };

it.each<[string, Receipt, ReceiptFacts]>([
  ['Voted for LoGeR. 5 votes here.', { state: 'voted', tally: { up: 5, down: 0 } }, {}],
  [
    'Voted for LoGeR. Yours is the first vote here.',
    { state: 'voted', tally: { up: 1, down: 2 } },
    {},
  ],
  ['Taken back. 4 votes here.', { state: 'taken-back', tally: { up: 4, down: 0 } }, {}],
  ['Taken back. No votes here.', { state: 'taken-back', tally: { up: 0, down: 1 } }, {}],
  [
    'Still counted: your 👍 on this message is a vote too. Remove it to take the vote back.',
    { state: 'still-counted', tally: { up: 1, down: 0 }, by: { ref, emoji: '+1' } },
    { link: 'https://example.org/1' },
  ],
  [
    'Not counted: your 👍 and 👎 cancel each other.',
    { state: 'cancelled', tally: { up: 0, down: 0 }, by: { ref, emoji: '👍' }, against: '-1' },
    {},
  ],
  [
    'Not counted: your vote and your 👎 cancel each other.',
    { state: 'cancelled', tally: { up: 0, down: 0 }, against: '👎' },
    {},
  ],
  [
    'Taken back. 2 votes here. This message is too old to show it.',
    { state: 'taken-back', tally: { up: 2, down: 0 } },
    { isTooOld: true },
  ],
])('says “%s”', (words, receipt, facts) => {
  const text = receiptWords(receipt, { title: 'LoGeR' }, facts);

  expect(plain(text).replaceAll('\u00a0', ' ')).toBe(words);
});

it('cuts a long title at a word', () => {
  const title = 'A Factorial Analysis Methodology for Diagnosing the Trade-off between Preferences';

  const words = plain(receiptWords({ state: 'voted', tally: { up: 2, down: 0 } }, { title }));

  expect(words.length).toBeLessThan(60 + 30);
  expect(words).toMatch(/for Diagnosing the… 2\svotes\shere\.$/);
});
