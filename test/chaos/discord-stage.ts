import {
  type FakeDiscord,
  type FakeMessage,
  flatten,
  startFakeDiscord,
} from '../fakes/discord/index.ts';
import { decideOnce } from './decide-once.ts';
import { type Asked, byKey, LIMIT_MS, LONG_LIMIT_MS, type Stage, type Trouble } from './stage.ts';

/** Nonces have run out at once: while they hold, a blind resend does no harm. */
const NO_NONCES_MS = -1;
/** Its limits count real seconds: what is limited is said by troubles. */
const UNLIMITED = { limit: 1_000_000, windowMs: 1_000 };

export async function openDiscordStage(): Promise<Stage> {
  const fake = await startFakeDiscord({ nonceWindowMs: NO_NONCES_MS, global: UNLIMITED });
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
    messages: () =>
      byKey(
        fake
          .messages()
          .map((message) => [
            keyIn(message),
            { workspace, channel: message.channel, message: message.id },
          ]),
      ),
    count: () => fake.messages().length,
    requests: () =>
      fake.requests.map((request) => ({
        ...askedBy(request),
        at: request.at,
        ...(request.status !== undefined && { status: request.status }),
        isInvalid: INVALID.has(request.status ?? 0),
      })),
    problems: () => fake.problems,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

/** What Discord counts (docs: topics/rate-limits.mdx). */
const INVALID = new Set([401, 403, 429]);

const TROUBLES: Readonly<Record<Trouble, Parameters<FakeDiscord['faults']['every']>[1]>> = {
  'lost before': { kind: 'lose', when: 'before' },
  'lost after': { kind: 'lose', when: 'after' },
  'error before': { kind: 'fail', when: 'before', status: 500 },
  'error after': { kind: 'fail', when: 'after', status: 502 },
  garbled: { kind: 'garble' },
  limited: { kind: 'limit', retryAfterMs: LIMIT_MS, isGlobal: false },
  'limited long': { kind: 'limit', retryAfterMs: LONG_LIMIT_MS, isGlobal: false },
  'limited globally': { kind: 'limit', retryAfterMs: LONG_LIMIT_MS, isGlobal: true },
  hanging: { kind: 'hang', when: 'after' },
  rejected: { kind: 'refuse', status: 400, code: 50_035 },
  revoked: { kind: 'refuse', status: 401, code: 0 },
};

type SeenRequest = FakeDiscord['requests'][number];

const MESSAGES = '/channels/{channel_id}/messages';

interface Body {
  readonly nonce: string;
  readonly components: FakeMessage['components'];
}

function askedBy({ method, template, path, body }: SeenRequest): Asked {
  const channel = path.split('/')[2] ?? '';
  if (template !== MESSAGES) return { kind: 'other', channel };
  if (method === 'GET') return { kind: 'find', channel };
  const { nonce, components } = body as Body;
  return { kind: 'post', channel, key: nonce, isPlain: flatten(components).length <= FEW };
}

/** Parts of a message of plain words. */
const FEW = 3;

function keyIn({ nonce, components }: FakeMessage): string | undefined {
  if (nonce !== undefined) return nonce;
  const named = flatten(components).find(({ custom_id }) => custom_id?.startsWith('p1:'));
  return named?.custom_id?.split(':')[1];
}
