import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The contract tests need MongoDB's published file, which its licence keeps out of this repository.
    include: process.env.LIVEMIG_ATLAS_SPEC ? ['test/contract/*.contract.ts'] : ['test/**/*.test.ts'],
    // A rehearsal copies ten thousand documents over real sockets; two cores under load need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
