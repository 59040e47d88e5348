import { type Part, type Text, withCommands } from '#chat/message.ts';
import type { Instant } from '#chat/platform.ts';
import { clockTime, momentWords } from '#chat/words.ts';
import type { Subscription } from '../digest/subscription.ts';
import { EXAMPLE } from '../digest/wanted.ts';
import type { Services } from './services.ts';
import { isEmpty, mainOf, type SetUp } from './set-up.ts';

export interface Headline {
  readonly text: string;
  readonly below?: Text;
}

/** A headline that is a state. */
export function headlineOf(setUp: SetUp, problems: number, services: Services): Headline {
  const { failingSince } = services.puller.status();
  if (isEmpty(setUp)) {
    return { text: 'Nothing is subscribed here', below: withCommands(`To start: ${EXAMPLE}`) };
  }
  const paused = mainOf(setUp)?.paused;
  if (paused !== undefined) {
    const since = momentWords(paused.at, setUp.zone, services.today());
    return { text: `Paused since ${since}`, below: paused.reason };
  }
  const isSilent = failingSince !== undefined;
  const rest = [setUp.picks?.paused, setUp.threshold?.paused].filter((one) => one !== undefined);
  const count = problems + (isSilent ? 1 : 0) + rest.length;
  if (count === 0) return { text: 'All is well' };
  const text = `Working, with ${count === 1 ? 'one problem' : `${count} problems`}`;
  if (failingSince === undefined) return { text };
  const since = sinceWords(failingSince, setUp.zone, services);
  return {
    text,
    below: `Hugging Face has not answered since ${since}. The digest waits for it.`,
  };
}

/** `07:40`, with its day when that is another one. */
function sinceWords(at: Instant, zone: string, { clock, today }: Services): string {
  const local = (moment: Instant) =>
    Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  const isToday = local(at).toPlainDate().equals(local(clock()).toPlainDate());
  return isToday ? clockTime(local(at)) : momentWords(at, zone, today());
}

const THEN = {
  daily: 'The digest then resumes by itself, with the best of what was missed.',
  picks: 'The picks then resume by themselves.',
} as const;

/** How a pause ends. */
export function fixOf(subscription: Subscription | undefined): readonly Part[] {
  if (subscription?.paused === undefined) return [];
  return [
    {
      kind: 'text',
      text: [
        { kind: 'strong', text: 'To fix it' },
        { kind: 'plain', text: '\n' },
        ...withCommands(`${subscription.paused.fix} ${THEN[subscription.kind]}`),
      ],
    },
  ];
}
