import type { CommandSpec } from '#chat/command.ts';
import { sayPlainly } from '#chat/message.ts';
import type { CommandCall, Reply } from '#chat/platform.ts';
import { endUnsent } from '../delivery/ended.ts';
import { createSubscriptions } from '../digest/subscription.ts';
import { EXAMPLE, readOptions, readSubscription } from '../digest/wanted.ts';
import { CommandError } from '../errors.ts';
import { type Command, mustBeAdmin, say } from './command.ts';
import type { Services } from './services.ts';
import { subscribeForm } from './subscribe-form.ts';
import { DEFAULTS, subscribeHere } from './subscribe-here.ts';
import { timeWords } from './subscribe-words.ts';

export const subscribe: Command = {
  name: 'subscribe',
  summary: 'A digest in this channel every morning with a new list',
  options: [
    { name: 'at', summary: 'Time of day, as 09:00', kind: 'text' },
    { name: 'zone', summary: 'Time zone; a city is enough', kind: 'zone' },
    { name: 'top', summary: 'Papers in each digest, 1 to 10', kind: 'number' },
  ],
  access: 'admins',
  opens: 'form-when-bare',
  usage: 'subscribe daily 09:00 Europe/Berlin top 10',
  readTyped,
  run: async (call, services) => {
    await mustBeAdmin(call.spot, call.person, services);
    if (Object.keys(call.options).length > 0) {
      const read = readOptions(call.options);
      if ('problem' in read) throw new CommandError(read.problem);
      return subscribeHere(call, read, services);
    }
    if (!call.canOpenForm)
      throw new CommandError(`When should it come, and where? Try: ${EXAMPLE}`);
    return { kind: 'form', form: await subscribeForm(call, {}, services) };
  },
};

/** The words become the options that Discord sends one by one. */
function readTyped(words: string): ReturnType<NonNullable<CommandSpec['readTyped']>> {
  if (words.trim() === '') return { options: {} };
  const read = readSubscription(words);
  if ('problem' in read) return read;
  return {
    options: {
      ...(read.localMinute !== undefined && { at: timeWords(read.localMinute) }),
      ...(read.zone !== undefined && { zone: read.zone }),
      ...(read.top !== undefined && { top: String(read.top) }),
      ...(/^daily$/i.test(words.trim()) && { at: timeWords(DEFAULTS.localMinute) }),
    },
  };
}

export const unsubscribe: Command = {
  name: 'unsubscribe',
  summary: 'Ends the digest of this channel',
  options: [],
  access: 'admins',
  opens: 'reply',
  run: (call, services) => unsubscribeHere(call, services),
};

export async function unsubscribeHere(
  { spot, person }: Pick<CommandCall, 'spot' | 'person'>,
  services: Services,
): Promise<Reply> {
  await mustBeAdmin(spot, person, services);
  const place = { workspace: spot.workspace, channel: spot.channel };
  const known = await services.subscriptions.find(place);
  if (known === undefined) throw new CommandError(`Nothing is subscribed here. Try: ${EXAMPLE}`);
  const now = services.clock();
  const message = sayPlainly([
    { kind: 'person', person: person.id, name: person.name },
    { kind: 'plain', text: ' ended Daily Papers here.' },
  ]);
  await services.store.transaction().execute(async (trx) => {
    await createSubscriptions(trx).remove(place);
    await endUnsent(trx, known.id);
    await services.planner.planNotice(place, { what: `ended ${now}`, message, trx }, now);
  });
  services.wakeDelivery();
  return say('Done. No more digests come here; votes and the archive stay.');
}
