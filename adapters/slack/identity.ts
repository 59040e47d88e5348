import { PlatformError, type WorkspaceId } from '#chat/platform.ts';
import { toWorkspace } from './ids.ts';
import { once } from './once.ts';
import { Tested } from './schemas.ts';
import type { SlackWeb } from './web.ts';

/** Who we are, as the bot's token says. */
export interface Self {
  readonly team: string;
  readonly workspace: WorkspaceId;
  /** The workspace's name. */
  readonly name: string;
  readonly user: string;
  readonly bot: string;
}

/** Asks Slack once. @throws PlatformError `unauthorized` for a wrong token */
export function createIdentity(web: SlackWeb): () => Promise<Self> {
  return once(async () => {
    const doing = { what: 'signing in to Slack', of: 'installation', isWrite: false } as const;
    const tested = await web.ask({ method: 'auth.test', args: {}, doing }, Tested);
    const { team_id: team, team: name, user_id: user, bot_id: bot } = tested;
    if (bot === undefined) {
      throw new PlatformError(
        'signing in to Slack: the token is a person’s, not a bot’s (xoxb-…)',
        {
          kind: 'unauthorized',
          of: 'installation',
        },
      );
    }
    return { team, workspace: toWorkspace(team), name, user, bot };
  });
}
