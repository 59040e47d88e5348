import { stringsIn } from '#chat/strings.ts';
import { settled, show } from './answers.ts';
import type { Acknowledge, Hearing } from './hearing.ts';
import { type Asked, spotAt } from './origin.ts';
import { speakerOf } from './presses.ts';
import { MessageShortcut } from './schemas.ts';

/** Of *Look up paper* in the manifest. */
export const LOOK_UP = 'look-up';

/** *Look up paper*, from the menu of any message that the person can see, also where Paperboy is no member. */
export async function onLookUp(body: unknown, ack: Acknowledge, hearing: Hearing): Promise<void> {
  await ack();
  const chosen = MessageShortcut.parse(body);
  const { inbox, self } = hearing;
  const { channel, message, user, response_url, trigger_id } = chosen;
  const thread = message.thread_ts;
  const asked: Asked = {
    spot: spotAt({ workspace: self.workspace, channel: channel.id, thread }),
    user: user.id,
    trigger: trigger_id,
    ...(response_url !== undefined && { responseUrl: response_url }),
  };
  // Links stand in the text, in blocks, and in what was attached or forwarded.
  const text = stringsIn([message.text, message.blocks, message.attachments]).join('\n');
  const person = speakerOf(user, self);
  const reply = await settled(() => inbox.onLookUp({ text, spot: asked.spot, person }), hearing);
  await show(asked, { reply }, hearing);
}
