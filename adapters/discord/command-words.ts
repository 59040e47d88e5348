import type { CommandSpec } from '#chat/command.ts';
import { readTyped } from '#chat/typed.ts';
import { COMMANDS, SHARE } from './registration.ts';

/**
 * A command as Discord takes it: `/papers 2026-03-10` is `/papers day date:2026-03-10` here. Anything else, and every
 * command before Discord was connected to, stays as it is.
 */
export function asTyped(text: string, commands: readonly CommandSpec[]): string {
  const words = /^\/papers\b(.*)$/s.exec(text)?.[1];
  if (words === undefined) return text;
  const typed = readTyped(words, commands);
  if ('problem' in typed) return text;
  const command = commands.find(({ name }) => name === typed.name);
  if (command === undefined) return text;
  const options = Object.entries(typed.options).map(([name, value]) => `${name}:${value}`);
  const share = typed.isShared ? [`${SHARE}:True`] : [];
  return [`/${COMMANDS[command.access]}`, command.name, ...options, ...share].join(' ');
}
