import { capitalized, many } from '#chat/words.ts';
import { platformOfLane } from './counting.ts';

/** What the operator reads: what is wrong, and what to do; later, that it is over. */
export interface AlertWords {
  readonly wrong: string;
  /** Absent where nobody needs to hear it. */
  readonly well?: string;
}

export function tokenWords(lane: string, reason: string): AlertWords {
  const [name, where] = [called(lane), lane.includes(':') ? ` in ${lane}` : ''];
  return {
    wrong: `${name} refuses Paperboy’s token${where}: ${reason}. Nothing goes out there until it is renewed: put a new one into the settings and restart Paperboy, or have the app installed again.`,
    well: `${name} accepts Paperboy’s token${where} again. What waited goes out now.`,
  };
}

export function silentWords(platform: string, lanes: number): AlertWords {
  const name = called(platform);
  const where = lanes > 1 ? ` in ${lanes} workspaces` : '';
  return {
    wrong: `${name} has not answered${where} for some minutes. Paperboy goes on trying and loses nothing; look at the status page of ${name}.`,
    well: `${name} answers again${where}. What waited goes out now.`,
  };
}

export function platformWords(platform: string, reason: string, ms: number): AlertWords {
  return {
    wrong: `Paperboy has received nothing from ${called(platform)} for ${lasting(ms)}: ${reason}. Commands and votes are not heard there; votes are read again when it is back. If it is the token, renew it and restart Paperboy.`,
    well: `${called(platform)} is connected again.`,
  };
}

export function sourceWords(ms: number): AlertWords {
  return {
    wrong: `No list of Hugging Face could be read for ${lasting(ms)}. Digests wait for it; /healthz says what it answers.`,
    well: 'Hugging Face answers again.',
  };
}

export function lateWords(messages: number, ms: number): AlertWords {
  return {
    wrong: `${many(messages, 'message')} should have been out by now, the oldest ${lasting(ms)} ago. /metrics shows which lane rests (lane_paused_seconds, breaker_state), the log why.`,
    well: 'Nothing is late any more.',
  };
}

export function uncertainWords(messages: number): AlertWords {
  const [it, they] = messages === 1 ? ['it', 'It is'] : ['they', 'They are'];
  return {
    wrong: `Of ${many(messages, 'message')} of the last day nobody can say whether ${it} arrived. ${they} not sent again; /papers log in the channel tells more.`,
  };
}

export function rejectedWords(
  { workspace, key }: { readonly workspace: string; readonly key: string },
  reason: string,
): string {
  return `${called(workspace)} refused the layout of a message, so it goes out as plain text: ${reason}. That is a bug of Paperboy: please report it with the lines of its log that hold ${key}.`;
}

export function duplicateWords(key: string): string {
  return `A message of Paperboy stands in a channel twice. That must never happen: please report it with the lines of its log that hold ${key}.`;
}

export function databaseWords(problem: string, ms: number): string {
  return `For ${lasting(ms)} the database could not be written: ${problem}. Now it can, and nothing that was confirmed is lost. Look at the disk, or at the server.`;
}

/** `Slack` of `slack`, of a lane and of a workspace. */
function called(of: string): string {
  return capitalized(platformOfLane(of));
}

const MINUTE_MS = 60_000;

function lasting(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  return minutes < 120 ? many(minutes, 'minute') : many(Math.round(minutes / 60), 'hour');
}
