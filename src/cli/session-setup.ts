import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import type { Hooks } from '../core/hooks/hook.ts';
import type { AuditLog } from '../core/ports.ts';
import type { Needs } from '../stages/needs.ts';
import type { Options } from './command-module.ts';
import type { Forgiving } from './forgiving.ts';

/** What one command needs of the migration's directory, the environment and the two APIs. */
export interface SessionSetup extends Needs {
  readonly command: string;
  readonly readOnly: boolean;
  readonly options: Options;
  /** Of a command that follows a migration: the hooks that were given, by what the audit tells of them. */
  readonly hooks?: ((audit: AuditLog) => Hooks) | undefined;
  /** By what the gates of the cutover are judged: what is said of them, or was when it was armed. */
  readonly terms?: CutoverTerms;
  /** It asks nobody, on a terminal neither. */
  readonly neverAsks?: boolean;
  /** What is refused keeps one thing from being looked at, and the run goes on. */
  readonly forgiving?: Forgiving;
}
