import type { Press, Reply } from '#chat/inbox.ts';
import { quoted } from '#chat/quoted.ts';
import { payloadOf } from '../delivery/content.ts';
import { composePicks } from '../digest/picks.ts';
import { noPicksWords } from '../digest/picks-words.ts';
import { CommandError } from '../errors.ts';
import { addDays } from '../papers/feed-day.ts';
import { type Days, daysListed } from '../papers/listed.ts';
import { fieldOf } from '../votes/field.ts';
import { papersOf, picksOf } from '../votes/picks.ts';
import { viewerOf } from './browse.ts';
import { type Command, platformAt, reply, say } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';
import { findView, keepView, type Viewer } from './view.ts';

/** How many days of lists, and how the answer names them when nobody voted. */
const PERIODS = {
  week: { days: 7, when: 'last week' },
  month: { days: 30, when: 'last month' },
  all: { days: undefined, when: 'yet' },
} as const;

type Period = keyof typeof PERIODS;

export const top: Command = {
  name: 'top',
  summary: 'What your team voted up this week, this month or ever',
  options: [
    {
      name: 'period',
      summary: 'Of which lists; the last 7 days when left out',
      kind: 'choice',
      choices: [
        { label: 'The last 7 days', value: 'week' },
        { label: 'The last 30 days', value: 'month' },
        { label: 'Ever', value: 'all' },
      ],
    },
  ],
  access: 'everyone',
  opens: 'reply',
  usage: 'top month',
  run: async (call, services) => {
    const period = readPeriod(call.options.period ?? 'week');
    return picksFor(period, viewerOf(call), services);
  },
};

function readPeriod(typed: string): Period {
  const word = typed.trim().toLowerCase();
  if (word === 'week' || word === 'month' || word === 'all') return word;
  throw new CommandError(`${quoted(typed)} is none of week, month and all. Try: /papers top month`);
}

async function picksFor(period: Period, viewer: Viewer, services: Services): Promise<Reply> {
  const { days, when } = PERIODS[period];
  const listed = days === undefined ? undefined : await lastDays(days, services);
  if (days !== undefined && listed === undefined) {
    throw new CommandError(`No papers were listed in the last ${days} days.`);
  }
  const { limits } = platformAt(viewer, services);
  const most = limits.papersPerMessage;
  const scope = { workspace: viewer.workspace, ...(listed && { listed }) };
  const picks = picksOf(await fieldOf(services.store, scope, most), most);
  if (picks.totals.votes === 0) return say(noPicksWords(when));
  const key = await keepView(
    services.store,
    { kind: 'ranking', ...listed },
    { ...viewer, now: services.clock() },
  );
  const ids = papersOf(picks);
  const message = composePicks({
    ...{ picks, key, limits, today: services.today(), isPrivate: true },
    papers: await services.archive.findMany(ids),
    tallies: await services.tallies.of(viewer.workspace, ids),
    ...(listed && { listed }),
  });
  return reply(message);
}

/** The first and the last of these days that have papers: weekends are not named. */
function lastDays(days: number, { store, today }: Services): Promise<Days | undefined> {
  return daysListed(store, { from: addDays(today(), 1 - days), to: today() });
}

/** The pressed *All 13 voted papers*. */
export async function showRanking(press: Press, services: Services): Promise<Reply> {
  const viewer = viewerOf(press);
  const view =
    (await postedRanking(press, services)) ??
    (await findView(services.store, press.action.key, viewer));
  if (view?.kind !== 'ranking') {
    throw new CommandError('This list is no longer here. Ask again, please: /papers top');
  }
  return reply(await firstPage(view, viewer, services));
}

/** Of a posted message of picks: the button carries the key of its delivery. */
async function postedRanking({ action, spot }: Press, { store }: Services) {
  const row = await store
    .selectFrom('delivery')
    .select('payload')
    .where('key', '=', action.key)
    .where('workspace', '=', spot.workspace)
    .where('purpose', '=', 'pick')
    .executeTakeFirst();
  const payload = row && payloadOf(row);
  return payload?.kind === 'picks' ? { kind: 'ranking' as const, ...payload.listed } : undefined;
}
