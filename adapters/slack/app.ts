import { App, type AuthorizeSourceData, type Receiver } from '@slack/bolt';
import type { SlackOptions } from './options.ts';
import { Clicked } from './schemas.ts';
import { isNotInstalled, type Tenants } from './tenants.ts';
import { toLogger, webOptions } from './web.ts';

/** bolt behind a receiver: lets in what comes from a workspace where Paperboy is installed. */
export function createApp(
  receiver: Receiver,
  { options, tenants }: { readonly options: SlackOptions; readonly tenants: Tenants },
): App {
  const { log } = options;
  const app = new App({
    receiver,
    // Without the token: with it bolt would keep a client of each workspace for ever (read, bolt 5.1), and we use our own.
    authorize: async (source: AuthorizeSourceData<boolean>, body: unknown) => {
      const tenant = await tenants.ofTeams(teamsOf(source, body));
      const { team: teamId, bot: botId, user: botUserId } = await tenant.self();
      return { teamId, botId, botUserId };
    },
    clientOptions: webOptions(options),
    logger: toLogger(log),
    convoStore: false,
  });
  app.error(async (error) => {
    const why = 'original' in error ? error.original : error;
    if (isNotInstalled(why)) log.debug({}, 'something came from where Paperboy is not installed');
    else log.error({ err: error }, 'something from Slack was not handled');
  });
  return app;
}

/** In a shared channel (Slack Connect) people of another workspace press our buttons: the message says whose it is. */
function teamsOf({ teamId = '' }: { teamId?: string | undefined }, body: unknown) {
  const clicked = Clicked.safeParse(body);
  const teams = clicked.success ? [clicked.data.message.team, teamId] : [teamId];
  return teams.filter((team) => team !== '');
}
