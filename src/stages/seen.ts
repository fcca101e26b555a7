import { type Fact, known, unknownBecause } from '../core/check.ts';
import { isInterruption, LivemigError } from '../core/errors.ts';

/** What a look has seen, or why it could not be seen, which ends no run. An interruption is thrown. */
export function seen<Value>(look: () => Promise<Value>): Promise<Fact<Value>> {
  return seenFact(async () => known(await look()));
}

/** The same of a look that itself may find out that something is not known. */
export async function seenFact<Value>(look: () => Promise<Fact<Value>>): Promise<Fact<Value>> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return unknownBecause(error.message);
  }
}
