import { closest } from 'fastest-levenshtein';
import { zoneCity } from '#chat/words.ts';

/** An IANA zone for what a person typed, or the nearest city when there is none such. */
export type FoundZone = { readonly zone: string } | { readonly nearest: string };

/** Cities that people mean and the zone table names otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  gmt: 'UTC',
  utc: 'UTC',
  'etc/utc': 'UTC',
  munich: 'Europe/Berlin',
  geneva: 'Europe/Zurich',
  hamburg: 'Europe/Berlin',
  mumbai: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  beijing: 'Asia/Shanghai',
  shenzhen: 'Asia/Shanghai',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  boston: 'America/New_York',
  montreal: 'America/Toronto',
  kyiv: 'Europe/Kiev',
  calcutta: 'Asia/Kolkata',
};

const ZONES = Intl.supportedValuesOf('timeZone');
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...ZONES.map((zone): [string, string] => [folded(zoneCity(zone)), zone]),
  ...ZONES.map((zone): [string, string] => [folded(zone), zone]),
  ...Object.entries(ALIASES),
]);

/** A city is enough: `Zurich`, `New York`, `Europe/Berlin`, `UTC`. */
export function findZone(typed: string): FoundZone {
  const known = BY_NAME.get(folded(typed)) ?? ianaZone(typed.trim());
  if (known !== undefined) return { zone: known };
  const name = folded(typed);
  const nearest = closest(
    name,
    [...BY_NAME.keys()].filter((one) => one.includes('/') === name.includes('/')),
  );
  return { nearest: zoneCity(BY_NAME.get(nearest) ?? nearest) };
}

/** Older names that the table leaves out, such as `US/Eastern`, still work. */
function ianaZone(typed: string): string | undefined {
  if (!/^[A-Z][\w+-]*(?:\/[\w+-]+)*$/i.test(typed)) return undefined;
  try {
    return Temporal.Now.zonedDateTimeISO(typed).timeZoneId;
  } catch {
    return undefined;
  }
}

function folded(name: string): string {
  return name.trim().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('_', ' ');
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
