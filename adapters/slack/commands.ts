import type { CommandCall, Reply } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import { readTyped } from '#chat/typed.ts';
import { settled, show } from './answers.ts';
import type { Acknowledge, Hearing } from './hearing.ts';
import { toPerson } from './ids.ts';
import { type Asked, spotAt } from './origin.ts';
import { SlashCommand } from './schemas.ts';
import { toWords } from './typed-words.ts';

/** `/papers`, acknowledged at once whatever its handler does. */
export async function onCommand(body: unknown, ack: Acknowledge, hearing: Hearing): Promise<void> {
  await ack();
  const command = SlashCommand.parse(body);
  const { workspace } = hearing.self;
  const asked: Asked = {
    spot: spotAt({ workspace, channel: command.channel_id }),
    user: command.user_id,
    responseUrl: command.response_url,
    trigger: command.trigger_id,
  };
  const person = { id: toPerson(workspace, command.user_id), name: command.user_name };
  const call = { spot: asked.spot, person, canOpenForm: true };
  await show(asked, { reply: await replyTo(toWords(command.text), call, hearing) }, hearing);
}

/** What typed words get, whether they stand behind `/papers` or behind our name. */
export async function replyTo(
  words: string,
  call: Pick<CommandCall, 'spot' | 'person' | 'canOpenForm'>,
  hearing: Hearing,
): Promise<Reply> {
  const { inbox } = hearing;
  const typed = readTyped(words, inbox.commands);
  if ('problem' in typed) return { kind: 'message', message: sayPlainly(typed.problem) };
  return settled(() => inbox.onCommand({ ...typed, ...call }), hearing);
}
