import type { App } from '@slack/bolt';
import type { LinkCard } from '#chat/inbox.ts';
import type { Obstacle } from '#chat/platform.ts';
import type { Hearing, Listening } from './hearing.ts';
import { toSlackMessage } from './render.ts';
import { LinkEvent, LinkEventBody, Scopes } from './schemas.ts';
import type { SlackWeb } from './web.ts';

/** Links to papers that people post, or are writing: a card under each that the inbox has one for. */
export function listenToLinks(app: App, { supervise, isNew, hearingOf }: Listening): void {
  app.event('link_shared', async ({ event, body, context }) => {
    const { event_id, is_ext_shared_channel: isShared } = LinkEventBody.parse(body);
    supervise('link', async () => {
      const hearing = await hearingOf(context);
      if (await isNew(event_id)) await onLinks(LinkEvent.parse(event), isShared, hearing);
    });
  });
}

/**
 * While a message is being written, Slack names no channel, shows the card as a preview that its writer may take away, and
 * tells of the links again once it is posted (docs: messaging/unfurling-links-in-messages, Composer unfurls).
 */
const COMPOSER = 'composer';

async function onLinks(event: LinkEvent, isShared: boolean, hearing: Hearing): Promise<void> {
  const { inbox, self, web } = hearing;
  const cards = await inbox.onLinks({
    workspace: self.workspace,
    urls: event.links.map(({ url }) => url),
    isInside: !isShared && event.source !== COMPOSER,
  });
  if (cards.length === 0) return;
  await web.tell({
    method: 'chat.unfurl',
    args: { ...messageOf(event), unfurls: toUnfurls(cards) },
    doing: { what: 'showing cards under links', of: 'message', isWrite: true },
  });
}

/** By `unfurl_id` where there is one: a channel's id means nothing to Slack where Paperboy is no member. */
function messageOf({ channel, message_ts, unfurl_id, source }: LinkEvent) {
  if (unfurl_id !== undefined && source !== undefined) return { unfurl_id, source };
  return { channel, ts: message_ts };
}

function toUnfurls(cards: readonly LinkCard[]) {
  return Object.fromEntries(
    cards.map(({ url, message }) => [url, { blocks: toSlackMessage(message).blocks }]),
  );
}

/** Optional in the manifest: whoever installs the app may leave them out. */
const NEEDED = ['links:read', 'links:write'];

/** The scopes that cards under links need, where the installation has not got them. @throws PlatformError */
export async function unfurlObstacle(web: SlackWeb): Promise<Obstacle | undefined> {
  const doing = { what: 'reading our scopes', of: 'installation', isWrite: false } as const;
  const { response_metadata } = await web.ask({ method: 'auth.test', args: {}, doing }, Scopes);
  const granted = response_metadata?.scopes;
  const missing = NEEDED.filter((scope) => granted?.includes(scope) === false);
  if (missing.length === 0) return undefined;
  return {
    kind: 'permission',
    problem: `Slack has not given Paperboy the permission ${missing.join(' and ')}.`,
    fix: 'Whoever installed it opens it at api.slack.com/apps, pastes its newest manifest under App Manifest, and reinstalls it under Install App with both permissions allowed.',
  };
}
