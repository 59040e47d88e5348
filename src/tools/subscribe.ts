import { toPlace } from '#chat/platform.ts';
import { subscribeHere } from '../commands/subscribe-here.ts';
import { readOptions, type TypedSubscription } from '../digest/wanted.ts';
import { CommandError, UsageError } from '../errors.ts';
import { readArgs, type Tool, tryThis } from './tool.ts';
import { mustBeWelcome } from './welcome.ts';

const USAGE = 'subscribe slack:T0001/C0001 --at 09:00 --zone Europe/Berlin --top 10';

export const subscribe: Tool = {
  name: 'subscribe',
  usage: USAGE,
  summary: 'Starts or changes the digest of a channel; the last line is the subscription’s id',
  run: async (args, { engine, say, show }) => {
    const { word, options } = readArgs(args, { names: ['at', 'zone', 'top'], usage: USAGE });
    const place = toPlace(word);
    if (place === undefined) throw new UsageError(`“${word}” is no channel. ${tryThis(USAGE)}`);
    const wanted = wantedOf(options);
    const { services, deliverer } = engine;
    await mustBeWelcome(place, services);
    await services.puller.tick(services.clock());
    const answer = await subscribeHere({ spot: place }, wanted, services);
    const subscription = await services.subscriptions.find(place);
    if (subscription === undefined) throw new CommandError('Not subscribed.');
    if (answer.kind === 'message') show(answer.message);
    await deliverer.drain(services.clock() + NOTICE_MS);
    say(subscription.id);
  },
};

/** The line in the channel is a courtesy: when it does not go out by then, the service sends it. */
const NOTICE_MS = 10_000;

/** The problem's own advice is for a chat. @throws UsageError */
function wantedOf(options: Readonly<Record<string, string>>): TypedSubscription {
  const read = readOptions(options);
  if (!('problem' in read)) return read;
  throw new UsageError(`${read.problem.split(' Try: ')[0]} ${tryThis(USAGE)}`);
}
