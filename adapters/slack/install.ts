import type { RequestListener } from 'node:http';
import { type Installation as Given, InstallProvider } from '@slack/oauth';
import type { Installation } from '#chat/installations.ts';
import type { SeenEvents } from '#chat/seen.ts';
import { toWorkspace } from './ids.ts';
import manifest from './manifest.json' with { type: 'json' };
import { DEFAULT_API_URL, type ManyWorkspaces } from './options.ts';
import { showPage } from './pages.ts';
import { InstallRefusal, refusalPage, successPage } from './refusals.ts';
import { createStates, STATE_LIVES_S } from './states.ts';
import { toSecrets } from './tenants.ts';
import { toLogger, webOptions } from './web.ts';

/** The two pages of an installation. */
export interface Installer {
  /** Sends a browser to Slack's page of consent. */
  readonly begin: RequestListener;
  /** Takes it back from there, and says how it went. */
  readonly finish: RequestListener;
}

export interface InstallerTools {
  readonly seen: SeenEvents;
  /** Keeps it, and lets the core know. */
  readonly installed: (installation: Installation) => Promise<void>;
}

const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
const INSTALL_URL = { scopes: [...bot, ...optional] };

/** The SDK's own flow, with a state of our own: its is no secret of one time. */
export function createInstaller(options: ManyWorkspaces, tools: InstallerTools): Installer {
  const { log } = options;
  const provider = createProvider(options, tools);
  return {
    begin: (request, response) => {
      provider.handleInstallPath(request, response, {}, INSTALL_URL).catch((error: unknown) => {
        log.error({ err: error }, 'an installation could not begin');
        showPage(response, refusalPage(error));
      });
    },
    finish: (request, response) => {
      const callbacks = {
        success: (given: Given) => showPage(response, successPage(given)),
        failure: (error: unknown) => {
          const page = refusalPage(error);
          log.warn({ problem: page.title }, 'an installation was refused');
          showPage(response, page);
        },
      };
      provider.handleCallback(request, response, callbacks).catch((error: unknown) => {
        log.error({ err: error }, 'an installation broke off');
        showPage(response, refusalPage(error));
      });
    },
  };
}

function createProvider(options: ManyWorkspaces, tools: InstallerTools): InstallProvider {
  const { oauth, apiUrl = DEFAULT_API_URL, log, clock } = options;
  const { clientId, clientSecret } = oauth;
  return new InstallProvider({
    ...{ clientId, clientSecret, installUrlOptions: INSTALL_URL },
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    stateStore: createStates({
      ...{ secret: clientSecret, seen: tools.seen, installUrl: INSTALL_URL },
    }),
    stateCookieName: 'paperboy-install',
    stateCookieExpirationSeconds: STATE_LIVES_S,
    directInstall: true,
    installationStore: {
      storeInstallation: (given) => tools.installed(toInstallation(given, clock())),
      fetchInstallation: () => Promise.reject(new Error('nobody asks the SDK who is installed')),
    },
    clientOptions: webOptions(options),
    logger: toLogger(log),
  });
}

/** @throws InstallRefusal */
function toInstallation(
  { team, bot: granted, isEnterpriseInstall }: Given<'v1' | 'v2', boolean>,
  installedAt: number,
): Installation {
  if (isEnterpriseInstall === true || team === undefined) throw new InstallRefusal('organisation');
  if (granted === undefined) throw new InstallRefusal('no bot');
  if (granted.refreshToken !== undefined) throw new InstallRefusal('rotation');
  return {
    workspace: toWorkspace(team.id),
    name: team.name ?? team.id,
    secrets: toSecrets({ token: granted.token, user: granted.userId, bot: granted.id }),
    installedAt,
  };
}
