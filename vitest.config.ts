import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { lawReporter } from './test/support/law-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/secret-law.ts'],
    reporters: ['default', lawReporter],
    // Most of the longer tests wait for a good part of their time, so a core has room for more than one.
    maxWorkers: availableParallelism() + 1,
    // Loading our modules takes longer than most files' tests; no test changes a module, so the next file may have them.
    isolate: false,
    // A rehearsal copies ten thousand documents over real sockets; two cores under load need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is polled for comes when it comes; a second is less than a loaded machine may need.
    expect: { poll: { timeout: 30_000 } },
  },
});
