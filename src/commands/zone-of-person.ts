import type { Speaker } from '#chat/inbox.ts';
import type { PersonFacts } from '#chat/platform.ts';
import { zoneNamed } from '../digest/zone.ts';

export interface LikelyZone {
  readonly zone: string;
  /** They said so themselves, to the platform. */
  readonly isTheirs: boolean;
}

/** From the profile where the platform tells, else a guess from the locale, else UTC. */
export function zoneOf(
  speaker: Pick<Speaker, 'locale'> | undefined,
  profile: Pick<PersonFacts, 'zone' | 'locale'> | undefined,
): LikelyZone {
  if (profile?.zone === undefined) {
    return { zone: guessZone(speaker?.locale ?? profile?.locale), isTheirs: false };
  }
  return { zone: zoneNamed(profile.zone) ?? profile.zone, isTheirs: true };
}

/** Discord tells a locale only; most speakers of these live in one zone. */
const ZONES_OF_LOCALES: Readonly<Record<string, string>> = {
  de: 'Europe/Berlin',
  fr: 'Europe/Paris',
  'en-gb': 'Europe/London',
  'en-us': 'America/New_York',
  'es-es': 'Europe/Madrid',
  it: 'Europe/Rome',
  nl: 'Europe/Amsterdam',
  pl: 'Europe/Warsaw',
  'pt-br': 'America/Sao_Paulo',
  'sv-se': 'Europe/Stockholm',
  da: 'Europe/Copenhagen',
  no: 'Europe/Oslo',
  fi: 'Europe/Helsinki',
  ja: 'Asia/Tokyo',
  ko: 'Asia/Seoul',
  'zh-cn': 'Asia/Shanghai',
  'zh-tw': 'Asia/Taipei',
  hi: 'Asia/Kolkata',
  tr: 'Europe/Istanbul',
};

function guessZone(locale: string | undefined): string {
  return ZONES_OF_LOCALES[locale?.toLowerCase() ?? ''] ?? 'UTC';
}
