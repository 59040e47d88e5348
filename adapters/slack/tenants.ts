import { z } from 'zod';
import type { Installation } from '#chat/installations.ts';
import { PlatformError, type WorkspaceId } from '#chat/platform.ts';
import { createRecent } from '#chat/recent.ts';
import { createIdentity, type Self } from './identity.ts';
import { toWorkspace } from './ids.ts';
import type { ManyWorkspaces, OneWorkspace, SlackOptions } from './options.ts';
import { createPeople, type Known, type People, REMEMBERED } from './people.ts';
import { createWeb, type SlackWeb } from './web.ts';

/** One workspace, with a client of its own: what becomes of another is nothing to it. */
export interface Tenant {
  readonly web: SlackWeb;
  readonly people: People;
  readonly self: () => Promise<Self>;
}

export interface Tenants {
  /** The only one, where there is a bot token. */
  readonly own?: Tenant;
  /** Of a single bot token it is the same for all. @throws PlatformError `gone` where Paperboy is not installed */
  of(workspace: WorkspaceId): Promise<Tenant>;
  /** The first of these teams where Paperboy is installed. @throws PlatformError `gone` where there is none */
  ofTeams(teams: readonly string[]): Promise<Tenant>;
  /** Its token is asked for anew. */
  forget(workspace: WorkspaceId): void;
}

/** Refused with a token that was good when it was kept. */
export type Refused = (workspace: WorkspaceId, code: string) => void;

export function createTenants(options: SlackOptions, refused: Refused): Tenants {
  return 'oauth' in options ? many(options, refused) : one(options);
}

function one(options: OneWorkspace): Tenants {
  const web = createWeb(options, options.botToken);
  const self = createIdentity(web);
  const tenant: Tenant = { web, self, people: createPeople(web, createRecent(REMEMBERED)) };
  return {
    own: tenant,
    of: async () => tenant,
    ofTeams: async (teams) => {
      const { team } = await self();
      if (!teams.includes(team)) throw notInstalled(teams.map(toWorkspace).join(', '));
      return tenant;
    },
    forget: () => {},
  };
}

/** A client takes some 30 kB of the heap (measured, web-api 8.2), and making one less time than a call with it. */
const WORKSPACES_REMEMBERED = 250;

function many(options: ManyWorkspaces, refused: Refused): Tenants {
  const { installations, remembered = WORKSPACES_REMEMBERED } = options.oauth;
  const recent = createRecent<Promise<Tenant>>(remembered);
  const known = createRecent<Promise<Known>>(REMEMBERED);
  const load = async (workspace: WorkspaceId): Promise<Tenant> => {
    const found = await reading(workspace, () => installations.find(workspace));
    if (found === undefined) throw notInstalled(workspace);
    const { token, ...self } = toSelf(found);
    const web = createWeb(options, token, (code) => {
      // Another process may have got a new token meanwhile.
      recent.delete(workspace);
      refused(workspace, code);
    });
    return { web, self: async () => self, people: createPeople(web, known, workspace) };
  };
  const of: Tenants['of'] = async (workspace) => {
    const tenant = recent.get(workspace) ?? load(workspace);
    recent.set(workspace, tenant);
    try {
      return await tenant;
    } catch (error) {
      recent.delete(workspace);
      throw error;
    }
  };
  return {
    of,
    ofTeams: (teams) => firstOf(teams, of),
    forget: (workspace) => recent.delete(workspace),
  };
}

async function firstOf(teams: readonly string[], of: Tenants['of']): Promise<Tenant> {
  for (const team of teams) {
    try {
      return await of(toWorkspace(team));
    } catch (error) {
      if (!isNotInstalled(error)) throw error;
    }
  }
  throw notInstalled(teams.map(toWorkspace).join(', '));
}

/** What an installation's secrets hold. */
const Secrets = z.object({ token: z.string(), user: z.string(), bot: z.string() });

export function toSecrets(secrets: z.infer<typeof Secrets>): Installation['secrets'] {
  return secrets;
}

function toSelf({ workspace, name, secrets }: Installation): Self & { readonly token: string } {
  const team = workspace.slice(workspace.indexOf(':') + 1);
  return { ...Secrets.parse(secrets), team, workspace, name };
}

/** A database that does not answer is no reason to take a workspace for gone. */
async function reading<T>(workspace: WorkspaceId, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : `${cause}`;
    throw new PlatformError(
      `reading the token of ${workspace}: ${why}`,
      { kind: 'unavailable' },
      { cause },
    );
  }
}

const NOT_INSTALLED = 'not_installed';

function notInstalled(where: string): PlatformError {
  return new PlatformError(
    `Paperboy is not installed in ${where}`,
    { kind: 'gone', of: 'installation' },
    { code: NOT_INSTALLED },
  );
}

export function isNotInstalled(error: unknown): boolean {
  return error instanceof PlatformError && error.code === NOT_INSTALLED;
}
