import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { mostLagSeconds } from '../../core/migration-progress.ts';
import { amount } from '../../core/plain-units.ts';
import type { MigrationDetails } from '../../core/results/migration-details.ts';
import type { Observation } from '../../core/step.ts';

export function detailsOf({ status, readyForCutover, lagTimeSeconds }: LiveMigration): MigrationDetails {
  return {
    status: status ?? null,
    readyForCutover: readyForCutover ?? false,
    lagSeconds: lagTimeSeconds ?? null,
  };
}

/** Only a migration that works can be ready; what else is said of readiness is left from before, or to come. */
export function isReady({ status, readyForCutover }: MigrationDetails): boolean {
  return status === 'WORKING' && readyForCutover;
}

/** Before it is ready, in words, with the direction in which the lag has gone since the look before. */
export function progressText(
  { status, lagSeconds, destinationDocuments }: MigrationDetails,
  before: Observation<unknown, MigrationDetails> | undefined,
): string {
  if (status === 'NEW') return 'scheduled';
  if (status !== 'WORKING') return `Atlas reports ${status ?? 'no status yet'}`;
  if (lagSeconds === null) return copyingText(destinationDocuments);
  return `following, ${lagText(lagSeconds)}${directionSince(before, lagSeconds)}`;
}

export function readyText({ lagSeconds }: MigrationDetails): string {
  return `ready for cutover, ${lagText(lagSeconds)}`;
}

/**
 * Why the cutover is not to be requested now; `undefined` where nothing speaks against it. A lag that is not reported or
 * cannot be is not a lag of 0: it is reported only before the cutover phase (API notes 6.1), so without one somebody may
 * have asked for the cutover in Atlas.
 */
export function reasonToWait(details: MigrationDetails): string | undefined {
  const { lagSeconds } = details;
  if (!isReady(details)) return `not ready for cutover (${progressText(details, undefined)})`;
  if (lagSeconds === null) {
    return 'ready for cutover, but Atlas reports no lag; has somebody requested the cutover in Atlas?';
  }
  if (!(lagSeconds >= 0)) return `ready for cutover, but Atlas reports a lag of ${lagSeconds} s, which cannot be`;
  return lagSeconds <= mostLagSeconds
    ? undefined
    : `${lagText(lagSeconds)}; waiting until it is at most ${mostLagSeconds} s`;
}

function copyingText(documents: number | undefined): string {
  return documents === undefined ? 'copying' : `copying, about ${amount(documents, 'document')} on the destination`;
}

/** Whether it is filling the destination, of which Atlas tells nothing: a lag is reported from then on (API notes 6.1). */
export function isCopying({ status, lagSeconds }: MigrationDetails): boolean {
  return status === 'WORKING' && lagSeconds === null;
}

function lagText(seconds: number | null): string {
  return seconds === null ? 'lag not reported' : `lag ${seconds} s`;
}

function directionSince(before: Observation<unknown, MigrationDetails> | undefined, lag: number): string {
  const then = before !== undefined && 'details' in before ? before.details?.lagSeconds : undefined;
  if (typeof then !== 'number') return '';
  return lag === then ? ', level' : lag < then ? ', falling' : ', rising';
}
