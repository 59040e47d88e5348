import type { Reply } from '#chat/inbox.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import { quoted } from '#chat/quoted.ts';
import { CommandError } from '../errors.ts';
import { hasLinkCards, setLinkCards } from '../votes/workspaces.ts';
import { type Command, mustBeWorkspaceAdmin, platformAt, say } from './command.ts';
import type { Services } from './services.ts';

export const unfurl: Command = {
  name: 'unfurl',
  summary: 'A small card under each link to a paper, wherever it is posted in this workspace',
  options: [
    {
      name: 'state',
      summary: 'on or off; alone: which of them it is',
      kind: 'choice',
      choices: ['on', 'off'].map((value) => ({ label: value, value })),
    },
  ],
  access: 'admins',
  opens: 'reply',
  isFor: ({ canUnfurl }) => canUnfurl,
  usage: 'unfurl on',
  run: async ({ options, spot, person }, services) => {
    const typed = options.state?.trim().toLowerCase() ?? '';
    const { workspace } = spot;
    if (typed === '') return tellState(workspace, services);
    if (typed !== 'on' && typed !== 'off') {
      throw new CommandError(`${quoted(typed)} is neither on nor off. Try: /papers unfurl on`);
    }
    await mustBeWorkspaceAdmin(spot, person, services);
    return typed === 'on' ? switchOn(workspace, services) : switchOff(workspace, services);
  },
};

async function tellState(workspace: WorkspaceId, services: Services): Promise<Reply> {
  if (!(await hasLinkCards(services.store, workspace))) {
    return say(
      'Links to papers get no cards here. An admin of the workspace can change that: /papers unfurl on',
    );
  }
  const obstacle = await obstacleAt(workspace, services);
  if (obstacle !== undefined) return say(`Links to papers would get cards, but: ${obstacle}`);
  return say('Links to papers get small cards here. To end that: /papers unfurl off');
}

/** Nothing is stored while something is in its way. */
async function switchOn(workspace: WorkspaceId, services: Services): Promise<Reply> {
  const obstacle = await obstacleAt(workspace, services);
  if (obstacle !== undefined) throw new CommandError(`${obstacle} Then again: /papers unfurl on`);
  await setLinkCards(services.store, workspace, { isOn: true, now: services.clock() });
  return say(
    'Done. From now on a small card stands under links to papers, wherever they are posted in this workspace. To end that: /papers unfurl off',
  );
}

async function switchOff(workspace: WorkspaceId, services: Services): Promise<Reply> {
  await setLinkCards(services.store, workspace, { isOn: false, now: services.clock() });
  return say('Done. Links to papers get no cards any more.');
}

/** What is in the way and what to do, in sentences. */
async function obstacleAt(workspace: WorkspaceId, services: Services): Promise<string | undefined> {
  const obstacle = await platformAt({ workspace }, services).unfurlObstacle?.(workspace);
  return obstacle && `${obstacle.problem} ${obstacle.fix}`;
}
