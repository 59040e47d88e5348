import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { NOBODY, ROOT, temporaryFolder } from '../../e2e/harness.ts';

const PROGRAM = `${ROOT}/bin/paperboy.mjs`;
const env = { PATH: '/usr/bin:/bin', HF_ENDPOINT: NOBODY };

it('says that the folder in which it is started was deleted', async () => {
  using folder = temporaryFolder();
  const script = `rmdir "$PWD"; exec "${process.execPath}" "${PROGRAM}"`;
  const program = spawn('sh', ['-c', script], { cwd: folder.path, env });
  program.stdin.end('help\n');

  const [words, [code]] = await Promise.all([text(program.stderr), once(program, 'close')]);

  expect(words).toContain('The folder in which Paperboy was started was deleted.');
  expect(code).toBe(2);
});

it('says that its output cannot be written', async () => {
  using folder = temporaryFolder();
  const full = openSync('/dev/full', 'w');
  const program = spawn(process.execPath, [PROGRAM], {
    ...{ cwd: folder.path, env },
    stdio: ['pipe', full, 'pipe'],
  });
  program.stdin?.end('help\n');

  const [words, [code]] = await Promise.all([saidBy(program), once(program, 'close')]);

  expect(words).toContain('What Paperboy says cannot be written: ENOSPC');
  expect(code).toBe(1);
});

it('ends quietly when whoever reads it has left', async () => {
  using folder = temporaryFolder();
  const program = spawn(process.execPath, [PROGRAM], { cwd: folder.path, env });
  program.stdout.destroy();
  program.stdin.end('help\n');

  const [words, [code]] = await Promise.all([text(program.stderr), once(program, 'close')]);

  expect(words).not.toContain('cannot be written');
  expect(code).toBe(0);
});

async function saidBy({ stderr }: ChildProcess): Promise<string> {
  return stderr === null ? '' : text(stderr);
}
