import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '#chat/platform.ts';
import { joinTeam } from '../../src/votes/teams.ts';
import { refuseChanges } from '../fakes/store/trouble.ts';
import { Harbour, PAPERS } from './votes-harbour.ts';
import type { Port } from './votes-port.ts';

const [PAPER] = PAPERS;
const DAY_MS = 24 * 60 * 60_000;

let harbour: Harbour;
beforeAll(async () => {
  harbour = await Harbour.open();
});
afterAll(() => harbour.close());
beforeEach(() => harbour.reset());

describe.each([
  { name: 'Slack', index: 0, up: '+1', fire: 'fire' },
  { name: 'Discord', index: 1, up: '👍', fire: '🔥' },
] as const)('on $name', ({ index, up, fire }) => {
  const port = (): Port => harbour.ports[index];
  const people = () => port().people;
  const [ann, ben] = [() => people()[0] ?? '', () => people()[1] ?? ''];
  const card = () => cardOf(port());

  it('reactions on messages older than the process are dropped: those on yesterday’s digest count', async () => {
    harbour.later(DAY_MS);
    await harbour.down(port());
    await harbour.up(port());

    await told(() => port().react(card(), up, { user: ann() }));
    const before = await tally(port());
    await told(() => port().unreact(card(), up, { user: ann() }));

    expect(before).toEqual({ up: 1, down: 0 });
    expect(await tally(port())).toEqual({ up: 0, down: 0 });
  });

  it('un-vote with two vote emoji: without one of them it stays, without both it goes', async () => {
    await told(() => port().react(card(), up, { user: ann() }));
    await told(() => port().react(card(), fire, { user: ann() }));

    await told(() => port().unreact(card(), up, { user: ann() }));
    const withOne = await tally(port());
    await told(() => port().unreact(card(), fire, { user: ann() }));

    expect(withOne).toEqual({ up: 1, down: 0 });
    expect(await tally(port())).toEqual({ up: 0, down: 0 });
  });

  it('cooldown blocks un-votes: a fast add and remove ends at nothing', async () => {
    const stranger = port().addReader('Eve');

    await told(
      () => port().react(card(), up, { user: stranger }),
      () => port().unreact(card(), up, { user: stranger }),
    );

    expect(await tally(port())).toEqual({ up: 0, down: 0 });
  });

  it('recount that only adds: what came and what went while Paperboy was down is healed', async () => {
    await told(() => port().react(card(), up, { user: ann() }));
    await harbour.down(port());
    port().unreact(card(), up, { user: ann() });
    port().react(cardOf(port(), 1), up, { user: ben() });

    await harbour.up(port());
    harbour.later(1_000);
    await harbour.engine.healer.flush();

    expect(await tally(port())).toEqual({ up: 0, down: 0 });
    expect(await tally(port(), PAPERS[1])).toEqual({ up: 1, down: 0 });
  });

  it('event lost: what the database could not take is read again, what came and what went', async () => {
    await told(() => port().react(card(), up, { user: ann() }));
    const repair = await breakReactions();
    await told(
      () => port().unreact(card(), up, { user: ann() }),
      () => port().react(cardOf(port(), 1), up, { user: ben() }),
    );
    const broken = [await tally(port()), await tally(port(), PAPERS[1])];

    await repair();
    await harbour.engine.healer.flush();

    expect(broken).toEqual([
      { up: 1, down: 0 },
      { up: 0, down: 0 },
    ]);
    expect(await tally(port())).toEqual({ up: 0, down: 0 });
    expect(await tally(port(), PAPERS[1])).toEqual({ up: 1, down: 0 });
  });

  it('message deleted: its votes stay, heard or healed', async () => {
    await told(() => port().react(card(), up, { user: ann() }));

    harbour.expected += port().delete(card());
    await harbour.quiet();
    const before = await tally(port());
    await harbour.heal();

    expect(before).toEqual({ up: 1, down: 0 });
    expect(await tally(port())).toEqual({ up: 1, down: 0 });
  });

  it('message deleted: of the first of a thread they stay too, and the cards under it are still read', async () => {
    await told(() => port().react(overviewOf(port()), KEYCAPS[index], { user: ann() }));

    await missed(port(), () => {
      port().delete(overviewOf(port()));
      port().react(card(), up, { user: ben() });
    });

    expect(await tally(port())).toEqual({ up: 2, down: 0 });
  });

  it('channel deleted: its votes stay, and no heal is kept from the others', async () => {
    const channel = port().addChannel('doomed');
    const doomed = await harbour.postCard(port(), channel);
    await told(() => port().react(doomed, up, { user: ann() }));

    await harbour.placeTold(() => port().deleteChannel(channel));
    await missed(port(), () => port().react(card(), up, { user: ben() }));

    expect(await tally(port())).toEqual({ up: 2, down: 0 });
  });

  it('count from a truncated list of users: each of many voters counts, when read and when heard', async () => {
    const readers = Array.from({ length: 15 }, (_, n) => port().addReader(`Reader ${n}`));
    const [heard = '', ...read] = readers;
    await told(() => port().react(card(), up, { user: heard }));

    await missed(port(), () => {
      for (const user of read) port().react(card(), up, { user });
      for (const user of read) port().react(overviewOf(port()), KEYCAPS[index], { user });
    });

    expect(await tally(port())).toEqual({ up: 15, down: 0 });
  });

  it.each(SPELLINGS[index])(
    'skin tone, alias, custom emoji: $emoji counts, heard or read',
    async ({ emoji, typed }) => {
      if (typed !== undefined) await port().command(`meaning ${typed} up`, port().admin);
      await told(() => port().react(card(), emoji, { user: ann() }));
      const heard = await tally(port());
      await missed(port(), () => port().react(card(), emoji, { user: ben() }));

      expect(heard).toEqual({ up: 1, down: 0 });
      expect(await tally(port())).toEqual({ up: 2, down: 0 });
    },
  );

  it('bots, seeded reactions, own bot counted: each yields no vote, heard or read', async () => {
    const { bot, self } = port();
    port().react(card(), up, { user: bot });
    port().react(card(), up, { user: self });
    await told(() => port().react(card(), fire, { user: ann() }));
    const heard = await tally(port());

    await harbour.heal();

    expect(heard).toEqual({ up: 1, down: 0 });
    expect(await tally(port())).toEqual({ up: 1, down: 0 });
  });

  it('event and reconcile cross: a vote cast during the scan survives, and so does one taken back', async () => {
    await told(() => port().react(card(), fire, { user: ben() }));
    harbour.cross(card(), () =>
      told(
        () => port().react(card(), up, { user: ann() }),
        () => port().unreact(card(), fire, { user: ben() }),
      ),
    );

    await harbour.heal();

    const voters = (await harbour.recorded(card())).map(({ person }) => person);
    expect(voters).toEqual([port().personOf(ann())]);
  });

  it('retried events doubled: the same one again counts once', async () => {
    await told(() => port().react(card(), up, { user: ann() }));
    const again = port().again?.();
    if (again !== undefined) await told(again);

    expect(await tally(port())).toEqual({ up: 1, down: 0 });
  });
});

describe('on Slack alone', () => {
  it('retried events outlive what they tell of: the order is that of Slack’s own times', async () => {
    const port = harbour.ports[0];
    const [user = ''] = port.people;
    const on = (which: number, act: 'react' | 'unreact') => () =>
      port[act](cardOf(port, which), '+1', { user });
    await told(on(0, 'react'));
    const added = port.again?.();
    await told(on(0, 'unreact'), on(1, 'react'), on(1, 'unreact'));
    const removed = port.again?.();
    await told(on(1, 'react'));

    await told(() => added?.());
    await told(() => removed?.());

    expect(await tally(port)).toEqual({ up: 0, down: 0 });
    expect(await tally(port, PAPERS[1])).toEqual({ up: 1, down: 0 });
  });
});

describe('on Discord alone', () => {
  const port = (): Port => harbour.ports[1];
  const [ann, ben] = [() => port().people[0] ?? '', () => port().people[1] ?? ''];
  const card = () => cardOf(port());
  beforeEach(async () => {
    await told(() => port().react(card(), '👍', { user: ann() }));
    await told(() => port().react(card(), '🔥', { user: ben() }));
  });

  it('remove-emoji: the votes of that emoji go', async () => {
    await told(() => port().clear?.(card(), '👍'));

    expect(await tally(port())).toEqual({ up: 1, down: 0 });
  });

  it('remove-all: the votes of the message go', async () => {
    await told(() => port().clear?.(card()));

    expect(await tally(port())).toEqual({ up: 0, down: 0 });
  });

  it('bulk delete: the votes stay', async () => {
    await told(() => port().deleteMany?.([card()]));
    await harbour.heal();

    expect(await tally(port())).toEqual({ up: 2, down: 0 });
  });

  it('super reaction and normal one by the same person: one vote, until both are gone', async () => {
    await told(() => port().react(card(), '👍', { user: ann(), isBurst: true }));
    const both = await tally(port());
    await told(() => port().unreact(card(), '👍', { user: ann() }));
    const one = await tally(port());
    const cat = port().people[2] ?? '';
    await missed(port(), () => port().react(card(), '👍', { user: cat, isBurst: true }));
    const read = await tally(port());
    await missed(port(), () => port().unreact(card(), '👍', { user: ann(), isBurst: true }));

    expect([both, one, read].map((one) => one?.up)).toEqual([2, 2, 3]);
    expect(await tally(port())).toEqual({ up: 2, down: 0 });
  });
});

it('vote kept per message, not per paper: one person is one vote in two channels, on two days, on two platforms', async () => {
  const [slack, discord] = harbour.ports;
  await joinTeam(harbour.store, [slack.workspace, discord.workspace]);
  const words = await slack.command('link', slack.people[0] ?? '');
  const code = /link (\S{4}-\S{4})/.exec(words)?.[1];
  await discord.command(`link ${code}`, discord.people[0] ?? '');
  for (const [port, emoji] of [
    [slack, '+1'],
    [discord, '👍'],
  ] as const) {
    const all = cardsOf(port);
    for (const ref of all) await told(() => port.react(ref, emoji, { user: port.people[0] ?? '' }));
    harbour.later(DAY_MS);
    const later = await harbour.postCard(port, port.channels[0]);
    await told(() => port.react(later, emoji, { user: port.people[0] ?? '' }));
  }

  expect(await tally(slack)).toEqual({ up: 1, down: 0 });
  expect(await tally(discord)).toEqual({ up: 1, down: 0 });
});

const KEYCAPS = ['one', '1️⃣'] as const;

interface Spelling {
  readonly emoji: string;
  /** By an admin, of an emoji that means nothing by itself. */
  readonly typed?: string;
}

const asSent = (emojis: string): readonly Spelling[] =>
  emojis.split(' ').map((emoji) => ({ emoji }));

const SPELLINGS: readonly [readonly Spelling[], readonly Spelling[]] = [
  [
    ...asSent('+1 thumbsup +1::skin-tone-6 thumbsup::skin-tone-2 heart raised_hands::skin-tone-3'),
    { emoji: 'tada', typed: ':tada:' },
    { emoji: 'party_parrot', typed: ':party_parrot:' },
  ],
  [
    ...asSent('👍 👍🏿 ❤️ ❤ 🙌🏽'),
    { emoji: '🎉', typed: '🎉' },
    { emoji: 'party:123456', typed: '<:party:123456>' },
    { emoji: 'dance:77', typed: '<a:dance:77>' },
  ],
];

/** Something happens that makes an event each, and all of them have been dealt with. */
async function told(...acts: readonly (() => unknown)[]): Promise<void> {
  for (const act of acts) {
    act();
    harbour.expected += 1;
  }
  await harbour.quiet();
}

/** From now on the database refuses every reaction that comes or goes; the returned function ends that. */
function breakReactions(): Promise<() => Promise<void>> {
  return refuseChanges(harbour.store, 'reaction', ['insert', 'delete']);
}

/** Happens while nobody listens, and is healed at the start. */
async function missed(port: Port, act: () => unknown): Promise<void> {
  await harbour.down(port);
  act();
  await harbour.up(port);
  harbour.later(1_000);
  await harbour.engine.healer.flush();
}

function tally(port: Port, paper: string = PAPER) {
  return harbour.tally(port, paper);
}

function cardsOf(port: Port, paper: string = PAPER): readonly MessageRef[] {
  return harbour.posts
    .filter((post) => post.port === port && post.papers.length === 1)
    .filter((post) => post.papers[0]?.paper === paper)
    .map(({ ref }) => ref);
}

function cardOf(port: Port, which = 0): MessageRef {
  const [found] = cardsOf(port, PAPERS[which]);
  if (found === undefined) throw new Error('no card');
  return found;
}

function overviewOf(port: Port): MessageRef {
  const found = harbour.posts.find((post) => post.port === port && post.papers.length > 1);
  if (found === undefined) throw new Error('no overview');
  return found.ref;
}
