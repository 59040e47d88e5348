import type { Reply, Speaker, Spot } from '#chat/inbox.ts';
import { type Span, sayPlainly } from '#chat/message.ts';
import type { PlaceFacts } from '#chat/platform.ts';
import { EVERY_DAY } from '../digest/schedule.ts';
import { createSubscriptions } from '../digest/subscription.ts';
import type { TypedSubscription } from '../digest/wanted.ts';
import type { StoreHandle } from '../store/open.ts';
import { platformAt, reply } from './command.ts';
import type { Services } from './services.ts';
import { confirmation, obstacleMessage, type Stored, scheduleWords } from './subscribe-words.ts';

/** Of a subscription of which nothing was said (product.md, Digest; messages.md, Subscribe form). */
export const DEFAULTS = { localMinute: 9 * 60, zone: 'UTC', top: 5 } as const;

export interface Asker {
  readonly spot: Spot;
  /** Absent for the operator, who types on the command line. */
  readonly person?: Speaker | undefined;
}

/** Asks the platform first: when something is missing, nothing is stored and the answer names the fix. */
export async function subscribeHere(
  { spot, person }: Asker,
  wanted: TypedSubscription,
  services: Services,
): Promise<Reply> {
  const place = { workspace: spot.workspace, channel: spot.channel };
  const facts = await platformAt(place, services).inspect(place, person?.id);
  const [obstacle] = facts.obstacles;
  if (obstacle !== undefined) return reply(obstacleMessage(obstacle));
  const stored = await services.store.transaction().execute(async (trx) => {
    const within = { ...services, subscriptions: createSubscriptions(trx) };
    const subscribed = await store({ spot, person }, { wanted, facts }, within);
    await announce(subscribed, person, { ...services, trx });
    return subscribed;
  });
  services.wakeDelivery();
  return reply(await confirmation({ ...stored, facts }, services));
}

interface Wish {
  readonly wanted: TypedSubscription;
  readonly facts: PlaceFacts;
}

type Within = Pick<Services, 'subscriptions' | 'clock'>;

/** What was not said stays as it was, or is a good default. */
async function store({ spot, person }: Asker, { wanted, facts }: Wish, services: Within) {
  const place = { workspace: spot.workspace, channel: spot.channel };
  const known = await services.subscriptions.find(place);
  const zone = wanted.zone ?? known?.schedule.zone ?? facts.person?.zone ?? DEFAULTS.zone;
  const localMinute = wanted.localMinute ?? known?.schedule.localMinute ?? DEFAULTS.localMinute;
  return services.subscriptions.ensure(
    {
      place,
      schedule: { zone, localMinute, daysMask: EVERY_DAY },
      top: wanted.top ?? known?.top ?? DEFAULTS.top,
      details: facts.hasThreads ? 'thread' : 'none',
      ...(person !== undefined && { setUpBy: { person: person.id, name: person.name } }),
    },
    services.clock(),
  );
}

/** One line in the channel, so that everybody there knows who wanted it. */
async function announce(
  { subscription, isNew }: Stored,
  person: Speaker | undefined,
  { planner, clock, trx }: Services & { readonly trx: StoreHandle },
) {
  const now = clock();
  const verb = isNew ? 'set up' : 'changed';
  const words = ` ${verb} Daily Papers here: ${scheduleWords(subscription)}.`;
  const who: Span =
    person === undefined
      ? { kind: 'plain', text: 'The operator' }
      : { kind: 'person', person: person.id, name: person.name };
  const message = sayPlainly([who, { kind: 'plain', text: words }]);
  await planner.planNotice(subscription.place, { what: `${verb} ${now}`, message, trx }, now);
}
