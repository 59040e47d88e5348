import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeHuggingFace, startFakeHuggingFace } from '../../fakes/hugging-face.ts';
import { hasRecorded, recordedDay, recordedFolder } from './recorded.ts';

let fake: FakeHuggingFace;

beforeEach(async () => {
  fake = await startFakeHuggingFace({ now: () => Date.parse('2026-03-11T16:00:00Z') });
});
afterEach(() => fake.stop());

const get = (path: string) => fetch(`${fake.url}${path}`);
const lengthOf = async (path: string) => ((await (await get(path)).json()) as unknown[]).length;

describe('the fake Hugging Face', () => {
  it('cuts a list at fifty unless asked for more, and links to the next page', async () => {
    fake.setDay(
      '2026-03-10',
      Array.from({ length: 78 }, (_, index) => ({ id: `2603.${10_000 + index}` })),
    );

    const cut = await get('/api/daily_papers?date=2026-03-10');

    expect(await cut.json()).toHaveLength(50);
    expect(cut.headers.get('link')).toBe(
      `<${fake.url}/api/daily_papers?date=2026-03-10&p=1>; rel="next"`,
    );
    expect(await lengthOf('/api/daily_papers?date=2026-03-10&p=1')).toBe(28);
    expect(await lengthOf('/api/daily_papers?date=2026-03-10&p=2')).toBe(0);
    expect(await lengthOf('/api/daily_papers?date=2026-03-10&limit=100')).toBe(78);
  });

  it.each([
    ['/api/daily_papers?date=2026-03-12', 400],
    ['/api/daily_papers?date=2026-3-1', 400],
    ['/api/daily_papers?date=2025-13-40', 400],
    ['/api/daily_papers?limit=101', 400],
    ['/api/daily_papers?date=2026-03-08', 200],
    ['/api/papers/2509.24002', 404],
    ['/api/papers', 404],
  ])('answers %s with %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('says what is left of the window', async () => {
    const { headers } = await get('/api/daily_papers');

    expect(headers.get('ratelimit')).toBe('"api";r=489;t=189');
    expect(headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=500;w=300');
  });

  it('sets the trap of the date: the wrapper holds the evening before', async () => {
    fake.setDay('2026-03-10', [{ id: '2603.00001', publishedAt: '2026-03-10T00:00:00.000Z' }]);

    expect(await (await get('/api/daily_papers?date=2026-03-10')).json()).toMatchObject([
      {
        publishedAt: '2026-03-09T20:00:00.000Z',
        paper: { submittedOnDailyAt: '2026-03-10T00:00:00.000Z' },
      },
    ]);
  });

  it.skipIf(!hasRecorded)('serves recorded days (skipped without ../shared)', async () => {
    const recorded = await startFakeHuggingFace({ recordedDays: recordedFolder });
    const answer = await fetch(`${recorded.url}/api/daily_papers?date=2025-09-30&limit=100`);
    await recorded.stop();

    expect(await answer.json()).toEqual(recordedDay('2025-09-30'));
  });

  it('misbehaves as often as it was told', async () => {
    fake.failNext({ status: 503 }, 2);

    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await get('/api/daily_papers')).status);

    expect(statuses).toEqual([503, 503, 200]);
  });
});
