import { refusedBySandbox } from '../../src/cli/sandbox-refusal.ts';
import { SandboxError } from '../../src/sandbox/index.ts';

/** Throws what a command would end with where the sandbox refuses. */
export function toldBySandbox<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof SandboxError ? refusedBySandbox(error) : error;
  }
}
