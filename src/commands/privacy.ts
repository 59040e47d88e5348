import { exportPerson, forgetPerson } from '../votes/privacy.ts';
import { viewerOf } from './browse.ts';
import { type Command, reply, say } from './command.ts';
import { firstPage } from './pages.ts';

export const forgetMe: Command = {
  name: 'forget-me',
  summary: 'Deletes everything stored about you here; your votes stop counting',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: async ({ spot: { workspace }, person }, services) => {
    const touched = await forgetPerson(services.store, {
      workspace,
      person: person.id,
      now: services.clock(),
    });
    for (const one of touched) await services.votesChanged(one);
    return say(
      'Done. Everything about you is deleted, and your votes no longer count. Reactions that still stand are not read again; a new one, or a press of a button, would be kept again.',
    );
  },
};

export const exportMe: Command = {
  name: 'export-me',
  summary: 'Hands over everything stored about you here, as JSON',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: async (call, services) => {
    const { spot, person } = call;
    const tables = await exportPerson(services.store, spot.workspace, person.id);
    if (Object.keys(tables).length === 0) return say('Nothing is stored about you here.');
    const text = JSON.stringify(tables, undefined, 2);
    const view = { kind: 'text', heading: 'All that is stored about you here', text } as const;
    return reply(await firstPage(view, viewerOf(call), services));
  },
};
