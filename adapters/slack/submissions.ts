import type { Press, Reply } from '#chat/inbox.ts';
import { decodeAction } from '#chat/message.ts';
import { settled, show } from './answers.ts';
import { readValues, toFieldErrors } from './form.ts';
import type { Acknowledge, Hearing } from './hearing.ts';
import { decodeOrigin } from './origin.ts';
import { speakerOf } from './presses.ts';
import { ViewSubmission } from './schemas.ts';

/** Slack shows mistakes at their fields only in the acknowledgement, for which it waits 3 s. */
const RACE_MS = 2_500;

/** A form that comes back: mistakes at their fields, any other answer to where it was opened. */
export async function onSubmit(body: unknown, ack: Acknowledge, hearing: Hearing): Promise<void> {
  const submitted = ViewSubmission.parse(body);
  const { view, user } = submitted;
  const action = decodeAction(view.callback_id);
  if (action === undefined) return ack();
  const { inbox, self } = hearing;
  const asked = decodeOrigin(view.private_metadata, { ...self, user: user.id });
  const press: Press = {
    action,
    values: readValues(view.state?.values ?? {}),
    spot: asked.spot,
    person: speakerOf(user, self),
    canOpenForm: false,
  };
  const replying = settled(() => inbox.onPress(press), hearing);
  const errors = fieldErrors(await withinRace(replying), submitted);
  if (errors !== undefined) return ack({ response_action: 'errors', errors });
  await ack();
  await show(asked, { reply: await replying }, hearing);
}

/** Slack refuses the whole answer for one field that it does not know. */
function fieldErrors(
  soon: Reply | undefined,
  { view }: ViewSubmission,
): Record<string, string> | undefined {
  if (soon?.kind !== 'problems') return undefined;
  const errors = toFieldErrors(soon.problems);
  const fields = new Set(view.blocks.map(({ block_id }) => block_id));
  const named = Object.keys(errors);
  return named.length > 0 && named.every((field) => fields.has(field)) ? errors : undefined;
}

async function withinRace(replying: Promise<Reply>): Promise<Reply | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), RACE_MS);
  try {
    return await Promise.race([replying, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
