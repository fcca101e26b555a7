import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A rehearsal copies ten thousand documents over real sockets; two cores under load need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
