import type { App } from '@slack/bolt';
import { PlatformError } from '#chat/platform.ts';
import { show } from './answers.ts';
import { replyTo } from './commands.ts';
import type { Hearing, Listening } from './hearing.ts';
import { toPerson } from './ids.ts';
import { type Asked, spotAt } from './origin.ts';
import type { Known } from './people.ts';
import { EventId, MentionEvent } from './schemas.ts';
import { wordsOfMention } from './typed-words.ts';

/** In threads, where slash commands cannot be typed, the same words follow our name. */
export function listenToMentions(app: App, { supervise, isNew, hearingOf }: Listening): void {
  app.event('app_mention', async ({ event, body, context }) => {
    const { event_id } = EventId.parse(body);
    supervise('mention', async () => {
      const hearing = await hearingOf(context);
      // What is asked in words is done once, however often it arrives.
      if (await isNew(event_id)) await onMention(event, hearing);
    });
  });
}

async function onMention(event: unknown, hearing: Hearing): Promise<void> {
  const { user, text, channel, ts, thread_ts } = MentionEvent.parse(event);
  const { self } = hearing;
  const { workspace } = self;
  const { name, isBot } = await knownAs(user, hearing);
  if (isBot) return;
  const isInThread = thread_ts !== undefined && thread_ts !== ts;
  const asked: Asked = {
    spot: spotAt({ workspace, channel, ...(isInThread && { thread: thread_ts }) }),
    user,
  };
  const person = { id: toPerson(workspace, user), name };
  const call = { spot: asked.spot, person, canOpenForm: false };
  const reply = await replyTo(wordsOfMention(text, self.user), call, hearing);
  await show(asked, { reply }, hearing);
}

/** An answer matters more than a name. */
async function knownAs(user: string, { people }: Hearing): Promise<Known> {
  try {
    return await people.find(user);
  } catch (error) {
    if (error instanceof PlatformError) return { name: user, isBot: false };
    throw error;
  }
}
