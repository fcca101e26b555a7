import type { Needs } from '../stages/needs.ts';
import type { Options } from './command-module.ts';

/** What one command needs of the migration's directory, the environment and the two APIs. */
export interface SessionSetup extends Needs {
  readonly command: string;
  readonly readOnly: boolean;
  readonly options: Options;
}
