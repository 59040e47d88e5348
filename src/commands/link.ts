import type { PersonId, WorkspaceId } from '#chat/platform.ts';
import { CommandError } from '../errors.ts';
import { accountsOf } from '../votes/humans.ts';
import { makeCode, unlink, useCode } from '../votes/links.ts';
import { sayingsOf } from '../votes/sayings.ts';
import { teammates, teamOf } from '../votes/workspaces.ts';
import { type Command, say } from './command.ts';
import type { Services } from './services.ts';

export const link: Command = {
  name: 'link',
  summary: 'Joins your Slack and Discord accounts, so that they have one vote',
  options: [
    { name: 'code', summary: 'The code that your other account got, or off', kind: 'text' },
  ],
  access: 'everyone',
  opens: 'reply',
  usage: 'link',
  run: async ({ options, spot: { workspace }, person }, services) => {
    const account = { team: await teamOf(services.store, workspace), person: person.id };
    const code = options.code?.trim() ?? '';
    if (code === '') return offer(account, workspace, services);
    if (/^off$/i.test(code)) return part(account, workspace, services);
    return join({ ...account, code }, workspace, services);
  },
};

interface Account {
  readonly team: string;
  readonly person: PersonId;
}

async function offer(account: Account, workspace: WorkspaceId, services: Services) {
  const isAlone = (await teammates(services.store, workspace)).length < 2;
  if (isAlone) {
    throw new CommandError(
      'This workspace shares its votes with no other, so there is no account to link. Whoever runs Paperboy can join two workspaces into one team.',
    );
  }
  const code = await makeCode(services.store, account, services.clock());
  return say([
    { kind: 'plain', text: 'Within ten minutes, with your other account, type ' },
    { kind: 'code', text: `/papers link ${code}` },
    { kind: 'plain', text: '. From then on both have one vote together.' },
  ]);
}

async function join(
  account: Account & { readonly code: string },
  workspace: WorkspaceId,
  services: Services,
) {
  const joined = await useCode(services.store, account, services.clock());
  switch (joined) {
    case 'joined':
      await retally(account, workspace, services);
      return say('Linked. Your accounts have one vote together: /papers link off parts them.');
    case 'own':
      throw new CommandError('That is this account’s own code. Type it with your other account.');
    case 'unknown':
      throw new CommandError(
        'I know no such code, or it is older than ten minutes. Type /papers link with your other account for a new one.',
      );
  }
}

async function part(account: Account, workspace: WorkspaceId, services: Services) {
  const before = await accountsOf(services.store, account.team, account.person);
  if (!(await unlink(services.store, account))) {
    throw new CommandError('No other account of yours is linked. To link one: /papers link');
  }
  for (const person of before) await retally({ ...account, person }, workspace, services);
  return say('Parted. Each of your accounts has its own vote again.');
}

/** Posted messages show what the accounts voted on with its new tally. */
async function retally({ team, person }: Account, workspace: WorkspaceId, services: Services) {
  const { store, votesChanged } = services;
  const workspaces = await teammates(store, workspace);
  const said = await sayingsOf(store, {
    workspaces,
    accounts: await accountsOf(store, team, person),
  });
  const papers = [...new Set(said.map(({ paper }) => paper))];
  await votesChanged({ workspace, papers });
}
