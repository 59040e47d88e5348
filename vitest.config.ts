import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    isolate: false,
    // Many tests wait for a program or a server. Vitest's own choice on two cores is one, and takes twice as long.
    maxWorkers: 4,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
