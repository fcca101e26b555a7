import { z } from 'zod';
import { adviceForMigrationMessage } from '../../core/advice.ts';
import { LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import type { Observation } from '../../core/step.ts';
import { withoutStop } from '../../core/without-stop.ts';
import { defineStep, need } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { fingerprint, migrationSubject, withPassword } from './migration-request.ts';

const Receipt = z.object({
  validationId: z.string(),
  fingerprint: z.string(),
  validatedAt: z.iso.datetime(),
  /** A word that is remembered nowhere else, for whoever looks how the validation goes. */
  dropDestination: z.literal(true).exactOptional(),
});
type Receipt = z.infer<typeof Receipt>;

const goodForMs = 3_600_000;

/** The code of the error that Atlas has refused. */
export const validationFailed = 'VALIDATION_FAILED';

export const validate = defineStep<Receipt>({
  id: 'start.validate',
  title: 'Let Atlas validate the migration',
  receipt: Receipt,
  // Validating changes nothing, so an old, lost or failed answer is simply asked for again.
  repeatable: true,
  patience: {
    usually: 'a minute or two',
    longAfterMs: 5 * 60_000,
    lookAt:
      'Check whether the agent on the migration host is running, and whether it reaches every member of the source.',
    limitMs: 30 * 60_000,
  },
  changes: ({ values }) => [
    {
      effect: 'run',
      what: `Atlas' validation of ${values.sourceCluster} to ${values.destinationCluster}, which changes nothing`,
    },
  ],
  async observe(world, receipt) {
    const created = progressOf(world.journal(), createMigration.id);
    // It may exist though nobody knows, and a validation would only find that in its way.
    if (created === 'started') return { state: 'done', detail: 'the migration has been requested' };
    if (created !== 'none') return { state: 'done', detail: 'the migration exists' };
    if (receipt === undefined) return { state: 'todo' };
    if (receipt.fingerprint !== fingerprint(await migrationSubject(world))) {
      return { state: 'todo', detail: 'the inputs have changed since' };
    }
    const answer = await world.atlas.validation(need(world, 'atlasProject'), receipt.validationId);
    // What another validation came to says nothing of this one.
    if (typeof answer._id === 'string' && answer._id !== receipt.validationId) {
      return { state: 'waiting', detail: 'Atlas answered about another validation' };
    }
    if (answer.status === 'FAILED') return { state: 'failed', error: refused(answer.errorMessage) };
    if (answer.status !== 'SUCCESS')
      return { state: 'waiting', detail: `Atlas reports ${answer.status ?? 'nothing yet'}` };
    return freshness(receipt, world.clock.now());
  },
  async run(world) {
    const subject = await migrationSubject(world);
    const { _id } = await world.atlas.validate(need(world, 'atlasProject'), withPassword(world, subject));
    const clears = world.values.dropDestination === true;
    return {
      validationId: _id,
      fingerprint: fingerprint(subject),
      validatedAt: world.clock.now().toISOString(),
      ...(clears && { dropDestination: true }),
    };
  },
});

function freshness(receipt: Receipt, now: Date): Observation<Receipt> {
  const age = now.getTime() - Date.parse(receipt.validatedAt);
  // Of when it was made nothing is known then: the clock was set back, or another machine's goes otherwise.
  if (age < 0) return { state: 'todo', detail: "by this machine's clock the last validation lies in the future" };
  return age <= goodForMs
    ? { state: 'done', detail: 'Atlas has no objection' }
    : { state: 'todo', detail: 'the last validation is older than an hour' };
}

function refused(errorMessage: string | null | undefined): LivemigError {
  const said = errorMessage ?? 'no reason given';
  return new LivemigError({
    kind: 'blocked',
    code: validationFailed,
    message: `Atlas' validation failed: ${withoutStop(said)}.`,
    fix: adviceForMigrationMessage(said) ?? 'Change what the message names, then validate again with `livemig start`.',
  });
}
