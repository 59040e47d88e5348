#!/usr/bin/env node
// Plain JavaScript, so that an old Node can say what it lacks.
const isNew = process.features.typescript !== undefined && typeof Temporal !== 'undefined';

if (!isNew || process.features.typescript === false) {
  process.stderr.write(
    `Paperboy needs Node 26 and this is ${process.version}: run "npm ci", then "npm start", which brings its own.\n`,
  );
  process.exit(1);
}

const { enableCompileCache } = await import('node:module');
const { fileURLToPath } = await import('node:url');
// The next start strips no types and compiles nothing. Beside the packages, where nobody else can write.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
const { existsSync, readFileSync } = await import('node:fs');
const { parseEnv } = await import('node:util');
if (existsSync('.env')) {
  try {
    // Some editors begin a file with a mark that would make the first name another one.
    const settings = parseEnv(readFileSync('.env', 'utf8').replace(/^\uFEFF/, ''));
    for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
  } catch (error) {
    process.stderr.write(`The settings in .env cannot be read: ${error.message}\n`);
    process.exit(2);
  }
}
const { main } = await import('../src/main.ts');
const code = await main(process.argv.slice(2));
process.stdout.write('', () => process.exit(code));
