import type { CommandSpec, TypedOptions } from '#chat/command.ts';
import type { CommandCall, Reply } from '#chat/inbox.ts';
import { type PlaceFacts, PlatformError } from '#chat/platform.ts';
import { EXAMPLE, noDay, readOptions, readSubscription } from '../digest/wanted.ts';
import { picksOptions, readPicks } from '../digest/wanted-picks.ts';
import { WEEKDAYS } from '../digest/weekdays.ts';
import { CommandError } from '../errors.ts';
import { type Command, mustBeAdmin, platformAt, reply } from './command.ts';
import type { Services } from './services.ts';
import { subscribeForm } from './subscribe-form.ts';
import { DEFAULTS, subscribeHere } from './subscribe-here.ts';
import { subscribePicks } from './subscribe-picks.ts';
import { obstacleMessage, timeWords } from './subscribe-words.ts';

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
    if (call.canOpenForm && Object.keys(call.options).length === 0) return bare(call, services);
    await mustBeAdmin(call.spot, call.person, services);
    if (call.options.what === 'picks') return picks(call, services);
    if (call.options.day !== undefined) throw new CommandError(noDay(call.options.day));
    if (Object.keys(call.options).length > 0) {
      const read = readOptions(call.options);
      if ('problem' in read) throw new CommandError(read.problem);
      return subscribeHere(call, read, services);
    }
    throw new CommandError(`When should it come, and where? Try: ${EXAMPLE}`);
  },
};

/** The form, where a digest can come and for who may want one. */
async function bare(call: CommandCall, services: Services): Promise<Reply> {
  const seen = await lookBefore(call, services);
  const isAdmin = call.person.isAdmin ?? seen?.person?.isAdmin === true;
  await mustBeAdmin(call.spot, { ...call.person, isAdmin }, services);
  const [obstacle] = seen?.obstacles ?? [];
  if (obstacle !== undefined) return reply(obstacleMessage(obstacle));
  return { kind: 'form', form: await subscribeForm({ ...call, seen }, {}, services) };
}

/**
 * A form has to open within seconds, so the platform is asked once, and only for what the call itself does not tell.
 * Undefined where nothing is asked, or where no answer leaves only less to say. @throws PlatformError
 */
async function lookBefore(
  { spot, person }: CommandCall,
  services: Services,
): Promise<PlaceFacts | undefined> {
  if (person.isAdmin !== undefined && person.locale !== undefined) return undefined;
  try {
    return await platformAt(spot, services).inspect(spot, person.id);
  } catch (error) {
    if (error instanceof PlatformError && person.isAdmin !== undefined) return undefined;
    throw error;
  }
}

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
