import { renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

/** All pages in one go: between two goes somebody's write would make it begin anew. */
const ALL_PAGES = 0x7fff_ffff;

/** What a copy is called until it is whole, behind its name. */
export const DRAFT = '.draft';

/** A copy of a database file as it is at one moment, while others write to it. Nothing is at `target` before it is whole. */
export async function copyFileNow(path: string, target: string): Promise<void> {
  const draft = `${target}${DRAFT}`;
  const source = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    rmSync(draft, { force: true });
    await backup(source, draft, { rate: ALL_PAGES });
    renameSync(draft, target);
  } finally {
    source.close();
    rmSync(draft, { force: true });
  }
}
