import { fileURLToPath } from 'node:url';

/** The built program of this checkout, or that of an installation: its `bin/livemig.js`, in `LIVEMIG_TEST_PROGRAM`. */
export const testedProgram =
  process.env.LIVEMIG_TEST_PROGRAM ?? fileURLToPath(new URL('../../bin/livemig.js', import.meta.url));
