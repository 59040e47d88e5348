import { UsageError } from '../errors.ts';
import { backfill } from './backfill.ts';
import { backup } from './backup.ts';
import { copy } from './copy.ts';
import { search } from './search.ts';
import { send } from './send.ts';
import { subscribe } from './subscribe.ts';
import { team } from './team.ts';
import { howToCall, type StoreTool, type Tool } from './tool.ts';

/** Every tool of the command line. */
export const tools: readonly (Tool | StoreTool)[] = [
  ...[subscribe, send, team, backfill, search],
  ...[backup, copy],
];

/** @throws UsageError with what there is, for another word */
export function findTool(name: string): Tool | StoreTool {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new UsageError(`I know no “${name}”.\n\n${helpText()}`);
  return tool;
}

/** What `npm run paperboy -- help` prints. */
export function helpText(): string {
  return [
    'npm start',
    '      Serves Slack and Discord when their tokens are set; else shows the papers here.',
    '',
    ...tools.map(usageOf),
  ].join('\n');
}

/** What `npm run paperboy -- search --help` prints. */
export function usageOf({ usage, summary }: Tool | StoreTool): string {
  return `  ${howToCall(usage)}\n      ${summary}`;
}

export function asksForHelp(args: readonly string[]): boolean {
  return args[0] === '-h' || args.includes('--help');
}
