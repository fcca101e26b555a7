import { defineConfig } from 'vitest/config';
import type { Reporter, Vitest } from 'vitest/node';

/** Stryker looks at tests, and a file that cannot be loaded has none that fails: this tells it of the error. */
function tellOfFilesThatDoNotLoad(): Reporter {
  let vitest: Vitest | undefined;
  return {
    onInit: (started) => {
      vitest = started;
    },
    onTestModuleEnd: (module) => {
      for (const error of module.errors()) vitest?.state.catchError(error, 'Unhandled Error');
    },
  };
}

/** The unit tests of the folder that is mutated (`mutate.js` names it); each mutant runs those of them that reach it. */
export default defineConfig({
  test: {
    include: [`test/unit/${process.env.LIVEMIG_MUTATED}/**/*.test.ts`],
    reporters: [tellOfFilesThatDoNotLoad()],
    isolate: false,
    testTimeout: 60_000,
  },
});
