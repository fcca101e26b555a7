import { LivemigError } from '../core/errors.ts';
import { cutoverEver } from '../core/past.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { loadWholePast } from './whole-past.ts';

/**
 * Whether a migration still synchronizes the two deployments, so that its engine keeps some definitions otherwise until it
 * commits: by somebody's word, or where the migration of this directory was created and its cutover was never asked for.
 * Unreadable files of a migration say nothing of it, and keep nobody from comparing.
 */
export async function isDuringSync(options: Options, ports: RunPorts): Promise<boolean> {
  if (options.duringSync === true) return true;
  try {
    const { journal, past } = await loadWholePast(await ports.openDirectory(directoryOf(options)), ports);
    return creationOf(journal).state === 'created' && cutoverEver(journal, past) === undefined;
  } catch (error) {
    if (error instanceof LivemigError && error.kind === 'state-file') return false;
    throw error;
  }
}
