import type { Press, Reply, Speaker, Spot } from '#chat/inbox.ts';
import type { Form } from '#chat/message.ts';
import { type PlaceFacts, PlatformError } from '#chat/platform.ts';
import { zoneCity } from '#chat/words.ts';
import { readTop } from '../digest/wanted.ts';
import { readTime } from '../digest/wanted-time.ts';
import { readZone } from '../digest/wanted-zone.ts';
import { COMMON_ZONES } from '../digest/zone.ts';
import { mustBeAdmin, platformAt } from './command.ts';
import type { Services } from './services.ts';
import { DEFAULTS, subscribeHere } from './subscribe-here.ts';
import { timeWords } from './subscribe-words.ts';
import { keepView } from './view.ts';
import { type LikelyZone, zoneOf } from './zone-of-person.ts';

type Values = Readonly<Record<string, string>>;

interface Filler {
  readonly spot: Spot;
  readonly person: Speaker;
  /** What the platform has been asked for already. */
  readonly seen?: PlaceFacts | undefined;
}

/** The form of a bare `subscribe`, with the channel's settings, the person's zone, or what was filled in before. */
export async function subscribeForm(
  filler: Filler,
  filled: Values,
  services: Services,
): Promise<Form> {
  const { spot, person } = filler;
  const known = await services.subscriptions.find(spot);
  const viewer = { workspace: spot.workspace, person, now: services.clock() };
  const key = await keepView(services.store, { kind: 'form', values: filled }, viewer);
  const chosen = filled.zone ?? known?.schedule.zone;
  const { zone, isTheirs } =
    chosen === undefined ? await zoneFor(filler, services) : { zone: chosen, isTheirs: false };
  return {
    title: 'Subscribe this channel',
    submit: 'Subscribe',
    action: { key, verb: 'subscribe' },
    fields: [
      {
        kind: 'select',
        name: 'when',
        label: 'How often',
        options: [{ label: 'Weekdays, each new list', value: 'daily' }],
        value: 'daily',
      },
      {
        kind: 'time',
        name: 'at',
        label: 'Time',
        value: filled.at ?? timeWords(known?.schedule.localMinute ?? DEFAULTS.localMinute),
      },
      {
        kind: 'zone',
        name: 'zone',
        label: 'Time zone',
        value: zone,
        options: withZone(zone),
        ...(isTheirs && { hint: 'Yours, from your profile.' }),
      },
      {
        kind: 'select',
        name: 'top',
        label: 'Papers in each digest',
        options: sizes(known?.top).map((value) => ({ label: value, value })),
        value: filled.top ?? String(known?.top ?? DEFAULTS.top),
      },
    ],
  };
}

/** A select must hold the number that it shows. */
function sizes(known: number | undefined): readonly string[] {
  const all = new Set([3, 5, 10, ...(known === undefined ? [] : [known])]);
  return [...all].toSorted((a, b) => a - b).map(String);
}

/** A select must hold the zone that it shows. */
function withZone(zone: string): typeof COMMON_ZONES {
  if (COMMON_ZONES.some(({ value }) => value === zone)) return COMMON_ZONES;
  return [{ label: zoneCity(zone), value: zone }, ...COMMON_ZONES];
}

/**
 * A form must open within seconds: where the call itself tells the locale nothing is asked, and a platform that does not
 * answer keeps no form shut.
 */
async function zoneFor(filler: Filler, services: Services): Promise<LikelyZone> {
  const { person, seen } = filler;
  if (seen !== undefined) return zoneOf(person, seen.person);
  return zoneOf(
    person,
    person.locale === undefined ? await profileOf(filler, services) : undefined,
  );
}

async function profileOf({ spot, person }: Filler, services: Services) {
  try {
    return (await platformAt(spot, services).inspect(spot, person.id)).person;
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}

/** What was filled in: the same as the typed command, with mistakes answered at their fields. */
export async function submitSubscribe(press: Press, services: Services): Promise<Reply> {
  await mustBeAdmin(press.spot, press.person, services);
  const values = press.values ?? {};
  const at = readTime(values.at ?? '');
  const zone = readZone(values.zone ?? '');
  const top = readTop(values.top ?? '');
  if (typeof at === 'number' && typeof zone === 'string' && typeof top === 'number') {
    return subscribeHere(press, { localMinute: at, zone, top }, services);
  }
  const viewer = { workspace: press.spot.workspace, person: press.person, now: services.clock() };
  const key = await keepView(services.store, { kind: 'form', values }, viewer);
  const problems = Object.entries({ at, zone, top }).flatMap(([field, read]) =>
    typeof read === 'object' ? [{ field, text: read.problem }] : [],
  );
  return { kind: 'problems', problems, reopen: { key, verb: 'form' } };
}
