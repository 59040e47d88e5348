import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkCard, SharedLinks } from '#chat/inbox.ts';
import type { PaperPart } from '#chat/message.ts';
import { smallLine } from '#chat/words.ts';
import { setLinkCards } from '../../../src/votes/workspaces.ts';
import { House, WORKSPACE } from '../delivery/house.ts';
import { aPaper, ids } from '../digest/papers.ts';
import { ADA, ask, linesOf, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z', limits: { canUnfurl: true } });
  const papers = ids(8).map((id) =>
    aPaper(id, { title: `Paper ${Number(id.slice(5))}`, organization: 'Acme' }),
  );
  house.source.lists.set('2026-03-10', papers);
  await house.services.puller.ensureListed('2026-03-10');
});
afterEach(() => house[Symbol.asyncDispose]());

const share = (urls: readonly string[], given: Partial<SharedLinks> = {}) =>
  house.engine.inbox.onLinks({ workspace: WORKSPACE, urls, isInside: true, ...given });
const abs = (id: string) => `https://arxiv.org/abs/${id}`;
const cardOf = ({ message }: LinkCard): PaperPart => {
  const part = message.parts.find(({ kind }) => kind === 'paper');
  if (part?.kind !== 'paper') throw new Error('no paper');
  return part;
};
const switchOn = () => ask(house, 'unfurl on', { person: ADA });

describe('unfurl', () => {
  it('is off until an admin switches it on, and off again', async () => {
    const before = await share([abs('2603.00001')]);
    const on = await switchOn();
    const during = await share([abs('2603.00001')]);
    const off = await ask(house, 'unfurl off', { person: ADA });
    const after = await share([abs('2603.00001')]);

    expect(linesOf(on)[0]).toMatch(/^Done\. From now on a small card stands under links/);
    expect(linesOf(off)).toEqual(['Done. Links to papers get no cards any more.']);
    expect([before, during, after].map(({ length }) => length)).toEqual([0, 1, 0]);
  });

  it('outlives a restart', async () => {
    await switchOn();

    await house.restart();

    expect(await share([abs('2603.00001')])).toHaveLength(1);
  });

  it('says alone which of them it is', async () => {
    const off = await ask(house, 'unfurl');
    await switchOn();
    const on = await ask(house, 'unfurl');

    expect(wordsOf(off)).toMatch(/get no cards here\. .*\/papers unfurl on$/);
    expect(wordsOf(on)).toMatch(/get small cards here\. .*\/papers unfurl off$/);
  });

  it('is for admins, and takes on and off only', async () => {
    const refused = await ask(house, 'unfurl on');
    const wrong = await ask(house, 'unfurl maybe', { person: ADA });

    expect(linesOf(refused)[0]).toMatch(/^Only an admin of this workspace/);
    expect(linesOf(wrong)).toEqual(['“maybe” is neither on nor off. Try: /papers unfurl on']);
    expect(await share([abs('2603.00001')])).toEqual([]);
  });

  it('is for who may manage the workspace, not for who only made a channel', async () => {
    const person = { id: 'fake:U9', name: 'Cleo' };
    house.fake.people.set(person.id, { isAdmin: true });
    const refused = await ask(house, 'unfurl on', { person });
    house.fake.people.set(person.id, { isAdmin: true, isWorkspaceAdmin: true });
    const taken = await ask(house, 'unfurl on', { person });

    expect(linesOf(refused)[0]).toMatch(/^Only an admin of this workspace/);
    expect(linesOf(taken)[0]).toMatch(/^Done\./);
  });

  it('stores nothing while the platform has not allowed it, and names the fix', async () => {
    house.fake.unfurlObstacleNow = {
      kind: 'permission',
      problem: 'The permission links:write is missing.',
      fix: 'Reinstall the app.',
    };

    const refused = await switchOn();
    house.fake.unfurlObstacleNow = undefined;

    expect(linesOf(refused)).toEqual([
      'The permission links:write is missing. Reinstall the app. Then again: /papers unfurl on',
    ]);
    expect(await share([abs('2603.00001')])).toEqual([]);
  });

  it('says what came between, once it is on', async () => {
    await switchOn();
    house.fake.unfurlObstacleNow = {
      kind: 'permission',
      problem: 'The permission links:write is missing.',
      fix: 'Reinstall the app.',
    };

    expect(wordsOf(await ask(house, 'unfurl'))).toMatch(/but: The permission .* Reinstall/);
  });

  it('is on in its own workspace only', async () => {
    await switchOn();

    expect(await share([abs('2603.00001')], { workspace: 'fake:W2' })).toEqual([]);
  });

  it('does not exist where the platform shows no cards', async () => {
    await using other = await House.open();

    const help = await ask(other, 'help');
    const tried = await ask(other, 'unfurl on', { person: ADA });

    expect(wordsOf(help)).not.toContain('unfurl');
    expect(wordsOf(tried)).toMatch(/^I know no such command/);
    expect(wordsOf(await ask(house, 'help'))).toContain('/papers unfurl on');
  });
});

describe('a card under a link', () => {
  beforeEach(async () => void (await switchOn()));

  it('shows the paper and its votes, without a button', async () => {
    await house.services.ledger.press({ workspace: WORKSPACE, paper: '2603.00001', person: 'x' });

    const [card] = await share([abs('2603.00001')]);

    if (card === undefined) throw new Error('no card');
    const part = cardOf(card);
    expect(card.url).toBe(abs('2603.00001'));
    expect(part).toMatchObject({
      title: 'Paper 1',
      url: 'https://huggingface.co/papers/2603.00001',
    });
    expect(part).not.toHaveProperty('number');
    expect(smallLine(part).map((fact) => fact.replaceAll('\u00a0', ' '))).toEqual([
      ...['Ada Lo and 2 more', 'Acme', 'listed Tue 10 Mar', '5 HF upvotes', '1 vote here'],
    ]);
    expect(JSON.stringify(card.message)).not.toContain('button');
  });

  it('keeps the team’s votes from people of other workspaces', async () => {
    await house.services.ledger.press({ workspace: WORKSPACE, paper: '2603.00001', person: 'x' });

    const [card] = await share([abs('2603.00001')], { isInside: false });

    if (card === undefined) throw new Error('no card');
    expect(smallLine(cardOf(card)).join()).not.toMatch(/vote.here/);
  });

  it('comes once a paper, under the first of its links, and under five papers at most', async () => {
    const same = [
      'https://example.org/x',
      'https://arxiv.org/pdf/2603.00001v3.pdf',
      'https://www.alphaxiv.org/abs/2603.00001',
      'https://arxiv.org/html/2603.00001v1#S1',
      'https://hf.co/papers/2603.00002',
    ];

    const cards = await share(same);
    const many = await share(ids(8).map(abs));

    expect(cards.map(({ url }) => url)).toEqual([same[1], same[4]]);
    expect(many).toHaveLength(5);
  });

  it('comes for a paper that is not known yet, fetched once', async () => {
    const asked = counted(house);
    house.source.lists.set('2026-03-11', [aPaper('2603.11000', { title: 'Of this morning' })]);

    const all = await Promise.all([1, 2, 3].map(() => share([abs('2603.11000')])));
    const later = await share([abs('2603.11000')]);

    expect(all.flat().map((card) => cardOf(card).title)).toEqual(Array(3).fill('Of this morning'));
    expect(later).toHaveLength(1);
    expect(asked()).toEqual(['2603.11000']);
  });

  it('does not come where Hugging Face has no paper, or does not answer, and nobody hears of it', async () => {
    const unknown = await share([abs('2601.00001'), abs('2603.00002')]);
    house.source.isDown = true;
    const down = await share([abs('2601.00002'), abs('2603.00002')]);

    expect([unknown, down].map((cards) => cards.map(({ url }) => url))).toEqual([
      [abs('2603.00002')],
      [abs('2603.00002')],
    ]);
    expect(house.fake.messages).toEqual([]);
  });

  it('lets a flood of unknown links fetch four at once at most', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = counted(house, gate.promise);

    // Hugging Face answers when all the others were answered without it.
    let answered = 0;
    const all = ids(20, 500).map(async (id) => {
      await share([abs(id)]);
      answered += 1;
      if (answered === 16 || asked().length > 4) gate.resolve();
    });
    await Promise.all(all);

    expect(asked()).toHaveLength(4);
  });

  it('lets a flood of one workspace keep no card from another', async () => {
    const there = { workspace: 'fake:W2' };
    await setLinkCards(house.store, there.workspace, { isOn: true, now: house.time.now });
    house.source.lists.set('2026-03-11', [aPaper('2603.11000')]);
    const gate = Promise.withResolvers<void>();
    counted(house, gate.promise);

    const flood = ids(20, 500).map((id) => share([abs(id)]));
    await share([abs('2603.00001')]);
    const theirs = share([abs('2603.11000')], there);
    await share([abs('2603.00001')], there);
    gate.resolve();
    await Promise.all(flood);

    expect(await theirs).toHaveLength(1);
  });

  it('fails without a word when the database does', async () => {
    await house.store.schema.alterTable('workspace').renameTo('elsewhere').execute();

    expect(await share([abs('2603.00001')])).toEqual([]);
    expect(JSON.stringify(house.log)).toContain('nothing shown');
    await house.store.schema.alterTable('elsewhere').renameTo('workspace').execute();
  });
});

/** Notes which papers are fetched, each after `until`. */
function counted({ source }: House, until: Promise<void> = Promise.resolve()) {
  const asked: string[] = [];
  const paper = source.paper.bind(source);
  source.paper = async (id) => {
    asked.push(id);
    await until;
    return paper(id);
  };
  return () => asked;
}
