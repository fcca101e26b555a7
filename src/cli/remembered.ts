import { LivemigError } from '../core/errors.ts';
import { lastFailure } from '../core/failures.ts';
import { emptyJournal } from '../core/journal.ts';
import { pastOf } from '../core/past.ts';
import { armedCutoverIn } from './armed-cutover-in.ts';
import type { Options } from './command-module.ts';
import { directoryOf, textOption } from './common-options.ts';
import type { Remembered } from './next.ts';
import { isEmpty } from './other-migrations.ts';
import type { RunPorts } from './run-ports.ts';
import { isNamed } from './typed-again.ts';

/** What the directory tells of its migration after a run has failed; `undefined` where it cannot be read. */
export async function rememberedOf(
  command: string,
  options: Options,
  error: unknown,
  ports: RunPorts,
  hasCreated: boolean,
): Promise<Remembered | undefined> {
  if (!isNamed(command) && command !== 'livemig') return undefined;
  try {
    const directory = directoryOf(options);
    const files = await ports.openDirectory(directory);
    const journal = (await files.state.load()) ?? emptyJournal(ports.clock.now());
    const recorded = await files.audit.read();
    return {
      ...{ journal, past: pastOf(recorded), failure: lastFailure(recorded), hasCreated },
      armed: textOption(options, 'at') === undefined ? undefined : await armedCutoverIn(files),
      isElsewhere:
        (isAbsent(error) || isEmpty(journal)) && (await ports.findMigrations(directory)).migrations.length > 0,
    };
  } catch {
    // How the run has ended is told all the same.
    return undefined;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof LivemigError && error.code === 'NO_MIGRATION';
}
