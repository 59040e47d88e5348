import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Inbox } from '#chat/inbox.ts';
import { type Instant, PlatformError, type WorkspaceId } from '#chat/platform.ts';
import type { Listening } from './hearing.ts';
import { toWorkspace } from './ids.ts';
import type { SlackOptions } from './options.ts';
import { RevokedEvent } from './schemas.ts';
import { isNotInstalled, type Refused, type Tenants } from './tenants.ts';

export interface RemovalTools extends Pick<Listening, 'supervise'> {
  readonly options: SlackOptions;
  readonly tenants: Tenants;
  readonly inbox: Inbox;
  /** Of the only workspace, where there is one token. */
  readonly own?: WorkspaceId;
}

export interface Removal {
  /** The end of an installation: no event of it is let in any more, so it comes without a hearing. */
  listen(app: App): void;
  /**
   * A token was refused, and no event said why: it was missed, or comes later. Asked once more before the token is
   * deleted, as nobody can bring it back.
   */
  readonly doubt: Refused;
}

/** `event_time` is in seconds. */
const Told = z.object({ event_time: z.number().default(0) });

/** Slack's words for a token that will not come to life again. */
const DEAD = new Set(['token_revoked', 'account_inactive']);

export function createRemoval(tools: RemovalTools): Removal {
  const { options, supervise, own } = tools;
  const asking: WorkspaceId[] = [];
  /** Removes it when that is true; refusals that the question itself meets are no news. */
  const removeIf = (workspace: WorkspaceId, isTrue: () => Promise<boolean>) =>
    supervise('removal', async () => {
      asking.push(workspace);
      try {
        if (await isTrue()) await remove(tools, workspace);
      } finally {
        asking.splice(asking.indexOf(workspace), 1);
      }
    });
  const told = (context: { readonly teamId?: string | undefined }, body: unknown) => {
    const workspace = context.teamId === undefined ? own : toWorkspace(context.teamId);
    // bolt lets these events in unseen: those of others that have the app are no matter of a single token's.
    if (workspace === undefined || (own !== undefined && workspace !== own)) return;
    const at = Told.parse(body).event_time * 1_000;
    removeIf(workspace, () => isNews(tools, workspace, at));
  };
  return {
    listen: (app) => {
      app.event('app_uninstalled', async ({ context, body }) => told(context, body));
      app.event('tokens_revoked', async ({ event, context, body }) => {
        const read = RevokedEvent.safeParse(event);
        if (read.success && read.data.tokens.bot.length > 0) told(context, body);
      });
    },
    doubt: (workspace, code) => {
      if (!('oauth' in options) || !DEAD.has(code) || asking.includes(workspace)) return;
      removeIf(workspace, () => isDead(tools, workspace));
    },
  };
}

/** Slack may tell of a removal a day late, when the workspace has long installed Paperboy again. */
async function isNews(tools: RemovalTools, workspace: WorkspaceId, at: Instant): Promise<boolean> {
  const { options } = tools;
  if (!('oauth' in options)) return true;
  const installation = await options.oauth.installations.find(workspace);
  if (installation === undefined || installation.installedAt <= at) return true;
  return isDead(tools, workspace);
}

async function isDead({ tenants }: RemovalTools, workspace: WorkspaceId): Promise<boolean> {
  tenants.forget(workspace);
  try {
    const { web } = await tenants.of(workspace);
    const doing = { what: 'asking for our token', of: 'installation', isWrite: false } as const;
    await web.tell({ method: 'auth.test', args: {}, doing });
    return false;
  } catch (error) {
    if (isNotInstalled(error)) return true;
    return error instanceof PlatformError && DEAD.has(error.code);
  }
}

/** The token first: whatever fails after that, it is gone. */
async function remove(
  { options, tenants, inbox }: RemovalTools,
  workspace: WorkspaceId,
): Promise<void> {
  if ('oauth' in options) await options.oauth.installations.remove(workspace);
  tenants.forget(workspace);
  options.log.info({ workspace }, 'Paperboy was removed from a workspace');
  await inbox.onPlace({ kind: 'removed', workspace });
}
