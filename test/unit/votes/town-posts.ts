/** What stands on the scripted platforms of the town. */
import type { ReactionChange } from '#chat/inbox.ts';
import { type Counts, type MessageRef, platformOf, type Reaction } from '#chat/platform.ts';
import { EMOJI, type Move } from './happenings.ts';
import type { Standing } from './witness.ts';

/** The same people are on both servers. */
export const WORKSPACES = ['slack:T1', 'discord:9', 'discord:10'];

export interface Post {
  readonly ref: MessageRef;
  readonly papers: readonly { readonly paper: string; readonly number: number }[];
  readonly live: Map<string, Reaction>;
  /** What Paperboy can know of it: what it was told and what it read. Counts once the message is gone. */
  readonly heard: Map<string, Reaction>;
  /** By Slack's clock, the newest event of each reaction that Paperboy was told. */
  readonly told: Map<string, number>;
  isGone: boolean;
}

/** What the platform tells of it; only Slack says when it happened. */
export function changed(post: Post, happening: Move, now: number): readonly ReactionChange[] {
  const { ref, live } = post;
  const when = isSlack(ref) ? { at: now } : {};
  const sent = (index: number) => EMOJI[index]?.[isSlack(ref) ? 'slack' : 'discord'] ?? '';
  if (happening.kind === 'clear') {
    const emoji = happening.emoji === undefined ? undefined : sent(happening.emoji);
    return cleared(post, emoji, when);
  }
  if (happening.kind === 'unreact') {
    const reaction = [...live.values()][happening.which % live.size];
    if (reaction === undefined) return [];
    live.delete(idOf(reaction));
    return [{ kind: 'removed', ref, ...reaction, ...when }];
  }
  const person = personOf(ref.workspace, happening.person);
  const isBurst = !isSlack(ref) && EMOJI[happening.emoji]?.isBurst === true;
  const reaction = { person, emoji: sent(happening.emoji), isBurst };
  if (live.has(idOf(reaction))) return [];
  live.set(idOf(reaction), reaction);
  return [{ kind: 'added', ref, ...reaction, ...when }];
}

/** On Slack each takes their own back. */
function cleared(
  { ref, live }: Post,
  emoji: string | undefined,
  when: { readonly at?: number },
): readonly ReactionChange[] {
  const before = [...live.values()];
  clear(live, emoji);
  if (!isSlack(ref)) return [{ kind: 'cleared', ref, ...(emoji !== undefined && { emoji }) }];
  const went = before.filter((one) => !live.has(idOf(one)));
  return went.map((one) => ({ kind: 'removed', ref, ...one, ...when }));
}

export function clear(
  reactions: Map<string, Reaction> | undefined,
  emoji: string | undefined,
): void {
  for (const [id, one] of reactions ?? [])
    if (emoji === undefined || one.emoji === emoji) reactions?.delete(id);
}

export function standingOn({ ref, papers, live, heard, isGone }: Post): readonly Standing[] {
  const { workspace } = ref;
  return [...(isGone ? heard : live).values()].flatMap(({ person, emoji }) =>
    papers.map((one) => ({ ...one, workspace, person, family: familyOf(workspace, emoji) })),
  );
}

/** A platform's own emoji have their own meanings. */
export function familyOf(workspace: string, emoji: string): string {
  const found = EMOJI.find(({ slack, discord }) => slack === emoji || discord === emoji);
  if (found?.family !== 'parrot') return found?.family ?? 'nothing';
  return platformOf(workspace) === 'slack' ? 'parrot on Slack' : 'parrot on Discord';
}

export function isSameCount(seen: readonly Reaction[], recorded: Counts): boolean {
  const counts = Map.groupBy(seen, ({ emoji }) => emoji);
  const names = new Set([...counts.keys(), ...recorded.keys()]);
  return [...names].every((name) => (counts.get(name)?.length ?? 0) === (recorded.get(name) ?? 0));
}

export function memberOf(one: {
  readonly where: number;
  readonly person: number;
}): [string, string] {
  const workspace = workspaceOf(one.where);
  return [workspace, personOf(workspace, one.person)];
}

export function personOf(workspace: string, index: number): string {
  return workspace.startsWith('slack:') ? `${workspace}/U${index}` : `discord:${index}`;
}

export function workspaceOf(index: number): string {
  return WORKSPACES[index % WORKSPACES.length] ?? '';
}

export function channelOf(workspace: string): string {
  return `C${WORKSPACES.indexOf(workspace)}`;
}

function isSlack({ workspace }: MessageRef): boolean {
  return platformOf(workspace) === 'slack';
}

export function idOf({ person, emoji, isBurst }: Reaction): string {
  return `${person} ${emoji} ${isBurst}`;
}
