import { sayPlainly } from '#chat/message.ts';
import type { ChatPlatform, MessageRef } from '#chat/platform.ts';
import type { Engine } from '../../src/ops/engine.ts';
import type { Store } from '../../src/store/open.ts';
import { ensureWorkspace } from '../../src/votes/workspaces.ts';
import type { FakeSlack } from '../fakes/slack/index.ts';
import { type Line, timed } from './measure.ts';

const DIGESTS = 91;
const CARDS = 10;

export interface Stage {
  readonly fake: FakeSlack;
  readonly platform: ChatPlatform;
  readonly store: Store;
  readonly engine: Engine;
}

/** How long a heal of a thousand messages takes, and how it spends its requests. */
export async function healOf({ fake, platform, store, engine }: Stage): Promise<readonly Line[]> {
  const workspace = `slack:${fake.team}`;
  await ensureWorkspace(store, { id: workspace, name: 'Lab', now: 1 });
  for (let digest = 0; digest < DIGESTS; digest++) {
    const refs = await post(platform, { workspace, channel: fake.channel }, digest);
    for (const ref of refs) fake.react(ref.message, '+1');
    await record(store, refs);
  }
  const before = fake.requests.length;
  await engine.healer.gap({ platform: 'slack' });
  const took = await timed(() => engine.healer.flush());
  const methods = fake.requests.slice(before).map(({ method }) => method);
  const counts = Map.groupBy(methods, (method) => method);
  return [
    { what: 'a heal of 1,001 messages on Slack', unit: 'ms', samples: [took] },
    ...[...counts].map(([method, calls]): Line => {
      return { what: `  of its requests, ${method}`, unit: 'calls', samples: [calls.length] };
    }),
  ];
}

async function post(
  platform: ChatPlatform,
  place: { readonly workspace: string; readonly channel: string },
  digest: number,
): Promise<readonly MessageRef[]> {
  const key = (n: number) => ({ key: `bench-${digest}-${n}`, purpose: 'digest' as const });
  const overview = await platform.post(place, sayPlainly('Overview.'), key(0));
  const refs = [overview];
  for (let n = 1; n <= CARDS; n++) {
    const thread = { workspace: place.workspace, threadOf: overview, name: 'Daily Papers' };
    refs.push(await platform.post(thread, sayPlainly(`Card ${n}.`), key(n)));
  }
  return refs;
}

async function record(store: Store, refs: readonly MessageRef[]): Promise<void> {
  let after: number | null = null;
  for (const { workspace, channel, message } of refs) {
    const paper = `b${message}`;
    const row = await store
      .insertInto('delivery')
      .values({
        ...{ key: message, purpose: 'digest', lane: workspace, workspace, part: paper },
        ...{ state: 'sent', not_before: 0, attempts: 1, maybe_sent: 0, created_at: 1 },
        ...{ sent_channel: channel, sent_message: message, sent_at: Date.now() - 1_000, after },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    after ??= row.id;
    await store
      .insertInto('votable')
      .values({ workspace, channel, message, number: 0, paper })
      .execute();
  }
}
