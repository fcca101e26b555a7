import { LivemigError } from '../../core/errors.ts';
import {
  disagreed,
  type Journal,
  progressOf,
  receiptOf,
  started,
  submitted,
  withdrawn,
  withoutSeen,
} from '../../core/journal.ts';
import { isCreation, type Past } from '../../core/past.ts';
import type { DestinationBefore } from '../../core/results/left-behind.ts';
import { MigrationDetails } from '../../core/results/migration-details.ts';
import type { Details, Observation, StepId } from '../../core/step.ts';
import type { World } from '../world.ts';
import { withAftermath } from './aftermath.ts';
import { createMigration } from './create-migration.ts';
import { cutOver } from './cut-over.ts';
import { cutoverRequest, requestText } from './cutover-request.ts';
import { statusSeen } from './followed-migration.ts';
import { synchronize } from './synchronize.ts';
import { validate, validationFailed } from './validate.ts';
import { verify } from './verify.ts';

/*
 * What the steps know of this journal's migration, for those who run the line and know no step of it.
 */

/** `asked`: Atlas was asked to create it, and its answer is not known. */
export type Creation =
  | { readonly state: 'none' }
  | { readonly state: 'asked' }
  | { readonly state: 'created'; readonly id: string };

export function creationOf(journal: Journal): Creation {
  const id = receiptOf(journal, createMigration)?.migrationId;
  if (id !== undefined) return { state: 'created', id };
  return { state: progressOf(journal, createMigration.id) === 'none' ? 'none' : 'asked' };
}

/** `null` where none is known, as in the JSON. */
export function migrationIdOf(journal: Journal): string | null {
  return receiptOf(journal, createMigration)?.migrationId ?? null;
}

/** Whether this step compares the two deployments. */
export function isComparison(step: string): boolean {
  return step === verify.id;
}

/** Whether this step follows the migration, so that its details tell of it. */
export function follows(step: string): boolean {
  return step === synchronize.id || step === cutOver.id;
}

/** Whether one of the steps that were carried out has brought the migration into being. */
export function hasCreated(acted: readonly string[]): boolean {
  return acted.some(isCreation);
}

/** What stood on the destination right before the migration was created; `undefined` where the journal does not tell. */
export function destinationBefore(journal: Journal): DestinationBefore | undefined {
  return receiptOf(journal, createMigration)?.destination;
}

/** Whether the cutover was seen to its end. */
export function isCutOver(journal: Journal): boolean {
  return progressOf(journal, cutOver.id) === 'done';
}

/** What the comparison came to; `undefined` where there was none. */
export function comparisonOf(journal: Journal) {
  return receiptOf(journal, verify);
}

/** The furthest that a run or a look has seen of the migration, of the details of each step; `undefined` where it saw nothing. */
export function migrationDetails(seen: (step: StepId) => Details | undefined): MigrationDetails | undefined {
  const details = seen(cutOver.id) ?? seen(synchronize.id);
  return details && synchronize.details?.parse(details);
}

/** What a look at the cutover has seen of the migration; `undefined` where there is none. */
export function migrationIn(seen: Observation): MigrationDetails | undefined {
  return MigrationDetails.safeParse('details' in seen ? seen.details : undefined).data;
}

/** Asks Atlas. Throws where the migration has ended without success, with what it left behind. */
export async function migrationNow(world: World): Promise<MigrationDetails | undefined> {
  const seen = await synchronize.observe(world, undefined);
  if (seen.state === 'failed') throw await withAftermath(seen.error, world);
  return 'details' in seen ? seen.details : undefined;
}

/** What was said for the validation that the journal knows, and is remembered as no answer: whoever looks says the same. */
export function validatedWith(journal: Journal): { readonly dropDestination?: true } {
  const { dropDestination } = receiptOf(journal, validate) ?? {};
  return dropDestination === undefined ? {} : { dropDestination };
}

/** Whether it is one of a validation that Atlas has refused. */
export function isRefusedValidation(error: LivemigError): boolean {
  return error.code === validationFailed;
}

/** With the migration of this id in the place of the one that it knew, if any. */
export function withMigration(journal: Journal, id: string, now: Date): Journal {
  const isOther = migrationIdOf(journal) !== null;
  return submitted(isOther ? withoutItsSteps(journal) : journal, createMigration.id, { migrationId: id }, now);
}

/**
 * With the cutover that the audit knows of, where the journal lacks it: it cannot be requested a second time. One whose
 * answer was lost may not have arrived, so that it is looked for, and sent again where nothing is seen of it.
 */
export function withCutover(journal: Journal, { cutover }: Past): Journal {
  if (cutover === undefined || cutoverRequest(journal) !== undefined) return journal;
  const at = new Date(cutover.at);
  const sent = started(journal, cutOver.id, at, cutover.before);
  if (cutover.isAnswered !== true) return sent;
  return submitted(sent, cutOver.id, { requestedAt: cutover.at, requestedBy: cutover.by }, at);
}

/** As if nothing had been seen of the migration yet: a person has looked. */
export function withoutStatusSeen(journal: Journal): Journal {
  return withoutSeen(journal, statusSeen);
}

/** Without the migration, what was seen of it, and the agreement to it. */
export function withoutMigration(journal: Journal): Journal {
  return disagreed(withoutStatusSeen(withoutItsSteps(journal)), 'start');
}

/** All of the last stage are about the migration. */
function withoutItsSteps(journal: Journal): Journal {
  const own = Object.keys(journal.steps).filter((id): id is StepId => id.startsWith('start.'));
  return own.reduce(withdrawn, journal);
}

/** Longer than a cutover usually takes: Atlas tells nothing but that it has not ended. */
export function hangingCutover(journal: Journal, now: Date): LivemigError | undefined {
  const request = cutoverRequest(journal);
  if (request === undefined || isCutOver(journal) || cutOver.patience === undefined) return undefined;
  const { usually, longAfterMs, lookAt } = cutOver.patience;
  if (now.getTime() - Date.parse(request.at) <= longAfterMs) return undefined;
  return new LivemigError({
    kind: 'outcome-unknown',
    code: 'CUTOVER_HANGS',
    message: `The cutover has not ended, and usually takes ${usually}: ${requestText(request)}.`,
    fix: `${lookAt} \`livemig cutover\` follows it.`,
  });
}
