import type { App } from '@slack/bolt';
import { onCommand } from './commands.ts';
import type { Acknowledge, Hearing } from './hearing.ts';
import { onPress } from './presses.ts';
import { LOOK_UP, onLookUp } from './shortcuts.ts';
import { onSubmit } from './submissions.ts';

type Handle = (body: unknown, ack: Acknowledge, hearing: Hearing) => Promise<void>;

/** Turns what people type, press and fill in into calls of the inbox, and what it says into private answers. */
export function listenToInteractions(app: App, hearing: Hearing): void {
  const hear = (what: string, handle: Handle) => async (body: unknown, ack: Acknowledge) =>
    hearing.supervise(what, () => handle(body, surely(ack, hearing), hearing));
  const command = hear('command', onCommand);
  const press = hear('press', onPress);
  const form = hear('form', onSubmit);
  const lookUp = hear('look-up', onLookUp);
  const onMessage = { callback_id: LOOK_UP, type: 'message_action' } as const;
  const submission = { callback_id: /.*/s, type: 'view_submission' } as const;
  app.command('/papers', ({ body, ack }) => command(body, () => ack()));
  app.action(/.*/s, ({ body, ack }) => press(body, () => ack()));
  app.shortcut(onMessage, ({ body, ack }) => lookUp(body, () => ack()));
  app.view(submission, ({ body, ack }) => form(body, (answer) => ack(answer)));
}

/** A connection that breaks just then must not keep the answer from its person. */
function surely(ack: Acknowledge, { log }: Hearing): Acknowledge {
  return async (answer) => {
    try {
      await ack(answer);
    } catch (error) {
      log.warn({ err: error }, 'an interaction was not acknowledged');
    }
  };
}
