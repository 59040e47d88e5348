import { getPermalink, postEphemeral, postMessage, removeMessage, updateMessage } from './chat.ts';
import { history, info, members, open, replies } from './conversations.ts';
import type { Interactions } from './interactions.ts';
import type { FakeChannel, World } from './model.ts';
import type { Consents } from './oauth.ts';
import { authTest, botInfo, getReactions, teamInfo, userInfo } from './reading.ts';
import type { Args } from './spec.ts';
import { unfurl } from './unfurls.ts';
import type { Visibility } from './visibility.ts';

export interface MethodTools {
  readonly world: World;
  readonly rules: Rules;
  readonly interactions: Interactions;
  readonly visibility: Visibility;
  /** Checks the scope for this kind of channel. @throws Refusal */
  needScope(channel?: FakeChannel): void;
  /** A new address for a socket. */
  openSocket(): string;
  readonly consents: Pick<Consents, 'exchange'>;
}

export interface Rules {
  readonly isThrottled: boolean;
  readonly orphans: 'refuse' | 'unthread';
  readonly hasMessagesTab: boolean;
}

/** Does what is asked and gives the answer without `ok`. @throws Refusal */
export type Method = (tools: MethodTools, args: Args) => object;

export const ANSWERS: Readonly<Record<string, Method>> = {
  'apps.connections.open': ({ openSocket }) => ({ url: openSocket() }),
  'auth.test': authTest,
  'bots.info': botInfo,
  'chat.delete': removeMessage,
  'chat.getPermalink': getPermalink,
  'chat.postEphemeral': postEphemeral,
  'chat.postMessage': postMessage,
  'chat.unfurl': unfurl,
  'chat.update': updateMessage,
  'conversations.history': history,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.open': open,
  'conversations.replies': replies,
  'oauth.v2.access': ({ consents }, args) => consents.exchange(args),
  'reactions.get': getReactions,
  'team.info': teamInfo,
  'users.info': userInfo,
  'views.open': ({ interactions }, args) => interactions.openView(args),
  'views.update': ({ interactions }, args) => interactions.updateView(args),
};
