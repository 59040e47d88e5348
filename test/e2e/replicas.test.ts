import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type FakeDiscord, posts, startFakeDiscord, wordsOf } from '../fakes/discord/index.ts';
import { type Env, health, type Service, startService, temporaryFolder } from './harness.ts';
import { makeDue, startPapers } from './papers.ts';

const WOKEN = ['waiting', 'up'];

describe('three processes on one database', () => {
  it('have one that answers and posts: when it is killed, and when it stands still, another goes on', async () => {
    await using house = await openHouse();
    const { fake, folder } = house;
    const first = await house.start();
    await first.connected(1);
    const [second, third] = [await house.start(), await house.start()];
    await subscribe(fake);
    await posted(fake, /set up Daily Papers here/);
    expect(await platformsOf([first, second, third])).toEqual(['up', 'waiting', 'waiting']);

    await first.kill();
    const next = await firstOf([second, third]);
    const last = next === second ? third : second;
    await makeDue(folder);
    await posted(fake, /Daily Papers, .*: 1 of 3/);
    await cards(fake, 1);
    expect(await ask(fake)).toContain('2603.00001');

    next.pause();
    await last.connected(1);
    expect(await ask(fake)).toContain('2603.00001');
    next.goOn();
    await expect.poll(() => platformsOf([next, last]), { timeout: 10_000 }).toEqual(WOKEN);
    const lost = next.log.filter(({ msg }) => msg === 'another process has it');
    expect(lost.map(({ lease }) => lease)).toContain('inbox:discord');
    const digests = fake.messages(fake.channel).filter((one) => /1 of 3/.test(wordsOf(one)));
    expect(digests).toHaveLength(1);
    expect(await statesOf(folder)).toEqual(['sent', 'sent', 'sent']);
  }, 120_000);
});

describe('a process that is asked to end', () => {
  it('waits for the answer to what it posts, writes it down, and leaves nothing to wait for', async () => {
    await using house = await openHouse();
    const { fake, folder } = house;
    const service = await house.start();
    await service.connected(1);
    fake.faults.next(posts, { kind: 'slow', ms: 3_000 });
    await subscribe(fake);
    await posted(fake, /set up Daily Papers here/);

    const { code } = await service.stop();

    expect(code).toBe(0);
    expect(await statesOf(folder)).toEqual(['sent']);
    expect(await leasesOf(folder)).toEqual([]);
  }, 90_000);
});

interface House extends AsyncDisposable {
  readonly fake: FakeDiscord;
  readonly folder: string;
  start(): Promise<Service>;
}

async function openHouse(): Promise<House> {
  const folder = temporaryFolder();
  const fake = await startFakeDiscord();
  const papers = await startPapers();
  const env: Env = {
    ...{ HF_ENDPOINT: papers.url, DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl },
  };
  const services: Service[] = [];
  return {
    ...{ fake, folder: folder.path },
    start: async () => {
      const service = await startService({ env, folder: folder.path });
      services.push(service);
      return service;
    },
    [Symbol.asyncDispose]: async () => {
      for (const service of services) {
        service.goOn();
        await service.stop();
      }
      await Promise.all([fake.stop(), papers.stop()]);
      folder[Symbol.dispose]();
    },
  };
}

async function subscribe(fake: FakeDiscord): Promise<void> {
  const options = { at: '09:00', zone: 'UTC', top: 1 };
  const asked = fake.runCommand('papers-admin subscribe', options, { user: fake.admin });
  await asked.answer;
}

/** Asked again where nobody answers within Discord’s three seconds: a process that begins has much to do. */
async function ask(fake: FakeDiscord, tries = 3): Promise<string> {
  try {
    const { message } = await fake.runCommand('papers search', { words: 'looking' }).answer;
    return message === undefined ? '' : wordsOf(message);
  } catch (error) {
    if (tries === 1) throw error;
    return ask(fake, tries - 1);
  }
}

async function posted(fake: FakeDiscord, words: RegExp): Promise<void> {
  await fake.waitFor(() => fake.messages().find((message) => words.test(wordsOf(message))));
}

async function cards(fake: FakeDiscord, count: number): Promise<void> {
  await fake.waitFor(() => {
    const found = fake.messages().filter(({ channel }) => channel !== fake.channel);
    return found.length >= count ? found : undefined;
  });
}

async function firstOf(services: readonly Service[]): Promise<Service> {
  return Promise.race(
    services.map(async (service) => {
      await service.connected(1);
      return service;
    }),
  );
}

async function platformsOf(services: readonly Service[]): Promise<readonly unknown[]> {
  const answers = await Promise.all(services.map(health));
  return answers.map(({ body }) => Object(body.platforms).discord);
}

async function statesOf(folder: string): Promise<readonly string[]> {
  await using store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  const rows = await store.selectFrom('delivery').select('state').orderBy('id').execute();
  return rows.map(({ state }) => state);
}

/** Those that somebody still has. */
async function leasesOf(folder: string): Promise<readonly string[]> {
  await using store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  const rows = await store.selectFrom('lease').select('name').where('owner', '<>', '').execute();
  return rows.map(({ name }) => name);
}
