import type { LiveMigration } from '../../api/atlas-schemas.ts';
import type { CutoverTerms } from '../../core/cutover/armed-cutover.ts';
import { alarmWords, copyWords, lagWords } from '../../core/following/words.ts';
import { lagObjection } from '../../core/gates/lag.ts';
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
  details: MigrationDetails,
  before: Observation<unknown, MigrationDetails> | undefined,
): string {
  const { status, lagSeconds, following } = details;
  if (status === 'NEW') return 'scheduled';
  if (status !== 'WORKING') return `Atlas reports ${status ?? 'no status yet'}`;
  const alarms = following === undefined ? [] : alarmWords(following);
  if (lagSeconds === null) return [copyingText(details), ...alarms].join('; ');
  const trend = following === undefined ? [] : lagWords(following);
  const direction = trend.length === 0 ? directionSince(before, lagSeconds) : `, ${trend.join(', ')}`;
  return [`following, ${lagText(lagSeconds)}${direction}`, ...alarms].join('; ');
}

export function readyText({ lagSeconds }: MigrationDetails): string {
  return `ready for cutover, ${lagText(lagSeconds)}`;
}

/**
 * Why the cutover is not to be requested now, and waited for; `undefined` where nothing speaks against it. `before` is the look
 * before, if there was one.
 */
export function reasonToWait(
  details: MigrationDetails,
  { maxLagSeconds, acceptedGates }: CutoverTerms,
  before: Observation<unknown, MigrationDetails> | undefined,
): string | undefined {
  if (!isReady(details)) return `not ready for cutover (${progressText(details, undefined)})`;
  if (acceptedGates.some(({ gate }) => gate === 'lag')) return undefined;
  const then = before !== undefined && 'details' in before ? before.details?.lagSeconds : undefined;
  const objection = lagObjection({ now: details.lagSeconds, before: then, most: maxLagSeconds });
  if (objection === undefined) return undefined;
  const { seen, until } = objection;
  return until === undefined ? `ready for cutover, but ${seen}` : `${seen}; waiting until it is ${until}`;
}

function copyingText({ destinationDocuments: documents, following }: MigrationDetails): string {
  if (following?.share !== undefined) return `copying, ${copyWords(following).join(', ')}`;
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
