import type { MessageRef, PersonId, Place } from '#chat/platform.ts';
import type { Access } from './adapters.ts';
import { openDiscordStage } from './discord-stage.ts';
import { openSlackStage } from './slack-stage.ts';

/** What can go wrong with a request; an answer is lost or an error before or after the platform did it. */
export type Trouble =
  | 'lost before'
  | 'lost after'
  | 'error before'
  | 'error after'
  | 'limited'
  | 'hanging';

/** A message being posted, a look whether it is there, or what else that takes. */
export interface Asked {
  readonly kind: 'post' | 'find' | 'other';
  readonly channel: string;
  /** Of a post. */
  readonly key?: string;
}

/** What happens to a request; undefined when all goes well. */
export type Decide = (asked: Asked) => Trouble | undefined;

/** A fake platform in this process on which a message is repeated unless somebody looks first. */
export interface Stage extends AsyncDisposable {
  readonly access: Access;
  /** Channels in which the bot can do all it does. */
  places(count: number): readonly Place[];
  readonly person: PersonId;
  /** Takes from the bot what it needs to post there. */
  close(place: Place): void;
  /** Decides about every request from now on, instead of an earlier one. */
  misbehave(decide: Decide): void;
  messagesWith(key: string): readonly MessageRef[];
  /** All messages that are kept. */
  count(): number;
  /** Requests that the platform's documents do not allow. */
  problems(): readonly string[];
}

export const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  slack: openSlackStage,
  discord: openDiscordStage,
};
