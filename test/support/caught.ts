import { LivemigError } from '../../src/core/errors.ts';

/** The LivemigError that the work must end with. */
export async function caught(work: Promise<unknown>): Promise<LivemigError> {
  const outcome = await work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (outcome instanceof LivemigError) return outcome;
  throw new Error('expected a LivemigError', { cause: outcome });
}
