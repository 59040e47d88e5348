import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const OPENS_STORES = 'test/fakes/store/index.ts';

/** Test files that open their stores by `openTestStore`, themselves or through what they import of `test/`. */
export function filesWithStores(root: string): readonly string[] {
  const known = new Map<string, boolean>();
  const opensStores = (file: string): boolean => {
    const before = known.get(file);
    if (before !== undefined) return before;
    known.set(file, file === OPENS_STORES);
    const opens = file === OPENS_STORES || importsOf(root, file).some(opensStores);
    known.set(file, opens);
    return opens;
  };
  const files = globSync('test/**/*.test.ts', { cwd: root, exclude: ['test/e2e/**'] });
  return files.filter(opensStores).toSorted();
}

function importsOf(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+\.ts)'/g)]
    .map(([, path = '']) => relative('.', join(dirname(file), path)))
    .filter((path) => path.startsWith('test/'));
}
