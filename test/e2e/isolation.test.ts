/** What of one team another sees, and what of a channel somebody sees who cannot see it: nothing, on the real adapters. */
import { describe, expect, it } from 'vitest';
import { openDiscordSides } from './discord-side.ts';
import {
  type Env,
  type Service as Program,
  run,
  startService,
  temporaryFolder,
} from './harness.ts';
import { makeDue, startPapers } from './papers.ts';
import type { Seen, Side } from './sides.ts';
import { openSlackSide } from './slack-side.ts';

const [FIRST, SECOND, THIRD] = ['2603.00001', '2603.00002', '2603.00003'];

/** One of each command that shows something, and those that set something up; an admin types them. */
const LINES: readonly string[] = [
  ...['help', 'today', 'search sheep', 'search looking', 'search posted:here', 'search votes:>0'],
  ...[`similar ${FIRST}`, `show ${FIRST}`, 'top', 'top all', 'missed', 'mine'],
  ...[`save ${THIRD}`, 'saved', 'cite saved', `cite ${FIRST}`, 'link', 'export-me', 'meaning'],
  ...['status', 'threshold 9', 'subscribe daily 09:00 UTC top 2', 'subscribe picks', 'status'],
  ...['threshold off', 'unsubscribe', 'unsubscribe picks', `show ${FIRST} --share`],
];

/** Commands that only one platform has. */
const LINES_OF: Readonly<Record<string, readonly string[]>> = { Slack: ['unfurl on', 'unfurl'] };

/** The title is strong, in the markup of either platform. */
const VOTED = /^Voted for \**Looking Twice\**\. 3 votes here\.$/;

describe.concurrent('a team', () => {
  it.each([
    { name: 'a Discord server', other: 'a Slack workspace', here: 1, there: 0 },
    { name: 'a Slack workspace', other: 'a Discord server', here: 0, there: 1 },
    { name: 'a Discord server', other: 'another with the same people', here: 1, there: 2 },
  ])(
    '$name sees nothing of $other',
    async ({ here, there }) => {
      await using town = await openTown();
      const [ours, theirs] = [town.side(here), town.side(there)];
      await town.start();
      const { ada, ivy, otto } = theirs.people;
      await live(theirs, theirs.secret);
      await live(theirs, theirs.open);
      for (const user of [ada, ivy, otto])
        await theirs.ask(`save ${SECOND}`, { user, channel: theirs.open });

      const seen = await everything(ours);

      expect(tracesIn(seen, theirs, ours)).toEqual([]);
      const answers = byLine(seen);
      expect(answers.get('top')).toMatch(/^No votes last week/);
      expect(answers.get('mine')).toBe('No votes of yours.');
      expect(answers.get('saved')).toMatch(/1 paper[\s\S]*Walking Slowly/);
      expect(answers.get('saved')).not.toContain('Counting Sheep');
      expect(answers.get('missed')).toContain('Looking Twice');
      expect(answers.get('search looking')).toContain('1 paper for “looking”');
      expect(answers.get('search looking')).not.toMatch(/posted|votes? here/);
      expect(answers.get('search posted:here')).toMatch(/^Nothing found for “posted:here”/);
      expect(answers.get('search votes:>0')).toMatch(/^Nothing found for “votes:>0”/);
      expect(answers.get(`show ${FIRST}`)).not.toContain('Votes here');
      expect(ours.sentTo(ours.people.otto)).toEqual([]);
      const card = await ours.posted(ours.open, /Looking Twice/);
      expect(card.words).toMatch(/^Vote$/m);
      expect((await ours.vote(card, ours.people.otto)).words).toMatch(
        /Yours is the first vote here/,
      );
      expect((await ours.vote(card, ours.people.otto)).words).toBe('Taken back. No votes here.');
    },
    60_000,
  );
});

describe.concurrent.each([
  ['a private channel of Slack', 0],
  ['a channel of Discord that is hidden by a role', 1],
] as const)('%s', (_, which) => {
  it('is named, linked to and told of to nobody who cannot see it, though its votes count', async () => {
    await using town = await openTown();
    const side = town.side(which);
    const { ada, ivy, otto } = side.people;
    const first = await town.start();
    await side.ask('subscribe daily 09:00 UTC top 2', { user: ada, channel: side.secret });
    await side.ask('subscribe picks', { user: ada, channel: side.secret });
    await side.ask('threshold 9', { user: ada, channel: side.secret });
    const hidden = await live(side, side.secret);

    const seen = await everything(side);
    const card = await side.posted(side.open, /Looking Twice/);
    const receipts = [await side.vote(card, otto), await side.vote(card, otto)];

    expect(secretsIn([...seen, ...receipts], side)).toEqual([]);
    const answers = byLine(seen);
    expect(answers.get('top')).toMatch(/Looking Twice[\s\S]*2 votes here/);
    expect(answers.get(`show ${FIRST}`)).toMatch(/2 up/);
    expect(answers.get('search looking')).toMatch(/2 votes here · posted in a private channel$/m);
    expect(answers.get('search posted:here')).toMatch(/^Nothing found for “posted:here”/);
    expect(answers.get('search votes:>0')).toContain('1 of 4 papers for “votes:>0”');
    expect(answers.get('mine')).toBe('No votes of yours.');
    expect(answers.get('saved')).not.toContain('Looking Twice');
    expect(receipts.map(({ words }) => words)).toEqual([
      expect.stringMatching(VOTED),
      'Taken back. 2 votes here.',
    ]);

    const own = await side.ask('mine', { user: ivy, channel: side.open });
    const still = [await side.vote(card, ivy), await side.vote(card, ivy)].at(-1);
    expect(still?.words).toMatch(/^Still counted: your (👍|:\+1:) on \[?this message/);
    const shared = await side.ask(`show ${FIRST} --share`, { user: ivy, channel: side.open });
    expect(shared.words).toMatch(/^Already discussed here: /);
    for (const one of [own, still]) expect(one?.raw).toContain(hidden.id.replace('.', ''));
    await first.stop();

    side.close(side.secret);
    await makeDue(town.folder);
    const second = await town.start();
    const told = await side.told(ada, /The daily digest that you set up in .* is paused\./);
    const after = await side.ask('status', { user: otto, channel: side.open });
    await second.stop();

    // The platform itself puts the name there for whoever may see the channel.
    expect(found([told], [side.secretName])).toEqual([]);
    expect(secretsIn([after], side)).toEqual([]);
    for (const user of [ivy, otto]) expect(side.sentTo(user)).toEqual([]);
  }, 60_000);
});

describe.concurrent('joined workspaces', () => {
  it('share their votes, and neither names nor channels nor lists', async () => {
    await using town = await openTown();
    const [slack, discord] = [town.side(0), town.side(1)];
    await town.start();
    await town.tool('team', 'join', slack.workspace, discord.workspace);
    await live(slack, slack.secret);

    const seen = await everything(discord);
    const card = await discord.posted(discord.open, /Looking Twice/);
    const receipt = await discord.vote(card, discord.people.otto);

    expect(tracesIn([...seen, receipt], slack, discord)).toEqual([]);
    expect(secretsIn([...seen, receipt], slack)).toEqual([]);
    const answers = byLine(seen);
    expect(answers.get('top')).toMatch(/Looking Twice[\s\S]*2 votes here/);
    expect(answers.get('mine')).toBe('No votes of yours.');
    expect(answers.get('saved')).not.toContain('Looking Twice');
    expect(receipt.words).toMatch(VOTED);
    await discord.shows(card, /Vote · 3/);
    await slack.shows(await slack.posted(slack.secret, /Looking Twice/), /Vote · 3/);
    const again = await discord.vote(card, discord.people.otto);
    expect(again.words).toBe('Taken back. 2 votes here.');
    for (const user of Object.values(discord.people)) expect(discord.sentTo(user)).toEqual([]);
  }, 60_000);
});

/** Slack, and two servers of Discord, before one Paperboy. */
interface Town extends AsyncDisposable {
  readonly folder: string;
  side(index: number): Side;
  /** The real program, connected to both. */
  start(): Promise<Program>;
  tool(...args: readonly string[]): Promise<void>;
}

async function openTown(): Promise<Town> {
  const folder = temporaryFolder();
  const [slack, discord, papers] = [
    await openSlackSide(),
    await openDiscordSides(),
    await startPapers(),
  ];
  const env: Env = { HF_ENDPOINT: papers.url, ...slack.env, ...discord.env };
  const sides = [...slack.sides, ...discord.sides];
  const programs: Program[] = [];
  return {
    folder: folder.path,
    side: (index) => {
      const found = sides[index];
      if (found === undefined) throw new Error(`no side ${index}`);
      return found;
    },
    start: async () => {
      const program = await startService({ env, folder: folder.path });
      programs.push(program);
      await program.connected(2);
      return program;
    },
    tool: async (...args) => {
      const { code, stderr } = await run({ args, env, folder: folder.path });
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
    [Symbol.asyncDispose]: async () => {
      for (const program of programs) await program.stop();
      for (const one of [slack, discord, papers]) await one[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Ivy brings a card into a channel, and two people vote on it; its one keeps the paper. */
async function live(side: Side, channel: string): Promise<Seen> {
  const { ada, ivy } = side.people;
  await side.ask(`show ${FIRST} --share`, { user: ivy, channel });
  const card = await side.posted(channel, /Looking Twice/);
  side.react(card, 'up', ivy);
  side.react(card, 'save', ivy);
  side.react(card, 'up', ada);
  return side.shows(card, /Vote · 2/);
}

interface Answer extends Seen {
  readonly line?: string;
}

/** What Otto is answered in the open channel, then what stands there and what he was sent. */
async function everything(side: Side): Promise<readonly Answer[]> {
  const by = { user: side.people.otto, channel: side.open };
  const answers: Answer[] = [];
  for (const line of [...LINES, ...(LINES_OF[side.name] ?? [])])
    answers.push({ line, ...(await side.ask(line, by)) });
  await side.posted(side.open, /Looking Twice/);
  return [...answers, ...side.in(side.open), ...side.sentTo(by.user)];
}

function byLine(seen: readonly Answer[]): ReadonlyMap<string | undefined, string> {
  return new Map(seen.map(({ line, words }) => [line, words]));
}

/** Where something stands that names the secret channel, what is in it, or who is there. */
function secretsIn(seen: readonly Answer[], side: Side): readonly string[] {
  const { secret, secretName, names, people } = side;
  const messages = side.in(secret).flatMap(({ id }) => [id, id.replace('.', '')]);
  return found(seen, [
    secret,
    secretName,
    names[0] ?? '',
    people.ivy,
    people.ada,
    'Lovelace',
    ...messages,
  ]);
}

/** Where something stands that names anything of one workspace, but for people who are in the other too. */
function tracesIn(seen: readonly Answer[], of: Side, to: Side): readonly string[] {
  const own = new Set(Object.values(to.people));
  const people = Object.values(of.people).filter((user) => !own.has(user));
  const names = of.names.filter((name) => !to.names.includes(name));
  const messages = [...of.in(of.open), ...of.in(of.secret)].map(({ id }) => id);
  const id = of.workspace.split(':')[1] ?? '';
  return found(seen, [id, of.open, of.secret, of.secretName, ...people, ...names, ...messages]);
}

function found(seen: readonly Answer[], needles: readonly string[]): readonly string[] {
  return seen.flatMap(({ line, raw }) =>
    needles.filter((needle) => raw.includes(needle)).map((needle) => `${line}: ${needle}`),
  );
}
