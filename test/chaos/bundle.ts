import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const VICTIM = fileURLToPath(new URL('./victim.ts', import.meta.url));
/** Modules that what we use looks for and does without. */
const ABSENT = ['bufferutil', 'pg-native', 'utf-8-validate', 'zlib-sync'];

/**
 * The victim with all that it loads in a few files: of a thousand modules the loading alone takes a second of a
 * processor, and a run starts hundreds of victims. Resolves with the path of its program.
 */
export async function bundleVictim(folder: string): Promise<string> {
  await using bundle = await rolldown({
    ...{ input: VICTIM, platform: 'node', external: ABSENT, logLevel: 'silent' },
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  return join(folder, output[0].fileName);
}
