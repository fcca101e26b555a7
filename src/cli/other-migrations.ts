import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { Journal } from '../core/journal.ts';
import type { Nearby, NearbyMigration } from '../core/ports.ts';
import { shellWord } from '../core/shell-word.ts';
import type { AskingCommand } from '../stages/input-record.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { loadWholePast, tellDoubt } from './whole-past.ts';

/** Commands that have no use without a migration, or that begin one which may be elsewhere already. */
type Asking = AskingCommand | 'status' | 'livemig' | 'rollback' | 'report' | 'cleanup';

/**
 * Before anything is asked or written: refuses a cutover, to go back, and to clean up, where there is no migration, and says where else there is
 * a migration.
 */
export async function lookForMigration(
  command: string,
  options: Options,
  ports: RunPorts,
  journal: Journal,
): Promise<void> {
  if (command === 'cutover' || command === 'rollback') await refuseWithoutMigration(command, options, ports, journal);
  // What the stages before have made is left as well where no migration was ever created.
  else if (command === 'cleanup' && isEmpty(journal)) await refuseWithoutMigration(command, options, ports, journal);
  else if (isEmpty(journal) && isStage(command)) await tellOfOthers(command, options, ports);
}

/** The same for those that only look, and never fail for it. */
export async function lookAround(command: 'status' | 'livemig', options: Options, ports: RunPorts): Promise<void> {
  const files = await ports.openDirectory(directoryOf(options));
  const whole = await loadWholePast(files, ports);
  tellDoubt(whole, options, ports);
  if (isEmpty(whole.journal)) await tellOfOthers(command, options, ports);
}

export function isEmpty({ inputs, steps }: Journal): boolean {
  return Object.keys(inputs).length === 0 && Object.keys(steps).length === 0;
}

/** A note that names the directory which was looked in, and those that hold a migration; none where there is nothing to say. */
export async function tellOfOthers(command: Asking, options: Options, ports: RunPorts): Promise<void> {
  const { place, migrations } = await ports.findMigrations(directoryOf(options));
  // Each migration has its own directory, so one beside it is no reason to doubt that another is to begin.
  const others = command === 'link' ? migrations.filter(({ isAbove }) => isAbove) : migrations;
  if (others.length === 0 && command !== 'status') return;
  const message = [`No journal of a migration in ${named(place)}.`, ...elsewhere(others, command)].join(' ');
  const level = command === 'provision' || command === 'start' ? 'warning' : 'info';
  tell(ports, level, message);
}

async function refuseWithoutMigration(
  command: keyof typeof toDo,
  options: Options,
  ports: RunPorts,
  journal: Journal,
): Promise<void> {
  // One that may have been created is spoken of by whoever knows what to do then.
  if (creationOf(journal).state !== 'none') return;
  const { place, migrations } = await ports.findMigrations(directoryOf(options));
  throw noMigration(command, journal, place, migrations);
}

const toDo = { cutover: 'cut over', rollback: 'go back from', cleanup: 'clean up after' } as const;

function noMigration(
  command: keyof typeof toDo,
  journal: Journal,
  place: Nearby['place'],
  migrations: readonly NearbyMigration[],
): LivemigError {
  const created = migrations.filter(({ isCreated }) => isCreated);
  const looked = isEmpty(journal) ? `${named(place)} holds no journal` : `the journal in ${named(place)} knows of none`;
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_MIGRATION',
    message: `There is no migration to ${toDo[command]}: ${looked}.`,
    fix:
      created.length > 0
        ? elsewhere(created, command).join(' ')
        : '`livemig status` shows what comes first here; --dir names the directory of another migration.',
  });
}

function elsewhere(migrations: readonly NearbyMigration[], command: Asking): string[] {
  const words = command === 'livemig' ? 'livemig' : `livemig ${command}${command === 'rollback' ? ' --plan' : ''}`;
  return migrations.map(({ path, destination }) => {
    const into = destination === undefined ? '' : ` into ${named(destination)}`;
    return `There is one${into} in ${named(path)}: \`${words} --dir ${shellWord(path)}\`.`;
  });
}

function isStage(command: string): command is 'link' | 'provision' | 'start' {
  return command === 'link' || command === 'provision' || command === 'start';
}

function named(text: string): string {
  return shortened(harmless(text));
}
