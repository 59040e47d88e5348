import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // Many tests wait for a program or a server. Vitest's own choice on two cores is one, and takes twice as long.
    maxWorkers: 4,
    testTimeout: 20_000,
  },
});
