import { addDays, feedDay } from '../papers/feed-day.ts';
import { lastHere } from '../votes/visits.ts';
import { viewerOf } from './browse.ts';
import { type Command, reply } from './command.ts';
import { firstPage } from './pages.ts';

/** What somebody is shown who was never here before. */
const FIRST_DAYS = 7;

export const missed: Command = {
  name: 'missed',
  summary: 'The best papers since you last asked or reacted',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: async (call, services) => {
    const viewer = viewerOf(call);
    const visitor = { workspace: viewer.workspace, person: viewer.person.id };
    const since = await lastHere(services.store, visitor, services.clock());
    const to = services.today();
    const isFirst = since === undefined;
    // The list that was still growing then counts as missed: it may have been empty.
    const from = isFirst ? addDays(to, 1 - FIRST_DAYS) : feedDay(since);
    return reply(await firstPage({ kind: 'missed', from, to, isFirst }, viewer, services));
  },
};
