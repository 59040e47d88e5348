/** What an adapter says by itself when it cannot show what the core answered, alike on every platform. */
import type { Reply } from './inbox.ts';
import { type Message, sayPlainly } from './message.ts';

/** A fault of ours in place of an answer. */
export const SORRY = sayPlainly('Something went wrong here. Please try again.');

/** A form that the platform does not open any more. */
export const TOO_SLOW = sayPlainly('That took too long to open. Please try again.');

/** Mistakes that cannot be shown at their fields, or not any more, with a way back to the form. */
export function problemsMessage({ problems, reopen }: Problems): Message {
  const words = problems.map(({ text }) => text).join('\n');
  return {
    summary: words,
    parts: [
      { kind: 'text', text: words },
      { kind: 'actions', items: [{ kind: 'button', label: 'Open the form again', does: reopen }] },
    ],
  };
}

type Problems = Extract<Reply, { kind: 'problems' }>;
