import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { filesWithStores } from './test/fakes/store/files.ts';

/** A PostgreSQL server on which the tests may make databases, as a superuser. */
const server = process.env.TEST_DATABASE_URL;
if (!server) {
  process.stderr.write('TEST_DATABASE_URL is not set: no test runs on PostgreSQL.\n');
}

/** Everything that opens a store, once more on PostgreSQL. */
const postgres: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'postgres',
    include: [...filesWithStores(import.meta.dirname)],
    globalSetup: 'test/fakes/store/global.ts',
    setupFiles: 'test/fakes/store/after-each.ts',
    // Each statement goes over to the server and back.
    testTimeout: 240_000,
    provide: { serverUrl: server },
  },
};

export default defineConfig({
  test: {
    isolate: false,
    // Many tests wait for a program or a server. Vitest's own choice on two cores is one, and takes twice as long.
    maxWorkers: 4,
    // Some go through thousands of real papers, and machines are busy.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] },
      },
      ...(server ? [postgres] : []),
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          provide: { serverUrl: server },
        },
      },
    ],
  },
});
