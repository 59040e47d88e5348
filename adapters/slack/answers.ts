import { problemsMessage, SORRY, TOO_SLOW } from '#chat/excuses.ts';
import type { Reply } from '#chat/inbox.ts';
import type { Form, Message } from '#chat/message.ts';
import { toModal } from './form.ts';
import type { SlackOptions } from './options.ts';
import { type Asked, encodeOrigin } from './origin.ts';
import { toSlackMessage } from './render.ts';
import { type SlackWeb, TIMEOUT_MS } from './web.ts';

export interface AnswerTools {
  readonly web: SlackWeb;
  readonly log: SlackOptions['log'];
}

/** What the inbox says; a failure of ours becomes words, so that nobody waits for ever. */
export async function settled(
  run: () => Promise<Reply>,
  { log }: Pick<AnswerTools, 'log'>,
): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    log.error({ err: error }, 'an interaction was not answered as it should');
    return { kind: 'message', message: SORRY };
  }
}

/** Shows a reply to the person who asked, and to nobody else. `isUpdate`: in place of the answer pressed on. */
export async function show(
  asked: Asked,
  { reply, isUpdate = false }: { readonly reply: Reply; readonly isUpdate?: boolean },
  tools: AnswerTools,
): Promise<void> {
  switch (reply.kind) {
    case 'message':
      return tell(
        asked,
        { message: reply.message, isUpdate: isUpdate && reply.message !== SORRY },
        tools,
      );
    case 'form':
      return openForm(asked, reply.form, tools);
    case 'problems':
      return tell(asked, { message: problemsMessage(reply), isUpdate: false }, tools);
    case 'nothing':
      return;
  }
}

interface Words {
  readonly message: Message;
  readonly isUpdate: boolean;
}

/** By the response URL where there is one, which works in every channel; else, or when it is used up, as an ephemeral post. */
async function tell(asked: Asked, words: Words, tools: AnswerTools): Promise<void> {
  const { web, log } = tools;
  try {
    if (asked.responseUrl !== undefined && (await respond(asked, words))) return;
    const { channel, threadOf } = asked.spot;
    await web.tell({
      method: 'chat.postEphemeral',
      args: {
        channel,
        user: asked.user,
        ...(threadOf !== undefined && { thread_ts: threadOf.message }),
        ...toSlackMessage(words.message),
      },
      doing: { what: `answering in channel ${channel}`, of: 'channel', isWrite: true },
    });
  } catch (error) {
    log.warn({ err: error }, 'a private answer did not arrive');
  }
}

/** False when Slack refuses: the URL is used up, or older than 30 minutes. @throws when Slack does not answer */
async function respond(
  { responseUrl = '', spot: { threadOf } }: Asked,
  { message, isUpdate }: Words,
): Promise<boolean> {
  const response = await fetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: isUpdate,
      ...(threadOf !== undefined && { thread_ts: threadOf.message }),
      ...toSlackMessage(message),
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok;
}

async function openForm(asked: Asked, form: Form, tools: AnswerTools): Promise<void> {
  const { web, log } = tools;
  try {
    await web.tell({
      method: 'views.open',
      args: { trigger_id: asked.trigger, view: toModal(form, encodeOrigin(asked)) },
      doing: { what: 'opening a form', of: 'person', isWrite: true },
    });
  } catch (error) {
    log.warn({ err: error }, 'a form could not be opened');
    await tell(asked, { message: TOO_SLOW, isUpdate: false }, tools);
  }
}
