import { REST, Routes } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { createInbox } from '../../src/commands/inbox.ts';
import type { FakeDiscord } from '../fakes/discord/index.ts';
import { House } from '../unit/delivery/house.ts';
import { openDiscord } from './discord-house.ts';

async function started() {
  const core = await House.open();
  onTestFinished(() => core[Symbol.asyncDispose]());
  const house = await openDiscord();
  onTestFinished(() => house.close());
  await house.platform.start(createInbox(core.services));
  return house.fake;
}

const restOf = (fake: FakeDiscord) => new REST({ api: fake.apiUrl }).setToken(fake.token);

it('a command as it was registered long ago is answered', async () => {
  const fake = await started();
  const body = [{ name: 'papers', description: 'Papers of the day' }];
  const registered = await fake.waitFor(() => fake.requests.find(({ method }) => method === 'PUT'));
  const route = registered.path.slice(registered.path.indexOf('/applications')) as `/${string}`;
  await restOf(fake).put(route, { body });

  const { message } = await fake.runCommand('papers').answer;

  expect(fake.wordsOf(message?.id ?? '')).toContain('I know no such command.');
});

it('a button as an older version wrote it is answered', async () => {
  const fake = await started();
  const button = { type: 2, style: 1, label: 'Vote', custom_id: 'vote-2603.00001' };
  await restOf(fake).post(Routes.channelMessages(fake.channel), {
    body: { content: 'From long ago.', components: [{ type: 1, components: [button] }] },
  });
  const [old] = fake.messages(fake.channel);

  const { message } = await fake.press(old?.id ?? '', 'Vote').answer;

  expect(fake.wordsOf(message?.id ?? '')).toContain('This button is no longer in use.');
});
