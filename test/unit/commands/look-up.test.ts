import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import { House, PLACE, WORKSPACE } from '../delivery/house.ts';
import { aPaper, ids } from '../digest/papers.ts';
import { BO, control, controlsOf, linesOf, messageOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
  const papers = ids(12).map((id) => aPaper(id, { title: `Paper ${Number(id.slice(5))}` }));
  house.source.lists.set('2026-03-10', papers);
  await house.services.puller.ensureListed('2026-03-10');
});
afterEach(() => house[Symbol.asyncDispose]());

const lookUp = (text: string): Promise<Reply> =>
  house.engine.inbox.onLookUp({ text, spot: PLACE, person: BO });
const linksTo = (papers: readonly string[]) =>
  papers.map((id) => `https://arxiv.org/abs/${id}v2`).join(' ');

describe('looking up a message', () => {
  it('shows the card of the only paper in it, whatever the form of its links', async () => {
    const answer = await lookUp(
      'First <https://arxiv.org/pdf/2603.00001v2|this>, also [here](https://hf.co/papers/2603.00001)',
    );

    expect(linesOf(answer)[0]).toBe('Paper 1');
    expect([...controlsOf(answer).keys()]).toEqual(
      expect.arrayContaining(['Vote', 'Save', 'Discuss here']),
    );
  });

  it('shows each of several, with its vote button and the way to its card', async () => {
    const answer = await lookUp(linksTo(['2603.00003', '2603.00001']));

    expect(linesOf(answer).slice(0, 3)).toEqual([
      '2 papers in that message',
      '1. Paper 3',
      '2. Paper 1',
    ]);
    const receipt = await press(house, control(answer, 'Vote'));
    const card = await press(house, control(answer, '1. Paper 3'));
    expect(wordsOf(receipt)).toMatch(/^Voted for Paper/);
    expect(linesOf(card)[0]).toBe('Paper 3');
  });

  it('shows the team’s votes', async () => {
    await house.services.ledger.press({ workspace: WORKSPACE, paper: '2603.00001', person: 'x' });

    const answer = await lookUp(linksTo(['2603.00001', '2603.00002']));

    expect([...controlsOf(answer).keys()]).toContain('Vote · 1');
  });

  it('shows as many as one message holds, and says how many there are', async () => {
    const answer = await lookUp(linksTo(ids(12)));

    const { parts } = messageOf(answer);
    expect(linesOf(answer)[0]).toBe('10 of 12 papers in that message');
    expect(parts.filter(({ kind }) => kind === 'paper')).toHaveLength(10);
  });

  it('says what it looks for where there is none', async () => {
    expect(linesOf(await lookUp('Lunch at 12.15?'))).toEqual([
      'No paper is linked in that message. I look for links to arXiv, Hugging Face and alphaXiv, such as arxiv.org/abs/2509.24002.',
    ]);
  });

  it('says which of them Hugging Face does not have', async () => {
    const one = await lookUp(linksTo(['2601.00001']));
    const some = await lookUp(linksTo(['2601.00001', '2603.00001', '2601.00002']));
    const none = await lookUp(linksTo(['2601.00001', '2601.00002']));

    expect(linesOf(one)).toEqual(['Hugging Face has no paper 2601.00001.']);
    expect(linesOf(some).slice(0, 3)).toEqual([
      '1 of 3 papers in that message',
      'Hugging Face has none of 2601.00001 and 2601.00002.',
      '1. Paper 1',
    ]);
    expect(linesOf(none)).toEqual(['Hugging Face has none of 2601.00001 and 2601.00002.']);
  });

  it('lets those that Hugging Face does not have take no places, and says what was not looked for', async () => {
    const unknown = Array.from({ length: 9 }, (_, n) => `2601.0000${n + 1}`);
    const fresh = Array.from({ length: 5 }, (_, n) =>
      aPaper(`2603.1100${n}`, { title: `New ${n}` }),
    );
    house.source.lists.set('2026-03-11', fresh);

    const answer = await lookUp(
      linksTo([...unknown, ...fresh.map(({ id }) => id), '2603.00001', '2603.00002']),
    );

    const [heading, below = '', ...papers] = linesOf(answer);
    expect(heading).toBe('3 of 16 papers in that message');
    expect(below).toMatch(
      /^Hugging Face has none of 2601\.00001, .* and 2601\.00009\. 4 more were not/,
    );
    expect(papers.slice(0, 3)).toEqual(['1. New 0', '2. Paper 1', '3. Paper 2']);
  });

  it('fetches what it does not know yet, and keeps it', async () => {
    house.source.lists.set('2026-03-11', [aPaper('2603.11000', { title: 'Of this morning' })]);

    const answer = await lookUp(linksTo(['2603.11000', '2603.00001']));
    house.source.isDown = true;
    const again = await lookUp(linksTo(['2603.11000']));

    expect(wordsOf(answer)).toContain('1. Of this morning');
    expect(linesOf(again)[0]).toBe('Of this morning');
  });

  it('shows what is known when Hugging Face does not answer', async () => {
    house.source.isDown = true;

    const some = await lookUp(linksTo(['2601.00001', '2603.00001', '2601.00002']));
    const none = await lookUp(linksTo(['2601.00001', '2601.00002']));

    expect(linesOf(some).slice(0, 3)).toEqual([
      '1 of 3 papers in that message',
      'Hugging Face does not answer right now.',
      '1. Paper 1',
    ]);
    expect(linesOf(none)).toEqual(['Hugging Face does not answer right now.']);
  });

  it('keeps and logs nothing of the message', async () => {
    house.source.isDown = true;

    await lookUp(`Between us: Bo is leaving. ${linksTo(['2601.00001', '2603.00001'])}`);

    expect(JSON.stringify(house.log)).not.toContain('leaving');
    for (const table of ['view', 'delivery', 'seen_event', 'setting'] as const) {
      const rows = await house.store.selectFrom(table).selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain('leaving');
    }
  });
});
