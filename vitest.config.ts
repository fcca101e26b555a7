import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { lawReporter } from './test/support/law-reporter.ts';

/** Laws have small files and many cases; begun at the end, where the runner puts small files, one core would wait for them. */
class LawsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLaw = ({ moduleId }: TestSpecification) => Number(moduleId.includes('/test/laws/'));
    return (await super.sort(files)).sort((one, other) => isLaw(other) - isLaw(one));
  }
}

// Whoever uses livemig and works on it has variables for it, which no test is about; the others say what a test is to run.
for (const name of Object.keys(process.env))
  if (name.startsWith('LIVEMIG_') && !/^LIVEMIG_(LAW|TEST)_|^LIVEMIG_(ATLAS_SPEC|RULE_NOTES)$/.test(name))
    delete process.env[name];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/secret-law.ts'],
    reporters: ['default', lawReporter],
    // Node's readline takes other keys where it is dumb: a test says itself which terminal it is about.
    env: { TERM: 'xterm-256color' },
    sequence: { sequencer: LawsFirst },
    // Many wait for a part of their time, so two cores have room for four.
    maxWorkers: availableParallelism() + 2,
    // Loading our modules takes longer than most files' tests; no test changes a module, so the next file may have them.
    isolate: false,
    // What a test has made is garbage soon; a larger nursery keeps it from being copied around until then.
    execArgv: ['--max-semi-space-size=64'],
    // A rehearsal copies ten thousand documents over real sockets; two cores under load need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is polled for comes when it comes; a second is less than a loaded machine may need.
    expect: { poll: { timeout: 30_000 } },
  },
});
