import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { decideOnce } from './decide-once.ts';
import { type Asked, byKey, LIMIT_MS, LONG_LIMIT_MS, type Stage, type Trouble } from './stage.ts';

/** So long a new message is missing from the history: longer than the first look waits, shorter than the second. */
const HISTORY_LAG_MS = 200;

export async function openSlackStage(): Promise<Stage> {
  // The documented tiers count real minutes.
  const fake = await startFakeSlack({ hasTiers: false, historyLagMs: HISTORY_LAG_MS });
  const { team, botToken, appToken, apiUrl, faults } = fake;
  const workspace = `slack:${team}`;
  const { misbehave, decisionOn } = decideOnce(askedBy);
  for (const name of Object.keys(TROUBLES) as readonly Trouble[]) {
    faults.every((request) => decisionOn(request) === name, TROUBLES[name]);
  }
  return {
    access: { platform: 'slack', botToken, appToken, apiUrl },
    places: (count) => {
      const others = Array.from({ length: count - 1 }, (_, at) => fake.addChannel(`c${at}`));
      return [fake.channel, ...others].map((channel) => ({ workspace, channel }));
    },
    person: `slack:${team}/${fake.admin}`,
    close: ({ channel }) => fake.restrict(channel, 'restricted_action'),
    misbehave,
    messages: () =>
      byKey(
        fake
          .messages()
          .map(({ ts, channel, metadata }) => [
            metadata === undefined ? undefined : String(metadata.event_payload.key),
            { workspace, channel, message: ts },
          ]),
      ),
    count: () => fake.messages().length,
    requests: () =>
      fake.requests.map((request) => ({
        ...askedBy(request),
        at: request.at,
        ...(request.status !== undefined && { status: request.status }),
        isInvalid: request.status === 429 || request.error !== undefined,
      })),
    problems: () => fake.problems,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

const TROUBLES: Readonly<Record<Trouble, Parameters<FakeSlack['faults']['every']>[1]>> = {
  'lost before': { kind: 'lose', when: 'before' },
  'lost after': { kind: 'lose', when: 'after' },
  'error before': { kind: 'fail', when: 'before', status: 500 },
  'error after': { kind: 'fail', when: 'after', status: 502 },
  garbled: { kind: 'garble' },
  limited: { kind: 'limit', retryAfterMs: LIMIT_MS },
  'limited long': { kind: 'limit', retryAfterMs: LONG_LIMIT_MS },
  'limited globally': { kind: 'limit', retryAfterMs: LONG_LIMIT_MS },
  hanging: { kind: 'hang', when: 'after' },
  rejected: { kind: 'refuse', error: 'invalid_blocks' },
  revoked: { kind: 'refuse', error: 'token_revoked' },
};

type SeenRequest = FakeSlack['requests'][number];

const LOOKS = new Set(['conversations.history', 'conversations.replies']);
/** Blocks of a message of plain words. */
const FEW = 1;

function askedBy({ method, args }: SeenRequest): Asked {
  const channel = String(args.channel);
  if (LOOKS.has(method)) return { kind: 'find', channel };
  if (method !== 'chat.postMessage') return { kind: 'other', channel };
  const metadata = args.metadata as { readonly event_payload: { readonly key: string } };
  const blocks = (args.blocks ?? []) as readonly object[];
  return {
    ...{ kind: 'post', channel, key: metadata.event_payload.key },
    isPlain: blocks.length <= FEW,
  };
}
