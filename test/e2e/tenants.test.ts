import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { openStore } from '../../src/store/open.ts';
import { type FakeSlack, type FakeTeam, startFakeSlack } from '../fakes/slack/index.ts';
import {
  type Ended,
  type Env,
  run,
  type Service,
  startService,
  temporaryFolder,
} from './harness.ts';
import { makeDue, startPapers } from './papers.ts';

const DIGEST = /Daily Papers, .*: 2 of 3/;

describe('one Paperboy for many workspaces of Slack', () => {
  it('serves each that installs it, whatever becomes of the others', async () => {
    await using house = await openHouse();
    const { fake } = house;
    const first = await house.start();
    const [goes, stays, crawls, revokes] = await Promise.all([
      installed(house, first, 'Goes'),
      installed(house, first, 'Stays'),
      installed(house, first, 'Crawls'),
      installed(house, first, 'Revokes'),
    ]);
    for (const team of [goes, stays, crawls, revokes]) await subscribe(team);
    const sealed = await sealedIn(house.folder);
    const before = bytesIn(house.folder);

    goes.uninstall();
    revokes.revokeTokens();
    await removed(first, [goes, revokes]);

    expect(sealed).toHaveLength(4);
    for (const one of sealed) expect(before).toContain(one.sealed);
    expect((await sealedIn(house.folder)).map(({ workspace }) => workspace)).toEqual(
      [stays, crawls].map(({ team }) => `slack:${team}`).toSorted(),
    );
    for (const { workspace, sealed: words } of sealed) {
      const isKept = workspace.includes(stays.team) || workspace.includes(crawls.team);
      expect(bytesIn(house.folder).includes(words)).toBe(isKept);
    }
    await first.stop();

    await makeDue(house.folder);
    const restartedAt = fake.requests.length;
    const release = fake.faults.every(({ team }) => team === crawls.team, {
      ...{ kind: 'hang', when: 'before' },
    });
    const second = await house.start();
    await posted(stays, DIGEST);
    const answer = await stays.runCommand('status', { user: stays.admin }).answer;

    expect(answer.words).toContain('Last digest');
    expect(digestsIn(crawls)).toEqual([]);
    for (const team of [goes, revokes]) {
      expect(digestsIn(team)).toEqual([]);
      expect(fake.requests.slice(restartedAt).filter((one) => one.team === team.team)).toEqual([]);
    }

    release();
    const { status } = await fake.install(`${second.url}/slack/install`, { team: goes.team });
    const back = await goes.runCommand('help').answer;
    await second.stop();
    await makeDue(house.folder);
    const third = await house.start();
    await Promise.all([posted(goes, DIGEST), posted(crawls, DIGEST)]);
    await third.stop();

    expect(status).toBe(200);
    expect(back.words).toContain('/papers');
    expect(digestsIn(stays)).toHaveLength(1);
    expect(digestsIn(revokes)).toEqual([]);
    const written = bytesIn(house.folder) + house.ended.map(({ stderr }) => stderr).join('');
    for (const { botToken } of [goes, stays, crawls, revokes])
      expect(written).not.toContain(botToken);
  }, 90_000);

  it('says at its start that a key is missing, or is another', async () => {
    await using house = await openHouse();
    const service = await house.start();
    await installed(house, service, 'One');
    await service.stop();

    const missing = await house.tool({ TOKEN_KEY: '' }, 'send', 'slack:T1/C1');
    const other = await house.tool(
      { TOKEN_KEY: randomBytes(32).toString('hex') },
      'send',
      'slack:T1/C1',
    );

    expect(missing).toMatchObject({ stderr: expect.stringContaining('needs TOKEN_KEY beside it') });
    expect(other.stderr).toContain('TOKEN_KEY is not the key with which the tokens of a workspace');
    expect([missing.code, other.code]).not.toContain(0);
  }, 90_000);
});

interface House extends AsyncDisposable {
  readonly fake: FakeSlack;
  readonly folder: string;
  /** What ended so far. */
  readonly ended: readonly Ended[];
  start(): Promise<Service>;
  tool(changes: Env, ...args: readonly string[]): Promise<Ended>;
}

async function openHouse(): Promise<House> {
  const folder = temporaryFolder();
  const fake = await startFakeSlack({ hasTiers: false });
  const papers = await startPapers();
  const env: Env = {
    ...{ HF_ENDPOINT: papers.url, SLACK_API_URL: fake.apiUrl },
    ...{ SLACK_CLIENT_ID: fake.clientId, SLACK_CLIENT_SECRET: fake.clientSecret },
    ...{ SLACK_SIGNING_SECRET: fake.signingSecret, TOKEN_KEY: randomBytes(32).toString('hex') },
  };
  const services: Service[] = [];
  const ended: Ended[] = [];
  return {
    ...{ fake, folder: folder.path, ended },
    start: async () => {
      const service = await startService({ env, folder: folder.path });
      const stop = async () => {
        const end = await service.stop();
        ended.push(end);
        return end;
      };
      services.push(service);
      await service.connected(1);
      fake.http.sendTo(service.url);
      return { ...service, stop };
    },
    tool: (changes, ...args) =>
      run({ args, env: { ...env, PORT: '0', ...changes }, folder: folder.path }),
    [Symbol.asyncDispose]: async () => {
      for (const service of services) await service.stop();
      await Promise.all([fake.stop(), papers.stop()]);
      folder[Symbol.dispose]();
      if (fake.problems.length > 0) throw new Error(`against Slack’s rules: ${fake.problems}`);
    },
  };
}

async function installed({ fake }: House, { url }: Service, name: string): Promise<FakeTeam> {
  const team = fake.addTeam(name);
  const { words } = await fake.install(`${url}/slack/install`, { team: team.team });
  expect(words).toContain(`Paperboy is installed in ${name}`);
  return team;
}

async function subscribe(team: FakeTeam): Promise<void> {
  const asked = team.runCommand('subscribe daily 09:00 Europe/Zurich top 2', { user: team.admin });
  expect(commonBlanks((await asked.answer).words)).toMatch(/^Done\./);
  await posted(team, /set up Daily Papers here/);
}

async function removed({ log, logged }: Service, teams: readonly FakeTeam[]): Promise<void> {
  const sentence = 'Paperboy was removed from a workspace';
  await logged(sentence);
  for (const { team, waitFor } of teams) {
    await waitFor(() =>
      log.find(({ msg, workspace }) => msg === sentence && workspace === `slack:${team}`),
    );
  }
}

const textsIn = (team: FakeTeam) =>
  team.messages(team.channel).map((message) => commonBlanks(team.wordsOf(message)));

const digestsIn = (team: FakeTeam) => textsIn(team).filter((text) => DIGEST.test(text));

const posted = (team: FakeTeam, words: RegExp) =>
  team.waitFor(() => textsIn(team).find((text) => words.test(text)));

async function sealedIn(folder: string) {
  await using store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  return await store
    .selectFrom('installation')
    .select(['workspace', 'sealed'])
    .orderBy('workspace')
    .execute();
}

/** Of the database and of everything beside it. */
function bytesIn(folder: string): string {
  return globSync(`${folder}/data/*`)
    .map((file) => readFileSync(file, 'latin1'))
    .join('');
}
