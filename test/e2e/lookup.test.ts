import { describe, expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { type FakeInteraction, startFakeDiscord, wordsOf } from '../fakes/discord/index.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { readManifest } from '../fakes/slack/manifest.ts';
import { type Env, startService, temporaryFolder } from './harness.ts';
import { startPapers } from './papers.ts';

/** Three forms of the same link, another paper, and no paper. */
const WRITTEN =
  'Read https://arxiv.org/pdf/2603.00001v2 (https://www.alphaxiv.org/abs/2603.00001, https://hf.co/papers/2603.00001), then https://huggingface.co/papers/2603.00003; not https://arxiv.org/list/cs.CL';

describe('papers that people name, on Discord', () => {
  it('are suggested while they are typed, by title, author and id', async () => {
    await using house = await openDiscord();
    const { fake } = house;
    await said(fake.runCommand('papers search', { words: 'sheep' }));

    const title = await fake.suggest('papers show', { paper: 'counting sh' }).answer;
    const id = await fake.suggest('papers similar', { paper: '2603.00001' }).answer;
    const nothing = await fake.suggest('papers save', { paper: '' }).answer;
    const search = await fake.suggest('papers search', { words: 'sheep author:ada' }).answer;
    const [chosen] = title.choices ?? [];
    const card = await said(fake.runCommand('papers show', { paper: chosen?.value ?? '' }));

    expect(chosen).toEqual({ name: 'Counting Sheep', value: '2603.00002' });
    expect(id.choices).toEqual([{ name: '2603.00001 Looking Twice', value: '2603.00001' }]);
    expect(nothing.choices?.map(({ name }) => name)).toContain('Looking Twice');
    expect(search.choices?.[0]?.value).toBe('sheep author:ada');
    expect(card).toContain('Counting Sheep');
  });

  it('are looked up in any message, for one person', async () => {
    await using house = await openDiscord();
    const { fake } = house;
    const written = fake.say(fake.channel, WRITTEN, { user: fake.admin });
    const lunch = fake.say(fake.channel, 'Lunch?', { user: fake.admin });

    const found = await said(fake.messageCommand(written, 'Look up paper'));
    const none = await said(fake.messageCommand(lunch, 'Look up paper'));

    expect(found).toMatch(
      /2 papers in that message\n.*1\. .*Looking Twice[\s\S]*2\. .*Walking Slowly/,
    );
    expect(none).toMatch(/^No paper is linked in that message\./);
    expect(fake.messages().map(({ id }) => id)).toEqual([written, lunch]);
  });

  it('get no cards under their links, and nobody is offered any', async () => {
    await using house = await openDiscord();
    const { fake } = house;

    const help = await said(fake.runCommand('papers help'));

    expect(help).not.toContain('unfurl');
    expect(() => fake.runCommand('papers-admin unfurl')).toThrow('not registered');
  });
});

describe('papers that people name, on Slack', () => {
  it('are looked up in any message, for one person', async () => {
    await using house = await openSlack();
    const { fake } = house;
    const written = fake.say(fake.closedChannel, WRITTEN, { user: fake.admin });
    const one = fake.say(fake.channel, 'https://arxiv.org/abs/2603.00002v9', { user: fake.admin });

    const found = await fake.shortcut(written, 'Look up paper').answer;
    const card = await fake.shortcut(one, 'Look up paper').answer;

    expect(commonBlanks(found.words)).toMatch(
      /2 papers in that message\*?\n.*1\. Looking Twice[\s\S]*2\. Walking Slowly/,
    );
    expect(card.words).toMatch(/Counting Sheep[\s\S]*Discuss here/);
    expect([found, card].map(({ isPrivate }) => isPrivate)).toEqual([true, true]);
  });

  it('get a card under their links while an admin wants that, before and after a restart', async () => {
    await using house = await openSlack();
    const { fake } = house;
    const admin = { user: fake.admin };

    fake.say(fake.channel, WRITTEN);
    const refused = await fake.runCommand('unfurl on').answer;
    const on = await fake.runCommand('unfurl on', admin).answer;
    await house.restart();
    const written = fake.say(fake.closedChannel, WRITTEN);
    const cards = await fake.waitFor(() => {
      const under = fake.cardsUnder(written);
      return under.size > 0 ? under : undefined;
    });
    const draft = fake.compose('https://arxiv.org/abs/2603.00003');
    await fake.waitFor(() => fake.cardsUnder(draft).get('https://arxiv.org/abs/2603.00003'));
    const off = await fake.runCommand('unfurl off', admin).answer;
    fake.say(fake.channel, WRITTEN);
    await fake.runCommand('help').answer;

    expect(refused.words).toMatch(/^Only an admin/);
    expect(on.words).toMatch(/^Done\. From now on/);
    expect(off.words).toMatch(/^Done\. Links to papers get no cards/);
    expect([...cards.keys()]).toEqual([
      'https://arxiv.org/pdf/2603.00001v2',
      'https://huggingface.co/papers/2603.00003',
    ]);
    expect([...cards.values()][0]).toMatch(
      /Looking Twice[\s\S]*A model looks twice\.[\s\S]*Summary by Hugging Face\.$/,
    );
    const unfurls = fake.requests.filter(({ method }) => method === 'chat.unfurl');
    expect(unfurls).toHaveLength(2);
  });

  it('says what is missing where Slack was not asked for the permissions', async () => {
    await using house = await openSlack(readManifest().scopes);
    const { fake } = house;
    const admin = { user: fake.admin };

    const refused = await fake.runCommand('unfurl on', admin).answer;
    fake.grant([...readManifest().scopes, 'links:read', 'links:write']);
    const on = await fake.runCommand('unfurl on', admin).answer;

    expect(refused.words).toMatch(/permission links:read and links:write\. .* App Manifest/);
    expect(on.words).toMatch(/^Done\./);
  });
});

/** All words of a private answer on Discord. */
async function said(asked: FakeInteraction): Promise<string> {
  const { message } = await asked.answer;
  if (message === undefined) throw new Error('no message came');
  expect(message.isEphemeral).toBe(true);
  return commonBlanks(wordsOf(message));
}

async function openDiscord() {
  const fake = await startFakeDiscord();
  const env = { DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl };
  return open(fake, env, 'Discord');
}

async function openSlack(scopes?: readonly string[]) {
  const fake = await startFakeSlack(scopes === undefined ? {} : { scopes });
  const env = {
    ...{ SLACK_API_URL: fake.apiUrl, SLACK_BOT_TOKEN: fake.botToken },
    SLACK_APP_TOKEN: fake.appToken,
  };
  return open(fake, env, 'Slack');
}

interface AnyFake {
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** The real program beside the fakes, connected. */
async function open<T extends AnyFake>(fake: T, platform: Env, name: string) {
  const folder = temporaryFolder();
  const papers = await startPapers();
  const env = { HF_ENDPOINT: papers.url, ...platform };
  const start = async () => {
    const service = await startService({ env, folder: folder.path });
    await service.logged('platform connected');
    return service;
  };
  let service = await start();
  return {
    fake,
    restart: async () => {
      await service.stop();
      service = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await service.stop();
      await Promise.all([fake.stop(), papers.stop()]);
      folder[Symbol.dispose]();
      if (fake.problems.length > 0) throw new Error(`against ${name}’s rules: ${fake.problems}`);
    },
  };
}
