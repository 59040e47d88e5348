import type { CommandCall, Press, Reply } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import { endUnsent } from '../delivery/ended.ts';
import { createSubscriptions, type Kind, PLANNING } from '../digest/subscription.ts';
import { EXAMPLE } from '../digest/wanted.ts';
import { PICKS_EXAMPLE } from '../digest/wanted-picks.ts';
import { CommandError } from '../errors.ts';
import { serialised } from '../store/dialect.ts';
import { type Command, mustBeAdmin, say } from './command.ts';
import type { Services } from './services.ts';
import { WHAT } from './subscribe.ts';

export const unsubscribe: Command = {
  name: 'unsubscribe',
  summary: 'Ends the digest of this channel, or its weekly picks',
  options: [
    {
      name: 'what',
      summary: 'The daily digest, unless you choose the picks',
      kind: 'choice',
      choices: WHAT,
    },
  ],
  access: 'admins',
  opens: 'reply',
  run: (call, services) => end(call, readKind(call.options.what), services),
};

/** The pressed *Unsubscribe*. */
export function pressUnsubscribe(press: Press, services: Services): Promise<Reply> {
  return end(press, readKind(press.action.argument), services);
}

/** @throws CommandError for what no subscription is called */
function readKind(typed = 'daily'): Kind {
  const word = typed.trim().toLowerCase();
  if (word === 'daily' || word === 'picks') return word;
  throw new CommandError(`“${typed}” is neither daily nor picks. Try: /papers unsubscribe picks`);
}

const ENDED = {
  daily: {
    what: 'Daily Papers',
    none: `Nothing is subscribed here. Try: ${EXAMPLE}`,
    done: 'Done. No more digests come here; votes and the archive stay.',
  },
  picks: {
    what: 'Team picks',
    none: `No picks are subscribed here. Try: ${PICKS_EXAMPLE}`,
    done: 'Done. No more picks come here; votes and the archive stay.',
  },
} as const;

async function end(
  { spot, person }: Pick<CommandCall, 'spot' | 'person'>,
  kind: Kind,
  services: Services,
): Promise<Reply> {
  await mustBeAdmin(spot, person, services);
  const place = { workspace: spot.workspace, channel: spot.channel };
  const known = await services.subscriptions.find(place, kind);
  if (known === undefined) throw new CommandError(ENDED[kind].none);
  const now = services.clock();
  const message = sayPlainly([
    { kind: 'person', person: person.id, name: person.name },
    { kind: 'plain', text: ` ended ${ENDED[kind].what} here.` },
  ]);
  await services.store.transaction().execute(async (trx) => {
    await serialised(trx, PLANNING);
    await createSubscriptions(trx).remove(place, kind);
    await endUnsent(trx, known.id);
    await services.planner.planNotice(place, { what: `ended ${kind} ${now}`, message, trx }, now);
  });
  services.wakeDelivery();
  return say(ENDED[kind].done);
}
