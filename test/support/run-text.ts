import { runProgram } from '../../src/cli/run-program.ts';
import { readKnownChoices } from '../../src/files/choice-store.ts';

/** Runs a command line that only prints a text, where nothing but the text may be needed: there is no host. */
export async function runText(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let out = '';
  const exitCode = await runProgram(argv, {
    version: '0.0.0-test',
    columns: 80,
    env,
    out: (text) => {
      out += text;
    },
    profileFiles: async () => [],
    knownChoices: readKnownChoices,
    makePorts: async () => {
      throw new Error(`${argv.join(' ')} asked for the whole world`);
    },
  });
  return { exitCode, out };
}
