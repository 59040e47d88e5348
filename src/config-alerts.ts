import { platformOf, toPlace } from '#chat/platform.ts';

/** What each platform that can be alerted on is set up with. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  slack: ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'],
  discord: ['DISCORD_TOKEN'],
};

/** Nobody would hear an alert on a platform that is not set up. */
export function alertProblems(
  given: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (given.ALERT_CHANNEL === undefined) return [];
  const place = toPlace(given.ALERT_CHANNEL);
  const needs = place === undefined ? undefined : NEEDS[platformOf(place.workspace)];
  if (needs === undefined) {
    return ['ALERT_CHANNEL must be a channel, as slack:T0001/C0001 or discord:<server>/<channel>.'];
  }
  if (needs.some((name) => given[name] !== undefined)) return [];
  return [`ALERT_CHANNEL needs ${needs[0]} beside it.`];
}
