import type { CommandSpec } from '#chat/command.ts';
import type { CommandCall, Reply, Speaker } from '#chat/inbox.ts';
import type { Message, Text } from '#chat/message.ts';
import { sayPlainly } from '#chat/message.ts';
import type { ChatPlatform, PersonFacts, Place } from '#chat/platform.ts';
import { capitalized } from '#chat/words.ts';
import { CommandError } from '../errors.ts';
import type { Services } from './services.ts';

/** A command is one declaration: help, parsing, registration and access all read it. */
export interface Command extends CommandSpec {
  /** @throws CommandError whose message is the whole answer */
  run(call: CommandCall, services: Services): Promise<Reply>;
}

export function reply(message: Message): Reply {
  return { kind: 'message', message };
}

export function say(text: Text): Reply {
  return reply(sayPlainly(text));
}

/** Refuses politely whoever may not change what a channel gets. */
export async function mustBeAdmin(
  place: Place,
  person: Speaker,
  services: Services,
): Promise<void> {
  if (person.isAdmin ?? (await factsOf(person, place, services))?.isAdmin) return;
  throw new CommandError('Only an admin of this channel can do that. Ask one of them to type it.');
}

/** Refuses politely whoever may not change what holds for the whole workspace. */
export async function mustBeWorkspaceAdmin(
  place: Place,
  person: Speaker,
  services: Services,
): Promise<void> {
  if (person.isAdmin ?? (await factsOf(person, place, services))?.isWorkspaceAdmin) return;
  throw new CommandError(
    'Only an admin of this workspace can do that. Ask one of them to type it.',
  );
}

async function factsOf(
  person: Speaker,
  place: Place,
  services: Services,
): Promise<PersonFacts | undefined> {
  return (await platformAt(place, services).inspect(place, person.id)).person;
}

/** `Slack` of `slack`, in a sentence. */
export function nameOf(platform: Pick<ChatPlatform, 'name'> | undefined): string {
  const name = platform?.name ?? 'the platform';
  return capitalized(name);
}

/** @throws CommandError while the platform is not set up */
export function platformAt(
  { workspace }: Pick<Place, 'workspace'>,
  services: Services,
): ChatPlatform {
  const platform = services.platformOf(workspace);
  if (platform === undefined) throw new CommandError('Paperboy is not connected here.');
  return platform;
}
