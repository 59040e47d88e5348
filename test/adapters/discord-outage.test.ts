import { expect, it, onTestFinished } from 'vitest';
import { recordingInbox } from '../contract/inbox.ts';
import { openDiscord } from './discord-house.ts';

it('answers at once after a start at which one of its servers has an outage, and hears of it later', async () => {
  const house = await openDiscord();
  onTestFinished(() => house.close());
  const { fake, platform } = house;
  const { guild } = fake.addGuild('Away');
  const restore = fake.gateway.withhold(guild);
  const inbox = recordingInbox();
  const installed = () =>
    inbox.arrived.flatMap((one) =>
      one.kind === 'place' && one.change.kind === 'installed' ? [one.change.workspace] : [],
    );
  await platform.start(inbox);

  const { message } = await fake.runCommand('papers help').answer;
  await inbox.first(({ kind }) => kind === 'gap');
  const before = installed();
  restore();
  await inbox.first(() => installed().length === 2);

  expect(message).toBeDefined();
  expect(before).toEqual([`discord:${fake.guild}`]);
  expect(installed()).toEqual([`discord:${fake.guild}`, `discord:${guild}`]);
});
