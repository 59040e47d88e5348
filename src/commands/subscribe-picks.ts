import type { Reply } from '#chat/inbox.ts';
import type { Message, Part } from '#chat/message.ts';
import type { PlaceFacts } from '#chat/platform.ts';
import { picksBefore } from '../delivery/picks-due.ts';
import { composePicks } from '../digest/picks.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { TypedPicks } from '../digest/wanted-picks.ts';
import { WEEKDAYS } from '../digest/weekdays.ts';
import { addDays } from '../papers/feed-day.ts';
import { papersOf } from '../votes/picks.ts';
import { platformAt } from './command.ts';
import { type Asker, ensureSubscribed, type Wish } from './ensure-subscribed.ts';
import type { Services } from './services.ts';
import { DEFAULTS } from './subscribe-here.ts';
import {
  confirmationWith,
  forYou,
  type Stored,
  timeWords,
  whenWords,
  zoneWords,
} from './subscribe-words.ts';
import { zoneOf } from './zone-of-person.ts';

/** When the working week ends. */
const PICKS_DEFAULTS = { weekday: 4, localMinute: 16 * 60 } as const;

/** Starts or changes the weekly picks of a channel, beside its daily digest; as a digest, only where nothing is in the way. */
export function subscribePicks(
  asker: Asker,
  wanted: TypedPicks,
  services: Services,
): Promise<Reply> {
  return ensureSubscribed(
    asker,
    {
      store: (wish, within) => store(wanted, wish, within),
      announced: (subscription) => `Team picks here: ${picksWords(subscription)}`,
      confirmation: (stored) => confirmation(stored, services),
    },
    services,
  );
}

/** What was not said stays as it was, or is as the digest's, or a good default. */
async function store(
  wanted: TypedPicks,
  { place, person, facts }: Wish,
  { subscriptions, clock }: Pick<Services, 'subscriptions' | 'clock'>,
) {
  const known = await subscriptions.find(place, 'picks');
  const daily = await subscriptions.find(place);
  const zone = known?.schedule.zone ?? daily?.schedule.zone ?? zoneOf(person, facts.person).zone;
  const daysMask =
    wanted.weekday === undefined
      ? (known?.schedule.daysMask ?? 1 << PICKS_DEFAULTS.weekday)
      : 1 << wanted.weekday;
  const localMinute =
    wanted.localMinute ?? known?.schedule.localMinute ?? PICKS_DEFAULTS.localMinute;
  return subscriptions.ensure(
    {
      ...{ place, kind: 'picks', top: DEFAULTS.top, details: 'none' },
      schedule: { zone: wanted.zone ?? zone, localMinute, daysMask },
      ...(person !== undefined && { setUpBy: { person: person.id, name: person.name } }),
    },
    clock(),
  );
}

/** `Fridays, 16:00 Berlin time`. */
export function picksWords({ schedule }: Subscription): string {
  const days = WEEKDAYS.filter((_, index) => (schedule.daysMask & (1 << index)) !== 0);
  const on = days.map((day) => `${day}s`).join(' and ');
  return `${on}, ${timeWords(schedule.localMinute)} ${zoneWords(schedule.zone)}`;
}

async function confirmation(
  { subscription, before, facts }: Stored & { readonly facts: PlaceFacts },
  services: Services,
): Promise<Message> {
  const which = before === undefined ? 'first' : 'next';
  return confirmationWith({
    start: `Done. The ${which} picks come ${whenWords(subscription, services)}`,
    yours: forYou(subscription, facts),
    end: '.',
    preview: await previewOf(subscription, services),
    intro: 'Now they would look like this:',
  });
}

/** Of the last seven days, without controls, which belong to posted messages; undefined while nobody voted. */
async function previewOf(
  { place }: Subscription,
  services: Services,
): Promise<readonly Part[] | undefined> {
  const today = services.today();
  const decided = await picksBefore(addDays(today, 1), place.workspace, services.store);
  if (decided?.kind !== 'picks') return undefined;
  const ids = papersOf(decided.picks);
  const { parts } = composePicks({
    ...{ ...decided, key: 'preview', today, isPrivate: true },
    papers: await services.archive.findMany(ids),
    tallies: await services.tallies.of(place.workspace, ids),
    limits: platformAt(place, services).limits,
  });
  return parts.filter(({ kind }) => kind !== 'actions' && kind !== 'divider');
}
