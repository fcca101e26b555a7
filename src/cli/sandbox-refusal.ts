import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import type { SandboxRefusal } from '../sandbox/index.ts';

/** What the sandbox refused, as a run ends with it: its words may be those of a file or an argument. */
export function refusedBySandbox({ kind, code, message, fix, cause }: SandboxRefusal): LivemigError {
  return new LivemigError({ kind, code, message: harmless(message), fix: harmless(fix), cause });
}
