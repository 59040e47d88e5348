import type { Instant, MessageRef, PersonId, WorkspaceId } from '#chat/platform.ts';

export function toWorkspace(team: string): WorkspaceId {
  return `slack:${team}`;
}

export function toPerson(workspace: WorkspaceId, user: string): PersonId {
  return `${workspace}/${user}`;
}

/** `U0001` of `slack:T0001/U0001`. */
export function userOf(person: PersonId): string {
  return person.slice(person.indexOf('/') + 1);
}

export function toRef(workspace: WorkspaceId, channel: string, ts: string): MessageRef {
  return { workspace, channel, message: ts };
}

/** A message's `ts` as a moment writes it. */
export function timestampAt(at: Instant): string {
  return (Math.max(0, at) / 1_000).toFixed(6);
}

/** A direct message with one person; `G` and `C` ids do not tell what they are. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
