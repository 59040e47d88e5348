import { distance } from 'fastest-levenshtein';
import { zoneCity } from '#chat/words.ts';
import { ALIASES, RENAMED } from './zone-names.ts';

/** An IANA zone for what a person typed; or the nearest city when there is none such, where one is near. */
export type FoundZone = { readonly zone: string } | { readonly nearest: string | undefined };

const ZONES = Intl.supportedValuesOf('timeZone');
const PLACES: readonly (readonly [name: string, zone: string])[] = [
  ...ZONES.map((zone) => [zoneCity(zone), nameOf(zone)] as const),
  ...Object.values(RENAMED).map((zone) => [zoneCity(zone), zone] as const),
  ...Object.entries(ALIASES).flatMap(([zone, names]) =>
    names.split(', ').map((name) => [name, zone] as const),
  ),
];
const BY_NAME: ReadonlyMap<string, string> = new Map(
  PLACES.map(([name, zone]) => [folded(name), zone]),
);
/** Of an abbreviation another one is always near, and is another place. */
const CITIES = PLACES.map(([name]) => name).filter((name) => /\p{Ll}/u.test(name));

/** A city is enough: `Zurich`, `New York`, `Europe/Berlin`, `UTC`. */
export function findZone(typed: string): FoundZone {
  const zone = zoneNamed(typed);
  return zone === undefined ? { nearest: nearestCity(typed) } : { zone };
}

/** The same, of a name that is right. */
export function zoneNamed(typed: string): string | undefined {
  return BY_NAME.get(folded(typed)) ?? ianaZone(typed.trim().replaceAll(' ', '_'));
}

/**
 * Zones by their own names, older ones such as `US/Eastern` too, each by the one name of ours. The fixed offsets that the
 * table has as well (`Etc/GMT-5`, which is five hours ahead) belong to no place and keep no summer time.
 */
function ianaZone(typed: string): string | undefined {
  if (!/^[A-Z][\w+-]*(?:\/[\w+-]+)*$/i.test(typed)) return undefined;
  try {
    const there = Temporal.Now.zonedDateTimeISO(typed);
    const zone = ['UTC', ...ZONES].find((one) => there.equals(there.withTimeZone(one)));
    return zone === undefined ? undefined : nameOf(zone);
  } catch {
    return undefined;
  }
}

function nameOf(zone: string): string {
  return RENAMED[zone] ?? zone;
}

/** Longer than any name: an essay need not be compared with six hundred of them. */
const LONGEST_NAME = 40;

/** A slip or two; a name that shares less than that with what was typed is another place. */
function nearestCity(typed: string): string | undefined {
  const name = folded(typed.split('/').at(-1) ?? '');
  if (name.length < 4 || name.length > LONGEST_NAME) return undefined;
  const [nearest] = CITIES.map((city) => ({ city, far: distance(name, folded(city)) })).toSorted(
    (a, b) => a.far - b.far,
  );
  return nearest !== undefined && nearest.far <= Math.min(3, name.length / 3)
    ? nearest.city
    : undefined;
}

/** Without what people leave out or write in several ways: `St. John’s`, `São Paulo`, `Port-au-Prince`. */
function folded(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}.'’]/gu, '')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replace(/[_\s-]+/g, ' ');
}

/** At most 100 zones for a select (Slack's limit): one a city that many teams live by, from west to east. */
export const COMMON_ZONES: readonly { readonly label: string; readonly value: string }[] = [
  'Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Phoenix America/Chicago',
  'America/Mexico_City America/New_York America/Toronto America/Bogota America/Lima America/Halifax America/Santiago',
  'America/Sao_Paulo America/Buenos_Aires UTC Europe/London Europe/Dublin Europe/Lisbon Africa/Lagos Africa/Casablanca',
  'Europe/Madrid Europe/Paris Europe/Brussels Europe/Amsterdam Europe/Zurich Europe/Berlin Europe/Copenhagen',
  'Europe/Oslo Europe/Rome Europe/Vienna Europe/Prague Europe/Stockholm Europe/Budapest Europe/Warsaw Europe/Athens',
  'Europe/Helsinki Europe/Bucharest Africa/Cairo Africa/Johannesburg Asia/Jerusalem Europe/Istanbul Europe/Moscow',
  'Africa/Nairobi Asia/Riyadh Asia/Tehran Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Almaty',
  'Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Hong_Kong Asia/Taipei Asia/Singapore Asia/Manila',
  'Australia/Perth Asia/Tokyo Asia/Seoul Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland',
]
  .flatMap((line) => line.split(' '))
  .map((zone) => ({ label: zoneCity(zone), value: zone }));
