import type { Press, Speaker } from '#chat/inbox.ts';
import { settled, show } from './answers.ts';
import { actionOfControl } from './controls.ts';
import type { Acknowledge, Hearing } from './hearing.ts';
import type { Self } from './identity.ts';
import { toPerson, toRef } from './ids.ts';
import { type Asked, spotAt } from './origin.ts';
import { BlockActions, type Presser } from './schemas.ts';

/** A button, or a choice of a select. */
export async function onPress(body: unknown, ack: Acknowledge, hearing: Hearing): Promise<void> {
  await ack();
  const pressed = BlockActions.parse(body);
  const action = actionOfControl(pressed.actions[0]);
  if (action === undefined) return;
  const { inbox, self } = hearing;
  const { channel, container } = pressed;
  const asked = askedBy(pressed, self);
  const press: Press = {
    action,
    spot: asked.spot,
    person: speakerOf(pressed.user, self),
    canOpenForm: true,
    ...(!container.is_ephemeral && {
      on: toRef(self.workspace, channel.id, container.message_ts),
    }),
  };
  const reply = await settled(() => inbox.onPress(press), hearing);
  // A posted message belongs to everybody: only a private answer is replaced.
  const isUpdate = container.is_ephemeral && inbox.verbs[action.verb] === 'update';
  await show(asked, { reply, isUpdate }, hearing);
}

function askedBy(pressed: BlockActions, { workspace }: Self): Asked {
  const { container, message, channel, user, response_url, trigger_id } = pressed;
  const thread = container.thread_ts ?? message?.thread_ts;
  const isInThread = thread !== undefined && thread !== container.message_ts;
  return {
    spot: spotAt({ workspace, channel: channel.id, ...(isInThread && { thread }) }),
    user: user.id,
    trigger: trigger_id,
    ...(response_url !== undefined && { responseUrl: response_url }),
  };
}

export function speakerOf({ id, name, username }: Presser, { workspace }: Self): Speaker {
  return { id: toPerson(workspace, id), name: name ?? username ?? id };
}
