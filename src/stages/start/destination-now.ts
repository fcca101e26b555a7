import { type Fact, known, unknownBecause } from '../../core/check.ts';
import { LivemigError } from '../../core/errors.ts';
import { amount, sizeText } from '../../core/plain-units.ts';
import type { Contents, DestinationBefore } from '../../core/results/left-behind.ts';
import { withoutStop } from '../../core/without-stop.ts';
import type { World } from '../world.ts';

/** User data on the destination, and when it was last written to. */
interface Standing {
  readonly contents: Contents;
  readonly lastWrite: Fact<Date>;
}

/**
 * Looks for seconds at most. An interruption makes it unknown as well, so that it is asked for right before a request
 * and the request itself, which an interruption does not let out, says what became of it.
 */
export async function destinationNow(world: World): Promise<Fact<Standing>> {
  const { destinationUri } = world.values;
  if (destinationUri === undefined) return unknownBecause('LIVEMIG_DESTINATION_URI is not set');
  try {
    return known(await world.inspector.contents('destination', destinationUri));
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    return unknownBecause(error.message);
  }
}

export function beforeOf(standing: Fact<Standing>): DestinationBefore {
  if (!standing.known) return 'not-looked-at';
  return standing.value.contents.collections === 0 ? 'empty' : 'occupied';
}

/** What would be lost, without a full stop. */
export function lossText(standing: Fact<Standing>): string {
  if (!standing.known) return `what it holds was not looked at (${withoutStop(standing.reason)})`;
  const { contents, lastWrite } = standing.value;
  if (contents.collections === 0) return 'it holds none';
  const written = lastWrite.known ? lastWrite.value.toISOString() : `at a time that is not known (${lastWrite.reason})`;
  return `${contentsText(contents)}, last written to ${written}`;
}

/** `712 GiB, about 1,000 documents in 27 collections of 4 databases`. */
export function contentsText({ databases, collections, documents, bytes }: Contents): string {
  return `${sizeText(bytes)}, about ${amount(documents, 'document')} in ${amount(collections, 'collection')} of ${amount(databases, 'database')}`;
}
