import type { LiveMigration } from '../../api/atlas-schemas.ts';
import type { Details, Observation } from '../../core/step.ts';

/** Lag never quite reaches zero while anybody writes; the engine itself refuses to commit above 30 s (domain notes 3). */
export const mostLagSeconds = 30;

export function detailsOf(migration: LiveMigration): Details {
  return {
    status: migration.status ?? null,
    readyForCutover: migration.readyForCutover ?? false,
    lagSeconds: migration.lagTimeSeconds ?? null,
  };
}

/** Only a migration that works can be ready; what else is said of readiness is left from before, or to come. */
export function isReady({ status, readyForCutover }: LiveMigration): boolean {
  return status === 'WORKING' && readyForCutover === true;
}

/** Before it is ready, in words, with the direction in which the lag has gone since the look before. */
export function progressText(migration: LiveMigration, before: Observation | undefined): string {
  const { status, lagTimeSeconds: lag } = migration;
  if (status === 'NEW') return 'scheduled';
  if (status !== 'WORKING') return `Atlas reports ${status ?? 'no status yet'}`;
  if (lag === undefined || lag === null) return 'copying';
  return `following, ${lagText(lag)}${directionSince(before, lag)}`;
}

export function readyText({ lagTimeSeconds: lag }: LiveMigration): string {
  return `ready for cutover, ${lag === undefined || lag === null ? 'lag not reported' : lagText(lag)}`;
}

/**
 * Why the cutover is not to be requested now; `undefined` where nothing speaks against it. A lag that is not reported or
 * cannot be is not a lag of 0: it is reported only before the cutover phase (API notes 6.1), so without one somebody may
 * have asked for the cutover in Atlas.
 */
export function reasonToWait(migration: LiveMigration): string | undefined {
  const { lagTimeSeconds: lag } = migration;
  if (!isReady(migration)) return `not ready for cutover (${progressText(migration, undefined)})`;
  if (lag === undefined || lag === null) {
    return 'ready for cutover, but Atlas reports no lag; has somebody asked for the cutover in Atlas?';
  }
  if (!(lag >= 0)) return `ready for cutover, but Atlas reports a lag of ${lag} s, which cannot be`;
  return lag <= mostLagSeconds ? undefined : `${lagText(lag)}; waiting until it is at most ${mostLagSeconds} s`;
}

function lagText(seconds: number): string {
  return `lag ${seconds} s`;
}

function directionSince(before: Observation | undefined, lag: number): string {
  const then = before !== undefined && 'details' in before ? before.details?.lagSeconds : undefined;
  if (typeof then !== 'number') return '';
  return lag === then ? ', level' : lag < then ? ', falling' : ', rising';
}
