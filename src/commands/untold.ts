import type { CommandCall, Reply } from '#chat/inbox.ts';
import type { Message, Part } from '#chat/message.ts';
import { plain } from '#chat/message.ts';
import { type Instant, type PersonFacts, PlatformError } from '#chat/platform.ts';
import type { Pausable } from '../delivery/pausable.ts';
import { lookAt, pauseWords, troubleOf } from '../delivery/paused.ts';
import { ensureTold, untoldIn } from '../delivery/untold.ts';
import type { Services } from './services.ts';

type Call = Pick<CommandCall, 'name' | 'spot' | 'person'>;

/** Adds to an answer what an admin should know. */
export type Tell = (reply: Reply, call: Call) => Promise<Reply>;

/** More would bury the answer; the next answer tells the rest. */
const AT_ONCE = 2;
/** Who was no admin is not asked about at every word they type. */
const ASKED_AGAIN_AFTER_MS = 60 * 60_000;
const MOST_KEPT = 1_000;

/**
 * Where whoever set something up could not be told that it is paused, the next admin who speaks to Paperboy is, once, in
 * small print under their answer.
 */
export function createTell(services: Services): Tell {
  const members = new Map<string, Instant>();
  return async (reply, call) => {
    if (reply.kind !== 'message') return reply;
    const untold = await untoldIn(services.store, call.spot.workspace);
    if (untold.length === 0) return reply;
    const now = services.clock();
    if (now - (members.get(call.person.id) ?? 0) < ASKED_AGAIN_AFTER_MS) return reply;
    const theirs = untold.filter(mayMend(await rightsOf(call, services), call));
    if (theirs.length === 0) {
      if (members.size >= MOST_KEPT) members.clear();
      members.set(call.person.id, now);
      return reply;
    }
    const notes = await notesOf(theirs.slice(0, AT_ONCE), call, services);
    return { kind: 'message', message: withNotes(reply.message, notes) };
  };
}

type Rights = Pick<PersonFacts, 'isAdmin' | 'isWorkspaceAdmin'>;

async function rightsOf({ spot, person }: Call, services: Services): Promise<Rights> {
  if (person.isAdmin === true) return { isAdmin: true, isWorkspaceAdmin: true };
  try {
    const facts = await services.platformOf(spot.workspace)?.inspect(spot, person.id);
    return facts?.person ?? { isAdmin: false, isWorkspaceAdmin: false };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { isAdmin: false, isWorkspaceAdmin: false };
  }
}

/** Who only made this channel mends nothing elsewhere. */
function mayMend({ isAdmin, isWorkspaceAdmin }: Rights, { spot }: Call) {
  return ({ place }: Pausable): boolean =>
    place.channel === spot.channel ? isAdmin : isWorkspaceAdmin;
}

async function notesOf(
  all: readonly Pausable[],
  call: Call,
  services: Services,
): Promise<readonly Part[]> {
  const notes: Part[] = [];
  for (const one of all) {
    if (!(await ensureTold(services.store, one))) continue;
    // The answer itself says it.
    if (call.name === 'status' && one.place.channel === call.spot.channel) continue;
    const { name } = troubleOf(await lookAt(one, services));
    const { reason = '', fix = '' } = one.paused ?? {};
    const trouble = { reason, fix, ...(name !== undefined && { name }) };
    notes.push({
      kind: 'note',
      text: pauseWords(one, trouble, one.setUpBy?.name ?? 'the operator'),
    });
  }
  return notes;
}

function withNotes(message: Message, notes: readonly Part[]): Message {
  if (notes.length === 0) return message;
  const spoken = notes.flatMap((note) => (note.kind === 'note' ? [plain(note.text)] : []));
  return {
    ...message,
    summary: [message.summary, ...spoken].join(' ').slice(0, 4_000),
    parts: [...message.parts, ...notes],
  };
}
