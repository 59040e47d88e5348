import { UsageError } from '../errors.ts';

/**
 * In a folder that is gone the program would hang without a word (measured, Node 26).
 * @throws UsageError when the working folder was deleted
 */
export function needFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    const words =
      'The folder in which Paperboy was started was deleted. Go to another one, and start it there.';
    throw new UsageError(words, { cause });
  }
}
