import type { Reply } from '#chat/inbox.ts';
import { EVERY_DAY } from '../digest/schedule.ts';
import type { TypedSubscription } from '../digest/wanted.ts';
import { type Asker, ensureSubscribed, type Wish } from './ensure-subscribed.ts';
import type { Services } from './services.ts';
import { confirmation, scheduleWords } from './subscribe-words.ts';
import { zoneOf } from './zone-of-person.ts';

/** Of a subscription of which nothing was said (product.md, Digest; messages.md, Subscribe form). */
export const DEFAULTS = { localMinute: 9 * 60, top: 5 } as const;

/** Starts or changes the daily digest of a channel, where nothing is in the way. */
export function subscribeHere(
  asker: Asker,
  wanted: TypedSubscription,
  services: Services,
): Promise<Reply> {
  return ensureSubscribed(
    asker,
    {
      store: (wish, within) => store(wanted, wish, within),
      announced: (subscription) => `Daily Papers here: ${scheduleWords(subscription)}`,
      confirmation: (stored) => confirmation(stored, services),
    },
    services,
  );
}

async function store(
  wanted: TypedSubscription,
  { place, person, facts }: Wish,
  { subscriptions, clock }: Pick<Services, 'subscriptions' | 'clock'>,
) {
  const known = await subscriptions.find(place);
  const zone = wanted.zone ?? known?.schedule.zone ?? zoneOf(person, facts.person).zone;
  const localMinute = wanted.localMinute ?? known?.schedule.localMinute ?? DEFAULTS.localMinute;
  return subscriptions.ensure(
    {
      place,
      schedule: { zone, localMinute, daysMask: EVERY_DAY },
      top: wanted.top ?? known?.top ?? DEFAULTS.top,
      details: facts.hasThreads ? 'thread' : 'none',
      ...(person !== undefined && { setUpBy: { person: person.id, name: person.name } }),
    },
    clock(),
  );
}
