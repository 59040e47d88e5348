import type { Reply, Speaker, Spot } from '#chat/inbox.ts';
import { type Message, type Span, sayPlainly } from '#chat/message.ts';
import type { Place, PlaceFacts } from '#chat/platform.ts';
import { createSubscriptions, PLANNING, type Subscription } from '../digest/subscription.ts';
import { serialised } from '../store/dialect.ts';
import { platformAt, reply } from './command.ts';
import type { Services } from './services.ts';
import { obstacleMessage, type Stored } from './subscribe-words.ts';

export interface Asker {
  readonly spot: Spot;
  /** Absent for the operator, who types on the command line. */
  readonly person?: Speaker | undefined;
}

/** Where somebody wants a subscription, and what the platform says of it and of them. */
export interface Wish {
  readonly place: Place;
  readonly person: Asker['person'];
  readonly facts: PlaceFacts;
}

/** What each kind of subscription does its own way. */
export interface Wanted {
  /** What was not said stays as it was, or is a good default. */
  store(wish: Wish, within: Pick<Services, 'subscriptions' | 'clock'>): Promise<Stored>;
  /** What the channel is told of: `Daily Papers here: weekdays, 09:00 Berlin time`. */
  announced(subscription: Subscription): string;
  confirmation(stored: Stored & { readonly facts: PlaceFacts }): Promise<Message>;
}

/** Asks the platform first: when something is missing, nothing is stored and the answer names the fix. */
export async function ensureSubscribed(
  { spot, person }: Asker,
  wanted: Wanted,
  services: Services,
): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.channel };
  const facts = await platformAt(place, services).inspect(place, person?.id);
  const [obstacle] = facts.obstacles;
  if (obstacle !== undefined) return reply(obstacleMessage(obstacle));
  const now = services.clock();
  const stored = await services.store.transaction().execute(async (trx) => {
    await serialised(trx, PLANNING);
    const within = { ...services, subscriptions: createSubscriptions(trx) };
    const subscribed = await wanted.store({ place, person, facts }, within);
    const news = newsOf(subscribed, wanted);
    if (news === undefined) return subscribed;
    const message = announcement(news, person);
    const what = `${news.verb} ${subscribed.subscription.kind} ${now}`;
    await services.planner.planNotice(place, { what, message, trx }, now);
    return subscribed;
  });
  services.wakeDelivery();
  return reply(await wanted.confirmation({ ...stored, facts }));
}

interface News {
  readonly verb: 'set up' | 'changed';
  readonly what: string;
}

/** Undefined when all is as it was: a channel need not read that. */
function newsOf(
  { subscription, before }: Stored,
  { announced }: Pick<Wanted, 'announced'>,
): News | undefined {
  const what = announced(subscription);
  if (before === undefined) return { verb: 'set up', what };
  const isSame =
    what === announced(before) &&
    before.paused === undefined &&
    before.setUpBy?.person === subscription.setUpBy?.person;
  return isSame ? undefined : { verb: 'changed', what };
}

/** One line in the channel, so that everybody there knows who wanted it. */
function announcement({ verb, what }: News, person: Asker['person']): Message {
  const who: Span =
    person === undefined
      ? { kind: 'plain', text: 'The operator' }
      : { kind: 'person', person: person.id, name: person.name };
  return sayPlainly([who, { kind: 'plain', text: ` ${verb} ${what}.` }]);
}
