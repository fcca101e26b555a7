import { LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import type { LastFailure } from '../core/failures.ts';
import type { Journal } from '../core/journal.ts';
import type { Past } from '../core/past.ts';
import type { ArmedCutoverData } from '../core/results/armed-cutover-data.ts';
import type { StageId } from '../core/step.ts';
import { stages } from '../stages/index.ts';
import { stageBefore } from '../stages/stage-before.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import { atOf } from './armed-cutover-in.ts';
import type { Options } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import { isMissing } from './earlier-first.ts';
import { isNamed, type Named, saidForCreation, typedAgain } from './typed-again.ts';
import { type WayOn, wayAfter } from './ways-on.ts';

/** What is known of a run that ended with an error. */
export interface Ended {
  /** As in the catalogue; `livemig` for the wizard. */
  readonly command: string;
  readonly options: Options;
  readonly error: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The time that --timeout gives was up. */
  readonly isTimeUp: boolean;
  /** It writes nothing, not even that it failed. */
  readonly onlyLooks: boolean;
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
  /** Of a run with --at: how its cutover stands by now. */
  readonly armed?: ArmedCutoverData | undefined;
  /** Another directory nearby holds a migration. */
  readonly isElsewhere: boolean;
}

/**
 * What goes on after an error, as it stands: with every flag that it takes and needs. Empty where a person has to look
 * first, so that whoever only does what it says comes to an end.
 */
export async function nextAfter(ended: Ended): Promise<readonly NextCommand[]> {
  const { command, error } = ended;
  const before = beforeThis(ended);
  if (before !== undefined) return [await named(before, ended, `comes before livemig ${command}`)];
  const way = wayOf(ended);
  switch (way) {
    case 'person':
      return [];
    case 'help':
      return [{ command: `${typed(command)} --help`, reason: 'the flags and variables' }];
    case 'status':
      return [await named('status', ended, 'what is known of this migration, and what goes on from there')];
    case 'begin':
      return ended.remembered?.isElsewhere === true ? [] : [await named('status', ended, 'what comes first')];
    case 'mend': {
      const mending = mendingStage(error, command);
      return mending === undefined
        ? [await again(ended, 'when that has been done')]
        : [await named(mending, ended, 'does what is in the way')];
    }
    default:
      return [await again(ended, ended.onlyLooks ? 'begins anew' : 'continues where it stopped')];
  }
}

/** In a row, with nothing achieved in between, until a person has to look. A time that is up is no failure, but no reason to go on for ever. */
const [mostFailures, mostTimesUp, mostInAll] = [1, 2, 3];

function wayOf({ error, isTimeUp, onlyLooks, remembered }: Ended): WayOn {
  if (!(error instanceof LivemigError)) return 'person';
  // Whoever left has seen what there is to see.
  if (error.left) return 'resume';
  const way = isTimeUp ? 'resume' : wayAfter[error.code];
  if (way !== 'retry' && way !== 'mend' && !isTimeUp) return way;
  // What was written of earlier runs does not tell how often whoever only looks has met it.
  const last = onlyLooks ? undefined : remembered?.failure;
  if (last?.code !== error.code || last.inAll > mostInAll) return 'person';
  return last.times <= (isTimeUp ? mostTimesUp : mostFailures) ? way : 'person';
}

/** The stage that does what one of the checks in the way finds missing. */
function mendingStage(error: unknown, command: string): StageId | undefined {
  const blockers = error instanceof LivemigError ? (error.data.blockers ?? []) : [];
  const checks = stages.find(({ id }) => id === command)?.checks ?? [];
  return blockers
    .map((blocker) => checks.find(({ id }) => id === blocker.id)?.mendedBy)
    .find((stage) => stage !== undefined);
}

/**
 * The stage that has to be done first, as this directory does not know it as done: without it inputs cannot be found out,
 * and its own checks fail. Once it is done it is not named again, so nobody is led in a circle.
 */
function beforeThis({ command, error, remembered }: Ended): StageId | undefined {
  if (!(error instanceof LivemigError) || remembered === undefined || remembered.isElsewhere) return undefined;
  const isEarly = !error.left && (isMissing(error) || mendingStage(error, command) !== undefined);
  return isEarly ? stageBefore(command, remembered.journal) : undefined;
}

async function again(ended: Ended, reason: string): Promise<NextCommand> {
  const { command, options } = ended;
  if (command === 'rehearse') return { command: typed(command), reason: 'starts over, with a fresh sandbox' };
  if (isNamed(command)) return named(command, ended, reason);
  return { command: `${typed(command)}${command === 'livemig' ? dirFlag(options) : ''}`, reason };
}

async function named(command: Named, ended: Ended, reason: string): Promise<NextCommand> {
  const { options, env, remembered } = ended;
  const typedBefore = { command: ended.command, options, journal: remembered?.journal, env };
  // It may have been given another window meanwhile, and no other than that goes on with it.
  const at = command === 'cutover' ? atOf(remembered?.armed) : undefined;
  const said = at === undefined ? [] : [at];
  const without = [...spent(ended), ...(at === undefined ? [] : ['--at'])];
  return { command: await typedAgain(command, typedBefore, { said, without }), reason };
}

/** What was said for the creation of a migration, once that exists; --confirm goes with what it was said for. */
function spent({ command, options, remembered }: Ended): readonly string[] {
  if (remembered === undefined) return [];
  const creation = creationOf(remembered.journal);
  const adopted = textOption(options, 'adoptMigration');
  const isAdopted = adopted !== undefined && creation.state === 'created' && creation.id === adopted;
  const isMade = remembered.hasCreated || isAdopted || (creation.state === 'created' && options.createAgain !== true);
  if (!isMade) return [];
  const isConfirmed = command === 'cutover' || command === 'cleanup' || options.cutover !== undefined;
  return [...saidForCreation, ...(isConfirmed ? [] : ['--confirm'])];
}

/** What shows a person where this migration stands; nothing else has one. */
export function seenBy(command: string, options: Options): NextCommand | undefined {
  if (command === 'status' || !(isNamed(command) || command === 'livemig')) return undefined;
  if (command === 'verify')
    return { command: `livemig verify status${dirFlag(options)}`, reason: 'shows the newest verification' };
  return { command: `livemig status${dirFlag(options)}`, reason: 'shows where this migration stands' };
}

/** `livemig` alone is a command too. */
function typed(command: string): string {
  return command === 'livemig' ? command : `livemig ${command}`;
}
