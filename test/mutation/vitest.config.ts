import { defineConfig, type Plugin } from 'vitest/config';
import type { Reporter, Vitest } from 'vitest/node';
import { z } from 'zod';

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

const Planted = z.object({ file: z.string(), start: z.int(), end: z.int(), changed: z.number() });

/** Puts the number that `numbers.js` plants in place of the one in the source. */
function plantNumber(): Plugin {
  const planted = process.env.LIVEMIG_PLANTED;
  const fault = planted === undefined ? undefined : Planted.parse(JSON.parse(planted));
  return {
    name: 'plant-number',
    enforce: 'pre',
    transform: (code, id) =>
      id === fault?.file ? `${code.slice(0, fault.start)}${fault.changed}${code.slice(fault.end)}` : undefined,
  };
}

/** The unit tests of the folder that is mutated (`mutate.js` names it); each mutant runs those of them that reach it. */
export default defineConfig({
  plugins: [plantNumber()],
  test: {
    include: [`test/unit/${process.env.LIVEMIG_MUTATED}/**/*.test.ts`],
    reporters: [tellOfFilesThatDoNotLoad()],
    isolate: false,
    testTimeout: 60_000,
  },
});
