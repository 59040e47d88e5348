import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/ops/metric-list.ts';
import { openStore } from '../../src/store/open.ts';
import { openDiscordSides } from './discord-side.ts';
import { startService, temporaryFolder } from './harness.ts';
import { startPapers } from './papers.ts';

describe('seen from outside', () => {
  it('is ready once it is connected and ticks, shows its numbers, and follows a delivery by its key', async () => {
    await using sides = await openDiscordSides();
    await using papers = await startPapers();
    using folder = temporaryFolder();
    const [side] = sides.sides;
    if (side === undefined) throw new Error('no side');
    const service = await startService({
      folder: folder.path,
      env: {
        ...{ ...sides.env, HF_ENDPOINT: papers.url, LOG_LEVEL: 'debug' },
        ALERT_CHANNEL: `${side.workspace}/${side.open}`,
      },
    });

    await expect
      .poll(() => page(`${service.url}/readyz`), { timeout: 10_000 })
      .toMatchObject({ code: 200 });
    await side.ask('show 2603.00001 --share', { user: side.people.ada, channel: side.open });
    await expect
      .poll(async () => (await page(`${service.url}/metrics`)).text, { timeout: 10_000 })
      .toContain('deliveries_total{platform="discord",outcome="sent"} 1');
    const { text, type } = await page(`${service.url}/metrics`);
    const steps = service.log.filter(({ delivery }) => delivery !== undefined);
    const ended = await service.stop();

    expect(type).toContain('text/plain; version=0.0.4');
    for (const name of Object.keys(METRICS)) expect(text).toContain(`# TYPE ${name} `);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      expect(text).toContain(`\n${name} `);
    }
    expect(steps.map(({ msg }) => msg)).toEqual([
      'delivery planned',
      'delivery claimed',
      'delivery settled',
    ]);
    expect(new Set(steps.map(({ delivery }) => delivery)).size).toBe(1);
    expect(ended.code).toBe(0);
  }, 90_000);

  it('tells the operator, in a channel of theirs, what went wrong while nobody looked; once', async () => {
    await using sides = await openDiscordSides();
    await using papers = await startPapers();
    using folder = temporaryFolder();
    const [side] = sides.sides;
    if (side === undefined) throw new Error('no side');
    const ops = side.addChannel('ops');
    const env = {
      ...{ ...sides.env, HF_ENDPOINT: papers.url, ALERT_CHANNEL: `${side.workspace}/${ops}` },
    };
    await insertUncertain(folder.path, `${side.workspace}`);

    const first = await startService({ folder: folder.path, env });
    const told = await side.posted(ops, /Of 1.message of the last day nobody can say/);
    await first.stop();
    const second = await startService({ folder: folder.path, env });
    await second.logged('platform connected');
    await expect
      .poll(() => page(`${second.url}/readyz`), { timeout: 10_000 })
      .toMatchObject({ code: 200 });
    await second.stop();

    expect(side.in(ops)).toEqual([told]);
  }, 90_000);
});

async function insertUncertain(folder: string, workspace: string): Promise<void> {
  const store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  const at = Date.now() - 60_000;
  await store
    .insertInto('delivery')
    .values({
      ...{ key: 'lost', purpose: 'notice', lane: 'discord', workspace, channel: '1' },
      ...{ state: 'uncertain', attempts: 1, maybe_sent: 1, payload: '{}' },
      ...{ not_before: at, first_attempt_at: at, created_at: at },
    })
    .execute();
  await store.destroy();
}

async function page(url: string) {
  const response = await fetch(url);
  const type = response.headers.get('content-type') ?? '';
  return { code: response.status, type, text: await response.text() };
}
