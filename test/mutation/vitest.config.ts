import { defineConfig } from 'vitest/config';

/** The unit tests of the folder that is mutated (`mutate.js` names it); each mutant runs those of them that reach it. */
export default defineConfig({
  test: {
    include: [`test/unit/${process.env.LIVEMIG_MUTATED}/**/*.test.ts`],
    // It tries the built program in a process of its own, in which no mutant is switched on.
    exclude: ['test/unit/files/system-errors.test.ts'],
    isolate: false,
    testTimeout: 60_000,
  },
});
