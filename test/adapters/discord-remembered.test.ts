import { describe, expect, it, onTestFinished } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import { recordingInbox } from '../contract/inbox.ts';
import { openDiscord } from './discord-house.ts';

const hello = sayPlainly('Hello.');
const key = (text: string) => ({ key: text, purpose: 'notice' as const });

/** Two are remembered of each kind. */
async function aForgetfulHouse() {
  const house = await openDiscord();
  onTestFinished(() => house.close());
  return { ...house, platform: house.create({ remembered: 2 }) };
}

describe('what is remembered of Discord', () => {
  it('is the direct messages with people told something lately', async () => {
    const { platform, place, fake } = await aForgetfulHouse();
    const [first = '', ...others] = ['Cy', 'Di', 'Ed'].map((name) => fake.addUser(name));
    const tell = (user: string, n: number) =>
      platform.post({ workspace: place.workspace, person: `discord:${user}` }, hello, key(`k${n}`));

    for (const [n, user] of [first, first, ...others, first].entries()) await tell(user, n);

    const opened = fake.requests.filter(({ template }) => template === '/users/@me/channels');
    expect(opened.map(({ body }) => body)).toEqual(
      [first, ...others, first].map((user) => ({ recipient_id: user })),
    );
  });

  it('is who reacted lately, bots among them, and not who ever did', async () => {
    const { platform, place, fake } = await aForgetfulHouse();
    const inbox = recordingInbox();
    await platform.start(inbox);
    const { message } = await platform.post(place, hello, key('k1'));
    const bots = ['Robo', 'Mecha', 'Auto'].map((name) => fake.addUser(name, { isBot: true }));

    for (const user of bots) fake.react(message, '👍', { user });
    for (const user of bots.toReversed()) fake.unreact(message, '👍', { user });

    // Only of a reaction that is added does Discord say that it is a bot's; of one forgotten it is not known.
    await inbox.first(({ kind }) => kind === 'reaction');
    expect(inbox.arrived.filter(({ kind }) => kind === 'reaction')).toMatchObject([
      { change: { kind: 'removed', person: `discord:${bots[0]}` } },
    ]);
  });
});
