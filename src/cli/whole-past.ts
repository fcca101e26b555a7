import { type Attempt, attemptsIn } from '../core/attempts.ts';
import type { RecordedEntry, RecordedLine } from '../core/audit.ts';
import { LivemigError } from '../core/errors.ts';
import { emptyJournal, type Journal } from '../core/journal.ts';
import { forgotten, type Past, pastOf } from '../core/past.ts';
import type { Clock } from '../core/ports.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag, textOption } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';

/** What the directory tells of its migration: the journal, and the audit beside it. */
export interface WholePast {
  readonly journal: Journal;
  readonly past: Past;
  /** Every line of the audit. */
  readonly recorded: readonly RecordedLine[];
  /** The migrations of the directory, the oldest first. */
  readonly attempts: readonly Attempt[];
  /** Why the audit may not be what was written; undefined where nothing speaks for that. */
  readonly doubt: string | undefined;
}

/**
 * Reads journal and audit together. A line of the audit that does not follow the one before still counts.
 *
 * Another run may write between the two files, so that they tell of two moments: what speaks against them is believed only
 * where it is still the same when both are read again.
 */
export async function loadWholePast(
  files: Pick<MigrationFiles, 'state' | 'audit'>,
  ports: { readonly clock: Pick<Clock, 'now'> },
): Promise<WholePast> {
  let whole = await readBoth(files, ports);
  for (let before = objectionsTo(whole); before !== undefined; ) {
    whole = await readBoth(files, ports);
    const still = objectionsTo(whole);
    if (still === before) break;
    before = still;
  }
  return whole;
}

async function readBoth(
  { state, audit }: Pick<MigrationFiles, 'state' | 'audit'>,
  { clock }: { readonly clock: Pick<Clock, 'now'> },
): Promise<WholePast> {
  const journal = (await state.load()) ?? emptyJournal(clock.now());
  const recorded = await audit.read();
  return {
    journal,
    recorded,
    past: pastOf(recorded),
    attempts: attemptsIn(recorded),
    doubt: doubtOf(journal, recorded),
  };
}

/** In words that can be compared; `undefined` where nothing speaks against them. */
function objectionsTo({ journal, past, doubt }: WholePast): string | undefined {
  const lacks = forgotten(journal, past);
  return lacks === undefined && doubt === undefined ? undefined : JSON.stringify([lacks, doubt]);
}

function doubtOf(journal: Journal, recorded: readonly RecordedEntry[]): string | undefined {
  const broken = recorded.find(({ chain }) => chain === 'broken');
  if (broken !== undefined) return `was changed: line ${broken.line} does not follow the line before it`;
  const isGone = recorded.length === 0 && Object.keys(journal.steps).length > 0;
  return isGone ? 'is missing or empty, although state.json tells of steps' : undefined;
}

/** A warning, for whoever relies on what the audit knows; it goes on, because what it tells is held against the journal anyway. */
export function tellDoubt({ doubt }: WholePast, options: Options, ports: RunPorts): void {
  if (doubt === undefined) return;
  const message = `events.ndjson in ${directoryOf(options)} ${doubt}. If it told of a migration or a cutover that state.json does not know, livemig cannot know of it either: look at the destination cluster's card in Atlas before anything is created or cleared.`;
  tell(ports, 'warning', message);
}

/**
 * Stops where the audit knows of a migration or a cutover that the journal lacks: the journal was put back from an older
 * copy, or lost, and whatever is done on its word may be done for the second time.
 */
export function refuseForgotten(whole: Pick<WholePast, 'journal' | 'past'>, options: Options): void {
  const refusal = forgottenBy(whole, options);
  if (refusal !== undefined) throw refusal;
}

/** The same as a value, for whoever has something else to tell before. */
export function forgottenBy(
  { journal, past }: Pick<WholePast, 'journal' | 'past'>,
  options: Options,
): LivemigError | undefined {
  const lacks = forgotten(journal, past);
  if (lacks === undefined || isAnswered(lacks, options)) return undefined;
  return new LivemigError({
    kind: 'drift',
    code: 'AUDIT_KNOWS_MORE',
    message: `events.ndjson in ${directoryOf(options)} tells of what state.json there does not know: ${told(lacks)}. Was state.json restored from an older copy, or lost?`,
    fix: wayOn(lacks, past, options),
  });
}

/** A person has looked, and says what there is. */
function isAnswered({ migration, cutover, complete }: Past, options: Options): boolean {
  const adopted = textOption(options, 'adoptMigration');
  if (adopted !== undefined) return migration?.id === undefined || migration.id === adopted;
  const isOpen = migration !== undefined && migration.id === undefined && cutover === undefined;
  return isOpen && complete === undefined && options.createAgain === true;
}

function told({ migration, cutover, complete }: Past): string {
  const parts = [
    migration &&
      (migration.id === undefined
        ? `a migration that Atlas was asked to create ${deed(migration)}, without its answer`
        : `the migration ${migration.id}, ${deed(migration)}`),
    cutover && `a cutover that was requested ${deed(cutover)}`,
    complete && `a cutover that was complete ${deed(complete)}`,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

function deed({ at, by }: { readonly at: string; readonly by: string }): string {
  return `at ${at} by ${by}`;
}

function wayOn({ migration, complete }: Past, past: Past, options: Options): string {
  const newer = 'Put back the newer state.json if there is one.';
  const id = migration?.id ?? past.migration?.id;
  if (complete !== undefined && id === undefined) {
    return `${newer} Otherwise nothing is left to do here: for another migration use another directory with --dir.`;
  }
  const adopt = `\`livemig start --adopt-migration ${id ?? 'ID'}${dirFlag(options)}\``;
  if (id !== undefined) return `${newer} Otherwise ${adopt} goes on with that migration.`;
  return `${newer} Otherwise look at the destination cluster's card in Atlas: if a live migration is there, ${adopt} goes on with it; if there is none, \`livemig start --create-again${dirFlag(options)}\` creates it.`;
}
