import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/inbox.ts';
import { SETTINGS } from '../src/config.ts';
import { tools } from '../src/tools/tools.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** A room may import those that stand before it, and those on its own line. */
const FLOORS = [
  ['chat'],
  ['errors.ts', 'clock.ts', 'log.ts', 'config.ts', 'config-slack.ts', 'config-alerts.ts'],
  ['store', 'papers'],
  ['votes'],
  ['search'],
  ['digest'],
  ['delivery'],
  ['commands'],
  ['ops'],
  ['tools'],
  ['main.ts'],
];

describe('the rooms of src', () => {
  const imports = importsOf('src/**/*.ts');

  it('are all on a floor', () => {
    const unknown = imports.map(({ from }) => roomOf(from)).filter((room) => floorOf(room) < 0);

    expect(new Set(unknown)).toEqual(new Set());
  });

  it('depend downward only', () => {
    const upward = imports
      .filter(({ to }) => to.startsWith('src/'))
      .filter(({ from, to }) => floorOf(roomOf(to)) > floorOf(roomOf(from)));

    expect(upward).toEqual([]);
  });

  it('know no adapter and no chat SDK, main.ts aside', () => {
    const knowing = imports
      .filter(({ from }) => from !== 'src/main.ts')
      .filter(({ to }) => /^adapters\/|^@slack\/|^discord|^@discordjs\//.test(to));

    expect(knowing).toEqual([]);
  });

  it('read the environment in main.ts only', () => {
    const readers = globSync('{src,adapters}/**/*.ts', { cwd: ROOT }).filter((file) =>
      read(file).includes('process.env'),
    );

    expect(readers).toEqual(['src/main.ts']);
  });
});

describe('an adapter', () => {
  const SDKS: Readonly<Record<string, RegExp>> = {
    console: /^$/,
    slack: /^@slack\//,
    discord: /^discord\.js$|^discord-api-types\/|^@discordjs\//,
  };

  it('imports the seam, its own folder and its own SDK, nothing else', () => {
    const strange = importsOf('adapters/**/*.ts').filter(({ from, to }) => {
      const own = from.split('/')[1] ?? '';
      const isOwn = to.startsWith(`adapters/${own}/`) || SDKS[own]?.test(to);
      return !isOwn && !to.startsWith('src/chat/') && !/^node:|^zod$/.test(to);
    });

    expect(strange).toEqual([]);
  });

  it('says what it is and what it cannot do', () => {
    const folders = globSync('adapters/*/', { cwd: ROOT });

    expect(folders.length).toBeGreaterThan(0);
    for (const folder of folders) expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true);
  });
});

describe('the settings', () => {
  it('are those of the README’s table, with their defaults', () => {
    const rows = read('README.md').matchAll(/^\| `([A-Z_]+)` +\|.*\| (.*)\|$/gm);
    const shown = [...rows].map(([, name, standard = '']) => [name, standard.trim()]);

    expect(shown.map(([name]) => name)).toEqual(SETTINGS.map(({ name }) => name));
    for (const setting of SETTINGS) {
      if (!('standard' in setting)) continue;
      expect(shown).toContainEqual([setting.name, `\`${setting.standard}\``]);
    }
  });

  it('are those of .env.example, none of them set, with their defaults', () => {
    const lines = read('.env.example').matchAll(/^(#?)([A-Z_]+)=(.*)$/gm);
    const shown = new Map([...lines].map(([, mark, name, value]) => [name, { mark, value }]));

    expect([...shown.keys()].toSorted()).toEqual(SETTINGS.map(({ name }) => name).toSorted());
    for (const setting of SETTINGS) {
      expect(shown.get(setting.name)?.mark).toBe('#');
      if ('standard' in setting) expect(shown.get(setting.name)?.value).toBe(setting.standard);
    }
  });
});

describe('the README', () => {
  const readme = read('README.md');

  it('shows every command and every tool, and no other', () => {
    const typed = [...readme.matchAll(/^\| `\/papers (\S+).*` +\|/gm)].map(([, word]) => word);
    const named = commands.map(({ name, usage = name }) => usage.split(' ')[0]);

    expect(typed.toSorted()).toEqual(named.toSorted());
    for (const { name } of tools) expect(readme).toContain(`npm run paperboy -- ${name}`);
  });

  it('links to files that are there', () => {
    const linked = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    const named = [...readme.matchAll(/`((?:src|adapters|test)\/[\w./-]*)`/g)].map(
      ([, path]) => path ?? '',
    );

    const missing = [...linked, ...named].filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it('says how to test, as .ci/run does', () => {
    const ci = read('.ci/run');

    for (const command of ['npm test', 'npm run e2e', 'npm run check', 'npm run chaos']) {
      expect(readme).toContain(command);
      expect(ci).toContain(command);
    }
  });
});

interface Import {
  readonly from: string;
  /** A file of ours from the root of the project, or a package. */
  readonly to: string;
}

function importsOf(pattern: string): readonly Import[] {
  return globSync(pattern, { cwd: ROOT }).flatMap((from) =>
    [...read(from).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, written = '']) => ({
      from,
      to: resolved(from, written),
    })),
  );
}

function resolved(from: string, written: string): string {
  if (written.startsWith('#chat/')) return `src/chat/${written.slice('#chat/'.length)}`;
  if (!written.startsWith('.')) return written;
  return relative(ROOT, join(ROOT, dirname(from), written));
}

/** `papers` of `src/papers/archive.ts`, `main.ts` of `src/main.ts`. */
function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}
