import { existsSync } from 'node:fs';
import { CommandError, UsageError } from '../errors.ts';
import { copyFileNow } from '../store/backup.ts';
import { mustBeSound } from '../store/damage.ts';
import { isServer, openDatabase, pathOf } from '../store/open.ts';
import { type StoreTool, tryThis } from './tool.ts';

const USAGE = 'backup ./data/backup.db';

export const backup: StoreTool = {
  of: 'store',
  name: 'backup',
  usage: USAGE,
  summary:
    'Copies the database file as it is now, while Paperboy runs, and looks the copy through.',
  run: async (args, { say, databaseUrl }) => {
    const [target, ...others] = args;
    if (target === undefined || others.length > 0) throw new UsageError(tryThis(USAGE));
    if (isServer(databaseUrl)) {
      throw new CommandError('The database is on a PostgreSQL server: pg_dump makes its backups.');
    }
    if (!existsSync(pathOf(databaseUrl))) throw new UsageError(`There is no ${databaseUrl}.`);
    if (existsSync(target)) throw new UsageError(`${target} is there already. Name another file.`);
    await copyFileNow(pathOf(databaseUrl), target);
    await using copy = await openDatabase(`file:${target}`, 'tool');
    await mustBeSound(copy, target, 'whole');
    say(`${target} is a whole copy of ${pathOf(databaseUrl)}.`);
  },
};
