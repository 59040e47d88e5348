import type { FakeInteraction, Open } from './interactions.ts';
import { type Content, readContent } from './limits.ts';
import { applyEdit, drop, keep } from './messages.ts';
import { type FakeMessage, Refusal, type World, wordsOf } from './model.ts';

/** facts/slack.md, section 8. */
const USES = 5;
const LIVES_MS = 30 * 60_000;

export interface ResponseUrls {
  add(url: string, interaction: Open): void;
  /** What is posted to a response_url, or comes with the acknowledgement of a command. @throws Refusal */
  respond(to: string | Open, body: unknown): void;
  expireResponseUrls(): void;
}

/** What can be said there (docs: interactivity/handling-user-interaction, "Message responses"). */
const KNOWN = new Set([
  ...['text', 'blocks', 'response_type', 'replace_original', 'delete_original', 'thread_ts'],
  ...['unfurl_links', 'unfurl_media', 'mrkdwn', 'parse', 'metadata'],
]);

interface Body {
  readonly text?: unknown;
  readonly blocks?: unknown;
  readonly response_type?: unknown;
  readonly replace_original?: unknown;
  readonly delete_original?: unknown;
  readonly thread_ts?: unknown;
}

export function createResponseUrls(world: World): ResponseUrls {
  const known = new Map<string, { readonly open: Open; uses: number; isOld: boolean }>();
  return {
    add: (url, open) => {
      known.set(new URL(url).pathname, { open, uses: 0, isOld: false });
    },
    respond: (to, body) => {
      if (typeof to !== 'string') return act(world, to, body);
      const entry = known.get(to);
      if (entry === undefined) throw new Refusal('no_such_url');
      if (entry.isOld || Date.now() - entry.open.at > LIVES_MS) throw new Refusal('expired_url');
      if (entry.uses >= USES) throw new Refusal('used_url');
      act(world, entry.open, body);
      entry.uses += 1;
    },
    expireResponseUrls: () => {
      for (const entry of known.values()) entry.isOld = true;
    },
  };
}

function act(world: World, open: Open, given: unknown): void {
  const body: Body = typeof given === 'string' ? { text: given } : (given ?? {});
  for (const name of Object.keys(body))
    if (!KNOWN.has(name)) world.problems.push(`${name} is nothing to say to a response_url`);
  complainOfOriginal(world, open, body);
  if (body.delete_original === true) remove(world, open);
  else say(world, open, body);
}

function say(world: World, open: Open, body: Body): void {
  const content = readContent(world, body, 'edit');
  const isReplaced = body.replace_original === true && open.on !== undefined;
  const message = isReplaced ? open.on : post(world, open, { body, content });
  if (isReplaced) applyEdit(world, message, content);
  const kind = isReplaced ? 'update' : 'message';
  open.show({ kind, isPrivate: message.isEphemeral, words: wordsOf(message), message });
}

/** Whether the pressed message is replaced where nothing is said is told in two ways: it has to be said. */
function complainOfOriginal(world: World, open: FakeInteraction, body: Body): void {
  const { replace_original, delete_original } = body;
  const isSaid = replace_original !== undefined || delete_original !== undefined;
  if (open.kind !== 'press' && (replace_original === true || delete_original === true))
    world.problems.push(`a ${open.kind} has no original message to replace or delete`);
  if (open.kind === 'press' && !isSaid)
    world.problems.push('say replace_original, true or false, to the response_url of a click');
}

function remove(world: World, open: Open): void {
  if (open.on === undefined) return;
  drop(world, open.on);
  const { isEphemeral } = open.on;
  open.show({ kind: 'removed', isPrivate: isEphemeral, words: '' });
}

/** Private unless it is said to be in the channel, where it bypasses the rules for posting. */
function post(
  world: World,
  { user, channel }: Open,
  { body, content }: { readonly body: Body; readonly content: Content },
): FakeMessage {
  const threadTs = typeof body.thread_ts === 'string' ? { threadTs: body.thread_ts } : {};
  const isPublic = body.response_type === 'in_channel';
  const reader = isPublic ? {} : { shownTo: user };
  return keep(world, { channel, user: world.self, content, ...threadTs, ...reader });
}
