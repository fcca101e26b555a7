import { LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import type { LastFailure } from '../core/failures.ts';
import type { Journal } from '../core/journal.ts';
import type { Past } from '../core/past.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import { isNamed, type Named, saidForCreation, typedAgain } from './typed-again.ts';
import { type WayOn, wayAfter } from './ways-on.ts';

/** What is known of a run that ended with an error. */
export interface Ended {
  /** As in the catalogue; `livemig` for the wizard. */
  readonly command: string;
  readonly options: Options;
  readonly error: unknown;
  /** The time that --timeout gives was up. */
  readonly isTimeUp: boolean;
  /** `undefined` where nothing of it could be read. */
  readonly remembered: Remembered | undefined;
}

/** What the directory tells once the run is over. */
export interface Remembered {
  readonly journal: Journal;
  readonly past: Past;
  /** This failure and those in a row with it; `undefined` where the last run that failed has got further since. */
  readonly failure: LastFailure | undefined;
  /** A migration was created by this very run. */
  readonly hasCreated: boolean;
  /** Another directory nearby holds a migration. */
  readonly isElsewhere: boolean;
}

/**
 * What goes on after an error, as it stands: with every flag that it takes and needs. Empty where a person has to look
 * first, so that whoever only does what it says comes to an end.
 */
export async function nextAfter(ended: Ended): Promise<readonly NextCommand[]> {
  const { command, error } = ended;
  const way = wayOf(ended);
  switch (way) {
    case 'person':
      return [];
    case 'help':
      return [{ command: `${typed(command)} --help`, reason: 'the flags and variables' }];
    case 'status':
      return [await named('status', ended, 'what is known of this migration, and what goes on from there')];
    case 'start':
      return ended.remembered?.isElsewhere === true ? [] : [await named('start', ended, 'validates and starts it')];
    case 'mend':
      return isHostUnseen(error, command)
        ? [await named('provision', ended, 'waits until Atlas lists the migration host')]
        : [await again(ended, 'when that has been done')];
    default:
      return [await again(ended, 'continues where it stopped')];
  }
}

/** In a row, with nothing achieved in between, until a person has to look. A time that is up is no failure, but no reason to go on for ever. */
const [mostFailures, mostTimesUp, mostInAll] = [1, 2, 3];

function wayOf({ error, isTimeUp, remembered }: Ended): WayOn {
  if (!(error instanceof LivemigError)) return 'person';
  // Whoever left has seen what there is to see.
  if (error.left) return 'resume';
  const way = isTimeUp ? 'resume' : wayAfter[error.code];
  if (way !== 'retry' && way !== 'mend' && !isTimeUp) return way;
  // Nothing is written by whoever only looks, so that nobody could tell how often it was so.
  const last = remembered?.failure;
  if (last?.code !== error.code || last.inAll > mostInAll) return 'person';
  return last.times <= (isTimeUp ? mostTimesUp : mostFailures) ? way : 'person';
}

/** A check has found that Atlas does not list it. */
function isHostUnseen(error: unknown, command: string): boolean {
  return (
    command === 'start' && error instanceof LivemigError && error.data.blockers?.some(({ id }) => id === 'H01') === true
  );
}

async function again(ended: Ended, reason: string): Promise<NextCommand> {
  const { command, options } = ended;
  if (command === 'rehearse') return { command: typed(command), reason: 'starts over, with a fresh sandbox' };
  if (isNamed(command)) return named(command, ended, reason);
  return { command: `${typed(command)}${command === 'livemig' ? dirFlag(options) : ''}`, reason };
}

async function named(command: Named, ended: Ended, reason: string): Promise<NextCommand> {
  const { options, remembered } = ended;
  const typedBefore = { command: ended.command, options, journal: remembered?.journal };
  return { command: await typedAgain(command, typedBefore, { without: spent(ended) }), reason };
}

/** What was said for the creation of a migration, once that exists; --confirm goes with what it was said for. */
function spent({ command, options, remembered }: Ended): readonly string[] {
  if (remembered === undefined) return [];
  const creation = creationOf(remembered.journal);
  const adopted = textOption(options, 'adoptMigration');
  const isAdopted = adopted !== undefined && creation.state === 'created' && creation.id === adopted;
  const isMade = remembered.hasCreated || isAdopted || (creation.state === 'created' && options.createAgain !== true);
  if (!isMade) return [];
  const isCuttingOver = command === 'cutover' || options.cutover !== undefined;
  return [...saidForCreation, ...(isCuttingOver ? [] : ['--confirm'])];
}

/** What shows a person where this migration stands; nothing else has one. */
export function seenBy(command: string, options: Options): NextCommand | undefined {
  if (command === 'status' || !(isNamed(command) || command === 'livemig')) return undefined;
  return { command: `livemig status${dirFlag(options)}`, reason: 'shows where this migration stands' };
}

/** `livemig` alone is a command too. */
function typed(command: string): string {
  return command === 'livemig' ? command : `livemig ${command}`;
}
