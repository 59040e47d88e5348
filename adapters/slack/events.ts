import type { App } from '@slack/bolt';
import type { z } from 'zod';
import { type Place, PlatformError } from '#chat/platform.ts';
import type { Hearing, Listening } from './hearing.ts';
import { toPerson, toRef } from './ids.ts';
import { ChannelEvent, JoinedEvent, ReactionEvent } from './schemas.ts';

/** Hands Slack's events to the inbox, repeated ones too: a repetition may be the only one that arrives. `at` tells which are old. */
export function listenToEvents(app: App, { supervise, hearingOf }: Listening): void {
  const on: On = (events, schema, act) => {
    for (const name of events) {
      app.event(name, async ({ event, context }) => {
        const read = schema.safeParse(event);
        if (read.success) supervise(name, async () => act(read.data, await hearingOf(context)));
      });
    }
  };
  listenToReactions(on);
  listenToPlaces(on);
}

type On = <T>(
  events: readonly string[],
  schema: z.ZodType<T>,
  act: (read: T, hearing: Hearing) => Promise<void>,
) => void;

function listenToReactions(on: On): void {
  for (const kind of ['added', 'removed'] as const) {
    on([`reaction_${kind}`], ReactionEvent, async (event, hearing) => {
      const { inbox, self } = hearing;
      const { user, reaction, item, item_user, event_ts } = event;
      const isOurs = item_user === undefined || item_user === self.user;
      if (!isOurs || (await isProgram(user, hearing))) return;
      await inbox.onReaction({
        kind,
        ref: toRef(self.workspace, item.channel, item.ts),
        person: toPerson(self.workspace, user),
        emoji: reaction,
        isBurst: false,
        ...(event_ts !== undefined && { at: event_ts * 1_000 }),
      });
    });
  }
}

/** Who cannot be asked about counts as a person: a vote too many is found when reactions are read again, one lost is not missed. */
async function isProgram(user: string, { self, people, log }: Hearing): Promise<boolean> {
  if (user === self.user) return true;
  try {
    return (await people.find(user)).isBot;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    log.warn({ user, problem: error.message }, 'taken for a person, as Slack does not say');
    return false;
  }
}

function listenToPlaces(on: On): void {
  on(['channel_deleted', 'group_deleted'], ChannelEvent, ({ channel }, { inbox, self }) =>
    inbox.onPlace({ kind: 'channel-gone', place: placeOf(self, channel) }),
  );
  on(
    ['channel_archive', 'group_archive', 'channel_left', 'group_left'],
    ChannelEvent,
    ({ channel }, { inbox, self }) =>
      inbox.onPlace({ kind: 'access-lost', place: placeOf(self, channel) }),
  );
  on(['channel_unarchive', 'group_unarchive'], ChannelEvent, ({ channel }, { inbox, self }) =>
    inbox.onPlace({ kind: 'access-back', place: placeOf(self, channel) }),
  );
  on(['member_joined_channel'], JoinedEvent, async ({ channel, user }, { inbox, self }) => {
    if (user !== self.user) return;
    await inbox.onPlace({ kind: 'access-back', place: placeOf(self, channel) });
  });
}

function placeOf({ workspace }: Hearing['self'], channel: string): Place {
  return { workspace, channel };
}
