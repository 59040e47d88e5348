import type { App } from '@slack/bolt';
import { onCommand } from './commands.ts';
import type { Acknowledge, Hearing, Listening } from './hearing.ts';
import { onPress } from './presses.ts';
import { LOOK_UP, onLookUp } from './shortcuts.ts';
import { onSubmit } from './submissions.ts';

type Handle = (body: unknown, ack: Acknowledge, hearing: Hearing) => Promise<void>;

/** Turns what people type, press and fill in into calls of the inbox, and what it says into private answers. */
export function listenToInteractions(app: App, { supervise, hearingOf, log }: Listening): void {
  const hear = (what: string, handle: Handle) => async (came: Came, ack: Acknowledge) =>
    supervise(what, async () => {
      const hearing = await hearingOf(came.context);
      await handle(came.body, surely(ack, log), hearing);
    });
  const command = hear('command', onCommand);
  const press = hear('press', onPress);
  const form = hear('form', onSubmit);
  const lookUp = hear('look-up', onLookUp);
  const onMessage = { callback_id: LOOK_UP, type: 'message_action' } as const;
  const submission = { callback_id: /.*/s, type: 'view_submission' } as const;
  app.command('/papers', ({ ack, ...came }) => command(came, () => ack()));
  app.action(/.*/s, ({ ack, ...came }) => press(came, () => ack()));
  app.shortcut(onMessage, ({ ack, ...came }) => lookUp(came, () => ack()));
  app.view(submission, ({ ack, ...came }) => form(came, (answer) => ack(answer)));
}

interface Came {
  readonly body: unknown;
  readonly context: { readonly teamId?: string | undefined };
}

/** A connection that breaks just then must not keep the answer from its person. */
function surely(ack: Acknowledge, log: Listening['log']): Acknowledge {
  return async (answer) => {
    try {
      await ack(answer);
    } catch (error) {
      log.warn({ err: error }, 'an interaction was not acknowledged');
    }
  };
}
