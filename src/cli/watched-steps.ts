import { isArmed } from '../core/cutover/armed-cutover.ts';
import { MigrationDetails } from '../core/results/migration-details.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
import { isReady } from '../stages/start/migration-phase.ts';
import { cancelText, unwatchedText } from './armed-cutover-in.ts';
import type { Options } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { SeenStep } from './look-at-line.ts';
import type { StatusWorld } from './status-world.ts';

type Known = Pick<StatusWorld, 'journal' | 'armed'>;

/**
 * A step as it is told to whoever stays: once the migration is ready, its cutover is what is waited for, and somebody has to
 * ask for it. One look by itself waits for nothing.
 */
export function watchedStep(step: SeenStep, known: Known): SeenStep {
  const migration = step.id === cutoverRecord.id ? MigrationDetails.safeParse(step.details).data : undefined;
  const isToCome = step.state === 'todo' || step.state === 'waiting';
  if (!isToCome || !isOffered(migration, known)) return step;
  const armed = armedIn(known);
  const who = armed === undefined ? 'waits for somebody to cut over' : `about its cutover: ${armed.text}`;
  return { ...step, state: 'waiting', detail: [...(step.detail === undefined ? [] : [step.detail]), who].join('; ') };
}

/** What comes after what is waited for. Whoever only looks leads on to nothing. */
export function thenOf(migration: MigrationDetails | undefined, known: Known, options: Options): string {
  if (cutoverRequest(known.journal) !== undefined) return '`livemig cutover` follows it, too';
  if (!isOffered(migration, known)) return '`livemig cutover`, once it is ready';
  const armed = armedIn(known);
  if (armed === undefined) return '`livemig cutover`, once nothing writes to the source';
  return unwatchedText(armed, dirFlag(options)) ?? `the process that armed it asks for the cutover; ${cancelText}`;
}

function isOffered(migration: MigrationDetails | undefined, { journal }: Known): boolean {
  return migration !== undefined && isReady(migration) && cutoverRequest(journal) === undefined;
}

function armedIn({ armed }: Known): Known['armed'] {
  return armed !== undefined && isArmed({ name: armed.state }) ? armed : undefined;
}
