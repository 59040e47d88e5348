import { existsSync } from 'node:fs';
import { many } from '#chat/words.ts';
import { UsageError } from '../errors.ts';
import { copyStore } from '../store/copy.ts';
import { isServer, openDatabase, pathOf } from '../store/open.ts';
import { type StoreTool, tryThis } from './tool.ts';

const USAGE = 'copy file:./data/paperboy.db postgres://user:password@host/database';

export const copy: StoreTool = {
  of: 'store',
  name: 'copy',
  usage: USAGE,
  summary: 'Copies everything from a file to an empty PostgreSQL database; stop Paperboy first.',
  run: async (args, { say, terminal }) => {
    const [file, server] = readUrls(args);
    await using from = await openDatabase(file, 'tool');
    await using to = await openDatabase(server, 'tool');
    const rows = await copyStore(from, to, (table, copied) =>
      terminal.write(`${table}: ${many(copied, 'row')}\n`),
    );
    say(`Copied ${many(rows, 'row')}, as many as there are. Now set DATABASE_URL to the server.`);
  },
};

/** @throws UsageError */
function readUrls(args: readonly string[]): readonly [string, string] {
  const [file = '', server = ''] = args;
  if (args.length !== 2 || !file.startsWith('file:') || !isServer(server)) {
    throw new UsageError(tryThis(USAGE));
  }
  if (!existsSync(pathOf(file))) throw new UsageError(`There is no ${pathOf(file)}.`);
  return [file, server];
}
