import { migrationIdOf } from '../stages/start/this-migration.ts';
import type { Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import { adviceHere } from './advice-here.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** Tells people which migration the events of a run are about. `next` is what comes after what it waits for. */
export function tellNames(
  { values, journal, nameOf }: Pick<World, 'values' | 'journal' | 'nameOf'>,
  options: Options,
  { reporter }: Pick<RunPorts, 'reporter'>,
  next: () => string,
): void {
  const called = (key: keyof Values & ('sourceCluster' | 'destinationCluster')) => {
    // A command that does not ask for it goes on with what the journal remembers.
    const value = values[key] ?? journal().inputs[key];
    return typeof value === 'string' ? nameOf(value) : 'not known';
  };
  reporter.about?.({
    source: called('sourceCluster'),
    destination: called('destinationCluster'),
    directory: directoryOf(options),
    migrationId: () => migrationIdOf(journal()),
    // A command that is pasted without the directory would act on another migration.
    next: () => adviceHere(next(), dirFlag(options)),
  });
}
