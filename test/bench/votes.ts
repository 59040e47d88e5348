import { sql } from 'kysely';
import { createSlack } from '../../adapters/slack/index.ts';
import { systemClock, systemWait } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';
import { createEngine, type Engine } from '../../src/ops/engine.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { ensureTallied } from '../../src/votes/kept-tallies.ts';
import { FakePlatform } from '../fakes/platform.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { healOf } from './heal.ts';
import { type Bench, type Line, timedOften, type World } from './measure.ts';
import { quietSource } from './quiet-source.ts';

const EVENTS = 2_000;
const PAPERS = 100_000;
const REACTIONS = 1_000_000;
const PEOPLE = 1_000;
const ASKED = 20;
const WORKSPACE = 'slack:T1';

export const votes: Bench = {
  name: 'votes',
  title: 'Votes: 100,000 papers, 1,000,000 reactions',
  run: async (world) => [...(await crowd(world)), ...(await healing(world))],
};

async function crowd({ furnish }: World): Promise<readonly Line[]> {
  await using store = await openStore(`file:${furnish()}/data/paperboy.db`, 5_000);
  await fill(store);
  const engine = await engineOn(store, [new FakePlatform(systemClock, {}, 'slack')]);
  await ensureTallied(store);
  let n = 0;
  const bare = await timedOften(EVENTS, () =>
    store
      .insertInto('setting')
      .values({ name: `bench ${n++}`, value: '' })
      .execute(),
  );
  const events = await timedOften(EVENTS, () => engine.inbox.onReaction(reactionOf(n++)));
  const top = { name: 'top', options: { period: 'all' }, isShared: false, canOpenForm: false };
  const asked = await timedOften(ASKED, () =>
    engine.inbox.onCommand({
      ...top,
      spot: { workspace: WORKSPACE, channel: 'C1' },
      person: { id: `${WORKSPACE}/U1`, name: 'Ada' },
    }),
  );
  return [
    { what: 'one row stored (for comparison)', unit: 'ms', samples: bare },
    { what: 'a reaction, from the adapter to the record', unit: 'ms', samples: events },
    { what: 'top all', unit: 'ms', samples: asked, aim: { below: 50, of: 'median' } },
  ];
}

function reactionOf(n: number) {
  const ref = { workspace: WORKSPACE, channel: 'C1', message: `m${n % PAPERS}` };
  return { kind: 'added', ref, person: `${WORKSPACE}/N${n}`, emoji: '+1', isBurst: false } as const;
}

/** Papers that were all posted, and what people say of them, in statements of SQLite's own. */
async function fill(store: Store): Promise<void> {
  const numbers = sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${PAPERS - 1})`;
  await sql`insert into workspace (id, name, team, state, created_at)
    values (${WORKSPACE}, 'Lab', ${WORKSPACE}, 'active', 0)`.execute(store);
  await sql`insert into paper (id, title, summary, authors, published_on, upvotes, updated_at)
    ${numbers} select 'b' || i, 'Paper ' || i, '', '[]', '2024-01-01', i % 97, 0 from n`.execute(
    store,
  );
  await sql`insert into votable (workspace, channel, message, number, paper)
    ${numbers} select ${WORKSPACE}, 'C1', 'm' || i, 0, 'b' || i from n`.execute(store);
  await sql`insert into reaction (workspace, channel, message, person, emoji, burst, at)
    with recursive n(i) as (select 0 union all select i + 1 from n where i < ${REACTIONS - 1})
    select ${WORKSPACE}, 'C1', 'm' || (i % ${PAPERS}), ${WORKSPACE} || '/U' || ((i * 7919) % ${PEOPLE}),
      case when i % 11 = 0 then '-1' else '+1' end, 0, i from n where true
    on conflict do nothing`.execute(store);
}

async function engineOn(
  store: Store,
  platforms: Parameters<typeof createEngine>[0]['platforms'],
): Promise<Engine> {
  const time = { clock: systemClock, wait: systemWait };
  return createEngine({ ...time, store, source: quietSource, platforms, log: silentLog });
}

/** A thousand messages in threads of eleven, as digests leave them, read through the real adapter. */
async function healing({ furnish }: World): Promise<readonly Line[]> {
  const fake = await startFakeSlack({ hasTiers: false });
  const { botToken, appToken, apiUrl } = fake;
  const platform = createSlack({ botToken, appToken, apiUrl, log: silentLog, clock: systemClock });
  await using store = await openStore(`file:${furnish()}/data/paperboy.db`, 5_000);
  try {
    return await healOf({ fake, platform, store, engine: await engineOn(store, [platform]) });
  } finally {
    await platform.stop();
    await fake.stop();
  }
}
