import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { decideOnce } from './decide-once.ts';
import type { Asked, Stage, Trouble } from './stages.ts';

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
    messagesWith: (key) =>
      fake.messagesWithKey(key).map(({ ts, channel }) => ({ workspace, channel, message: ts })),
    count: () => fake.messages().length,
    problems: () => fake.problems,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

const TROUBLES: Readonly<Record<Trouble, Parameters<FakeSlack['faults']['every']>[1]>> = {
  'lost before': { kind: 'lose', when: 'before' },
  'lost after': { kind: 'lose', when: 'after' },
  'error before': { kind: 'fail', when: 'before', status: 500 },
  'error after': { kind: 'fail', when: 'after', status: 502 },
  limited: { kind: 'limit', retryAfterMs: 1_000 },
  hanging: { kind: 'hang', when: 'after' },
};

type SeenRequest = FakeSlack['requests'][number];

const LOOKS = new Set(['conversations.history', 'conversations.replies']);

function askedBy({ method, args }: SeenRequest): Asked {
  const channel = String(args.channel);
  if (LOOKS.has(method)) return { kind: 'find', channel };
  if (method !== 'chat.postMessage') return { kind: 'other', channel };
  const metadata = args.metadata as { readonly event_payload: { readonly key: string } };
  return { kind: 'post', channel, key: metadata.event_payload.key };
}
