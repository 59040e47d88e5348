import { once } from 'node:events';
import type { ReadStream } from 'node:tty';

type Input = NodeJS.ReadStream | ReadStream;

/** Whether anything comes at all; what came is put back. Waits until it is known. */
export async function hasInput(input: Input): Promise<boolean> {
  if (input.isTTY) return true;
  await Promise.race([once(input, 'readable'), once(input, 'end')]);
  const chunk: Buffer | string | null = input.read();
  if (chunk === null) return false;
  input.unshift(chunk);
  return true;
}
