import { identityAt, identityKey } from '../../core/bson/identity.ts';
import type { Sides } from '../prove-sides.ts';
import type { BatchReader } from './batch-reader.ts';
import { type Suspect, Waiting } from './waiting.ts';

/** What pairing finds; all of it may be gone when it is looked at again. */
export interface Suspects {
  /** On both sides with the same identity, and not the same. */
  readonly unequal: readonly Suspect[];
  /** On one side only, as far as was read. */
  readonly source: readonly Suspect[];
  readonly destination: readonly Suspect[];
}

export interface Pairing {
  readonly source: BatchReader;
  readonly destination: BatchReader;
  /** How many pairs were equal. */
  equal: number;
  /** How many pairs there were, equal or not. */
  paired: number;
  /** The place of the first document of each side that was found on the other side too; 0 while there is none. */
  firstPaired: { source: number; destination: number };
}

/** What documents that wait, and those that are to be looked at again, may take at once, in bytes. */
const mostWaiting = 32 * 1024 * 1024;

/**
 * Reads both sides side by side and pairs their documents by the bytes of their `_id`s. Yields what has to be looked at
 * again: all that is left at the end (`last`), or what there is when it takes too much memory; and once a batch nothing
 * but a sign that it goes on.
 *
 * Equal documents are found by their bytes alone, whole batches at once where they are the same; an `_id` is looked for
 * only where two documents differ. Where one side is a document ahead, the other one catches up: so a document that is
 * missing costs one look, and not one for each that follows.
 */
export async function* pairDocuments(
  pairing: Pairing,
  limit = mostWaiting,
): AsyncGenerator<(Suspects & { last: boolean }) | undefined> {
  const { source, destination } = pairing;
  const waiting = { source: new Waiting(), destination: new Waiting() };
  let unequal: Suspect[] = [];
  let unequalBytes = 0;
  const suspect = (one: Suspect) => {
    unequal.push(one);
    unequalBytes += one.identity.length;
  };
  const drained = (last: boolean) => {
    const suspects = { unequal, source: waiting.source.drain(), destination: waiting.destination.drain(), last };
    [unequal, unequalBytes] = [[], 0];
    return suspects;
  };
  for (;;) {
    const here = source.holding || (await source.fill());
    const there = destination.holding || (await destination.fill());
    if (!here && !there) break;
    if (here && there && source.sameBatchAs(destination)) pairBatch(pairing);
    else if (here && there) pairWhileBoth(pairing, waiting, suspect, limit);
    else settleRest(here ? 'source' : 'destination', pairing, waiting, suspect);
    if (waiting.source.bytes + waiting.destination.bytes + unequalBytes > limit) yield drained(false);
    else yield undefined;
  }
  yield drained(true);
}

function pairBatch(pairing: Pairing): void {
  markPaired(pairing, pairing.source.documents, pairing.destination.documents);
  const skipped = pairing.source.skipBatch();
  pairing.destination.skipAs(skipped);
  pairing.equal += skipped.documents;
  pairing.paired += skipped.documents;
}

/** Until one of the batches ends, or more waits than may. */
function pairWhileBoth(
  pairing: Pairing,
  waiting: Sides<Waiting>,
  suspect: (one: Suspect) => void,
  limit: number,
): void {
  const { source, destination } = pairing;
  while (source.holding && destination.holding) {
    if (isSame(source, destination)) {
      if (pairing.equal === 0) markPaired(pairing, source.documents, destination.documents);
      pairing.equal += 1;
      pairing.paired += 1;
      source.next();
      destination.next();
      continue;
    }
    const [here, there] = [keyAt(source), keyAt(destination)];
    if (here === there) {
      markPaired(pairing, source.documents, destination.documents);
      pairing.paired += 1;
      suspect(suspectAt(pairing));
      source.next();
      destination.next();
    } else if (settle('source', here, pairing, waiting, suspect)) source.next();
    else if (settle('destination', there, pairing, waiting, suspect)) destination.next();
    else {
      for (const side of ['source', 'destination'] as const) keep(side, pairing, waiting);
      if (waiting.source.bytes + waiting.destination.bytes > limit) return;
    }
  }
}

function isSame(source: BatchReader, destination: BatchReader): boolean {
  if (source.end - source.start !== destination.end - destination.start) return false;
  const { bytes, start, end } = destination;
  return source.bytes.compare(bytes, start, end, source.start, source.end) === 0;
}

/** The other side has ended: what is left of this batch has its like among those that wait, or has none. */
function settleRest(
  side: keyof Sides<unknown>,
  pairing: Pairing,
  waiting: Sides<Waiting>,
  suspect: (one: Suspect) => void,
): void {
  const reader = pairing[side];
  while (reader.holding) {
    if (settle(side, keyAt(reader), pairing, waiting, suspect)) reader.next();
    else keep(side, pairing, waiting);
  }
}

/** Pairs the document at hand with one of the other side that waits for it; false where there is none. */
function settle(
  side: keyof Sides<unknown>,
  key: string,
  pairing: Pairing,
  waiting: Sides<Waiting>,
  suspect: (one: Suspect) => void,
): boolean {
  const others = waiting[side === 'source' ? 'destination' : 'source'];
  const other = others.isEmpty ? undefined : others.take(key);
  if (other === undefined) return false;
  const { bytes, start, end, documents } = pairing[side];
  pairing.paired += 1;
  if (side === 'source') markPaired(pairing, documents, other.place);
  else markPaired(pairing, other.place, documents);
  if (other.document.compare(bytes, start, end) === 0) pairing.equal += 1;
  else suspect({ identity: other.identity, size: Math.max(other.size, end - start), place: other.place });
  return true;
}

function keep(side: keyof Sides<unknown>, pairing: Pairing, waiting: Sides<Waiting>): void {
  const { bytes, start, end, documents } = pairing[side];
  waiting[side].add(bytes, start, end, documents);
  pairing[side].next();
}

function markPaired({ firstPaired }: Pairing, source: number, destination: number): void {
  if (firstPaired.source === 0 || source < firstPaired.source) firstPaired.source = source;
  if (firstPaired.destination === 0 || destination < firstPaired.destination) firstPaired.destination = destination;
}

function keyAt({ bytes, start }: BatchReader): string {
  return identityKey(identityAt(bytes, start));
}

function suspectAt({ source, destination }: Pairing): Suspect {
  const { bytes, start, end, documents } = source;
  const size = Math.max(end - start, destination.end - destination.start);
  return { identity: identityAt(bytes, start), size, place: documents };
}
