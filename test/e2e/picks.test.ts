/** Weekly picks and thresholds, from the reactions of people to the message, on the real adapters. */
import { describe, expect, it } from 'vitest';
import { type FakePaper, startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { openDiscordSides } from './discord-side.ts';
import { type Service as Program, startService, temporaryFolder } from './harness.ts';
import { closedDays, makeDue } from './papers.ts';
import type { Seen, Side } from './sides.ts';
import { openSlackSide } from './slack-side.ts';

/** The more upvotes at Hugging Face, the lower the number. */
const LIST: readonly FakePaper[] = Array.from({ length: 10 }, (_, n) => ({
  id: `2603.0000${n}`,
  title: `Paper Number ${n}`,
  upvotes: 100 - 10 * n,
  authors: ['Grace Hopper'],
}));
const [HYPED, LIKED, , , , , , SLEEPER] = LIST.map(({ id }) => id);

describe.concurrent.each([
  ['Slack', openSlackSide],
  ['Discord', openDiscordSides],
] as const)('on %s', (_, open) => {
  it('the picks of the week come once, with votes, sleepers and skipped hype, and are voted on', async () => {
    await using house = await openHouse(open);
    const { side } = house;
    const { ada, ivy, otto } = side.people;
    await house.start();
    await side.ask('subscribe daily 09:00 UTC top 10', byAda(side));
    await house.restartDue();
    const overview = await side.posted(side.open, /Daily Papers, .*: 10 papers/);
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9]) side.react(overview, number, ada);
    side.react(overview, 2, ivy);
    await side.shows(overview, /Vote · 2(?:[\s\S]*?Vote · 1){7}/);
    const answer = await side.ask(`subscribe picks ${todayWord()} 00:00 UTC`, byAda(side));

    await house.restartDue();
    const picks = await side.posted(side.open, /Team picks, /);
    const receipt = await side.vote(picks, otto);
    await side.shows(picks, /Vote · 3/);
    await side.shows(overview, /Vote · 3/);
    await house.restartDue();
    await share(side, HYPED);

    expect(answer.words).toMatch(
      /^Done\. The first picks come .*\. Now they would look like this:/,
    );
    expect(picks.words).toMatch(
      /Number 1\b[\s\S]*Sleepers[\s\S]*Number 8[\s\S]*Number 7[\s\S]*Skipped hype[\s\S]*Number 0/,
    );
    expect(picks.words).toContain('9 votes by 2 people on 8 of 10 papers.');
    expect(receipt.words).toMatch(/^Voted for \**Paper Number 1\**\. 3 votes here\.$/);
    expect(side.in(side.open).filter(({ words }) => /Team picks, /.test(words))).toHaveLength(1);
  }, 60_000);

  it('a paper that reaches a threshold by reactions is posted there once, though votes go and come, and Paperboy', async () => {
    await using house = await openHouse(open);
    const { side } = house;
    const { ada, ivy, otto } = side.people;
    const mustRead = side.addChannel('must-read');
    const titles = () => side.in(mustRead).map(({ words }) => /Paper Number \d/.exec(words)?.[0]);
    const first = await house.start();
    const set = await side.ask('threshold 2', { user: ada, channel: mustRead });
    const [liked, slept] = [await share(side, LIKED), await share(side, SLEEPER)];
    side.react(liked, 'up', ada);
    side.react(slept, 'up', ada);
    await side.shows(slept, /Vote · 1/);
    const before = titles();

    side.react(liked, 'up', ivy);
    const card = await side.posted(mustRead, /Paper Number 1/);
    side.unreact(liked, 'up', ivy);
    await side.shows(card, /^Vote · 1$/m);
    side.react(card, 'up', otto);
    await side.shows(liked, /Vote · 2/);
    await first.stop();
    side.unreact(liked, 'up', ada);
    side.react(liked, 'up', ivy);
    side.react(slept, 'up', ivy);
    const second = await house.start();
    await side.posted(mustRead, /Paper Number 7/);
    side.react(liked, 'up', ada);
    await side.shows(card, /Vote · 3/);
    side.react(await share(side, HYPED), 'up', ada);
    await side.vote(await side.posted(side.open, /Paper Number 0/), ivy);
    await side.posted(mustRead, /Paper Number 0/);

    expect(set.words).toMatch(/^Done\. From now on, papers that reach 2 votes are posted in /);
    expect(before).toEqual([]);
    expect(titles()).toEqual(['Paper Number 1', 'Paper Number 7', 'Paper Number 0']);
    await second.stop();
  }, 60_000);
});

/** The picks of a day tell of the lists before it, and the newest closed list is of yesterday at the latest. */
function todayWord(): string {
  return new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(Date.now());
}

function byAda({ people, open }: Side) {
  return { user: people.ada, channel: open };
}

/** A card in the open channel. */
async function share(side: Side, paper = ''): Promise<Seen> {
  const answer = await side.ask(`show ${paper} --share`, byAda(side));
  // Mostly the first; on a machine that has much to do, the second is true.
  expect(answer.words).toMatch(/^(?:Posted here: |It is being posted here\.$)/);
  return side.posted(side.open, new RegExp(`would like to discuss[\\s\\S]*Number ${paper.at(-1)}`));
}

interface House extends AsyncDisposable {
  readonly side: Side;
  start(): Promise<Program>;
  /** Stops it, and starts it again when every slot has come. */
  restartDue(): Promise<void>;
}

async function openHouse(open: typeof openSlackSide): Promise<House> {
  const folder = temporaryFolder();
  const service = await open();
  const papers = await startFakeHuggingFace({ days: { [closedDays(Date.now()).newest]: LIST } });
  const env = { HF_ENDPOINT: papers.url, ...service.env };
  const programs: Program[] = [];
  const [side] = service.sides;
  if (side === undefined) throw new Error('nobody is here');
  const start = async () => {
    const program = await startService({ env, folder: folder.path });
    programs.push(program);
    await program.connected(1);
    return program;
  };
  return {
    side,
    start,
    restartDue: async () => {
      await programs.at(-1)?.stop();
      await makeDue(folder.path);
      await start();
    },
    [Symbol.asyncDispose]: async () => {
      for (const program of programs) await program.stop();
      await service[Symbol.asyncDispose]();
      await papers.stop();
      folder[Symbol.dispose]();
    },
  };
}
