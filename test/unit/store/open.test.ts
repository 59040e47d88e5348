import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/open.ts';

describe('openDatabase', () => {
  it.each([
    'postgres://paperboy:secret@127.0.0.1:1/papers',
    'postgres://paperboy:12#secret@127.0.0.1:1/papers',
    'postgres://paperboy:12/secret@127.0.0.1:1/papers',
    'postgres://paperboy:12?secret@127.0.0.1:1/papers',
    'postgres://paperboy:%E9secret@127.0.0.1:1/papers',
    'postgres://127.0.0.1:1/papers?user=paperboy&password=secret',
  ])('shows no password when there is no server: %s', async (url) => {
    const failed = await openDatabase(url, 'service').catch((error: Error) => error.message);

    expect(failed).toMatch(/^DATABASE_URL postgres:\/\/.*\/papers.* cannot be opened: /);
    expect(failed).not.toContain('secret');
  });
});
