import type { CommandSpec, TypedOptions } from '#chat/command.ts';
import type { CommandCall, Reply } from '#chat/inbox.ts';
import { EXAMPLE, noDay, readOptions, readSubscription } from '../digest/wanted.ts';
import { picksOptions, readPicks } from '../digest/wanted-picks.ts';
import { WEEKDAYS } from '../digest/weekdays.ts';
import { CommandError } from '../errors.ts';
import { type Command, mustBeAdmin } from './command.ts';
import type { Services } from './services.ts';
import { subscribeForm } from './subscribe-form.ts';
import { DEFAULTS, subscribeHere } from './subscribe-here.ts';
import { subscribePicks } from './subscribe-picks.ts';
import { timeWords } from './subscribe-words.ts';

/** The kinds of subscriptions. */
export const WHAT = [
  { label: 'Daily digest', value: 'daily' },
  { label: 'Weekly picks of the team', value: 'picks' },
] as const;

export const subscribe: Command = {
  name: 'subscribe',
  summary: 'A digest here of each new list, or once a week what the team voted up',
  options: [
    {
      name: 'what',
      summary: 'The daily digest, unless you choose the picks',
      kind: 'choice',
      choices: WHAT,
    },
    { name: 'at', summary: 'Time of day, as 09:00', kind: 'text' },
    { name: 'zone', summary: 'Time zone; a city is enough', kind: 'zone' },
    { name: 'top', summary: 'Papers in each digest, 1 to 10', kind: 'number' },
    {
      name: 'day',
      summary: 'Of the weekly picks',
      kind: 'choice',
      choices: WEEKDAYS.map((name) => ({ label: name, value: name })),
    },
  ],
  access: 'admins',
  opens: 'form-when-bare',
  usage: 'subscribe daily 09:00 Europe/Berlin top 10',
  readTyped,
  run: async (call, services) => {
    await mustBeAdmin(call.spot, call.person, services);
    if (call.options.what === 'picks') return picks(call, services);
    if (call.options.day !== undefined) throw new CommandError(noDay(call.options.day));
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

async function picks(call: CommandCall, services: Services): Promise<Reply> {
  const read = readPicks(call.options);
  if ('problem' in read) throw new CommandError(read.problem);
  return subscribePicks(call, read, services);
}

/** The words become the options that Discord sends one by one. */
function readTyped(words: string): ReturnType<NonNullable<CommandSpec['readTyped']>> {
  if (words.trim() === '') return { options: {} };
  const ofPicks = /^\s*picks\b(.*)$/is.exec(words)?.[1];
  if (ofPicks !== undefined) return typedPicks(ofPicks);
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

function typedPicks(words: string): TypedOptions {
  const options = picksOptions(words);
  const read = readPicks(options);
  return 'problem' in read ? read : { options: { what: 'picks', ...options } };
}
