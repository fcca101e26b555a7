import { defineConfig } from 'vitest/config';
import { lawReporter } from './test/support/law-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', lawReporter],
    // Most of the longer tests wait; by default one worker would do so at a time on two cores.
    maxWorkers: '100%',
    // A rehearsal copies ten thousand documents over real sockets; two cores under load need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
