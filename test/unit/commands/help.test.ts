import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toDefinitions } from '../../../adapters/discord/registration.ts';
import { toComponents } from '../../../adapters/discord/render.ts';
import { House } from '../delivery/house.ts';
import { ask, messageOf, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
});
afterEach(() => house[Symbol.asyncDispose]());

describe('help', () => {
  it('shows every command there is, who may use it, and no other', async () => {
    const words = wordsOf(await ask(house, 'help'));

    const named = [...words.matchAll(/^\/papers (\S+)/gm)].map(([, word]) => word);
    expect(named).toEqual([
      ...['help', 'today', 'yesterday', '2026-03-10', 'search'],
      ...['show', 'similar', 'top', 'missed', 'save', 'saved', 'cite', 'mine'],
      ...['link', 'forget-me', 'export-me', 'status', 'log', 'subscribe'],
      ...['unsubscribe', 'threshold', 'meaning'],
    ]);
    expect(words).toMatch(/subscribe daily 09:00 .*\(channel admins\)/);
    expect(words).toMatch(/Answers are private\..* --share/);
  });

  it('is what nothing typed means', async () => {
    expect(wordsOf(await ask(house, ''))).toBe(wordsOf(await ask(house, 'help')));
  });

  it('teaches what people can type where commands are typed', async () => {
    const words = wordsOf(await ask(house, 'help'));

    expect(words).toContain('/papers subscribe picks Fri 16:00');
    expect(words).toContain('/papers unsubscribe picks');
    expect(words).toContain('/papers search video diffusion --why');
  });

  it('teaches on Discord what can be typed there, and so do the descriptions of the commands', async () => {
    const { commands } = house.engine.inbox;
    const help = messageOf(await ask(house, 'help'));

    const shown = JSON.stringify(toComponents(help, { commands }));
    const described = JSON.stringify(toDefinitions(commands));

    expect(shown).toContain('/papers-admin subscribe what:picks day:Fri at:16:00');
    expect(shown).toContain('/papers-admin unsubscribe what:picks');
    expect(shown).toContain('/papers search words:video diffusion why:yes');
    expect(shown).not.toMatch(/--[a-z]/);
    for (const words of [shown, described]) expect(words).not.toMatch(/“(?:un)?subscribe/);
    expect(described).not.toContain('…');
  });

  it('is offered for a word that means nothing, and the nearest command for one that nearly does', async () => {
    await expect(ask(house, 'flibbertigibbet')).rejects.toThrow(
      'I know no command “flibbertigibbet”. Try: /papers help',
    );
    await expect(ask(house, 'serch x')).rejects.toThrow('Did you mean /papers search?');
    await expect(ask(house, '\u202eflibber')).rejects.toThrow('command “flibber”.');
    await expect(ask(house, '“flibber”')).rejects.toThrow('command “flibber”.');
  });

  it.each(['papers', '/papers', 'Papers help', '/PAPERS help'])(
    'and every command, may stand behind the name once more: “%s”',
    async (typed) => {
      expect(wordsOf(await ask(house, typed))).toBe(wordsOf(await ask(house, 'help')));
    },
  );
});
