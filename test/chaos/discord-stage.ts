import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { decideOnce } from './decide-once.ts';
import type { Asked, Stage, Trouble } from './stages.ts';

/** Nonces have run out at once: while they hold, a blind resend does no harm. */
const NO_NONCES_MS = -1;

export async function openDiscordStage(): Promise<Stage> {
  const fake = await startFakeDiscord({ nonceWindowMs: NO_NONCES_MS });
  const workspace = `discord:${fake.guild}`;
  const { misbehave, decisionOn } = decideOnce(askedBy);
  for (const name of Object.keys(TROUBLES) as readonly Trouble[]) {
    fake.faults.every((request) => decisionOn(request) === name, TROUBLES[name]);
  }
  return {
    access: { platform: 'discord', token: fake.token, apiUrl: fake.apiUrl },
    places: (count) => {
      const others = Array.from({ length: count - 1 }, (_, at) => fake.addChannel(`c${at}`));
      return [fake.channel, ...others].map((channel) => ({ workspace, channel }));
    },
    person: `discord:${fake.admin}`,
    close: ({ channel }) => fake.deny(channel, 'SendMessages'),
    misbehave,
    messagesWith: (key) =>
      fake.messagesWithKey(key).map(({ id, channel }) => ({ workspace, channel, message: id })),
    count: () => fake.messages().length,
    problems: () => fake.problems,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

const TROUBLES: Readonly<Record<Trouble, Parameters<FakeDiscord['faults']['every']>[1]>> = {
  'lost before': { kind: 'lose', when: 'before' },
  'lost after': { kind: 'lose', when: 'after' },
  'error before': { kind: 'fail', when: 'before', status: 500 },
  'error after': { kind: 'fail', when: 'after', status: 502 },
  limited: { kind: 'limit', retryAfterMs: 1_000, isGlobal: false },
  hanging: { kind: 'hang', when: 'after' },
};

type SeenRequest = FakeDiscord['requests'][number];

const MESSAGES = '/channels/{channel_id}/messages';

function askedBy({ method, template, path, body }: SeenRequest): Asked {
  const channel = path.split('/')[2] ?? '';
  if (template !== MESSAGES) return { kind: 'other', channel };
  if (method === 'GET') return { kind: 'find', channel };
  return { kind: 'post', channel, key: (body as { readonly nonce: string }).nonce };
}
