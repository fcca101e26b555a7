import type { HashedSide } from '../../core/verification/hashed-side.ts';
import type { NamespacePart } from '../../core/verification/verified-side.ts';
import { compareHashed } from '../hashed/compare-hashed.ts';
import type { Sides } from '../prove-sides.ts';
import { askedDocuments } from './asked-documents.ts';
import type { ComparePart } from './compare-part.ts';
import { compareFull } from './full.ts';

/**
 * Every document by sums of hashes that the servers compute, and byte for byte what differs in them. A capped collection
 * is read: what has rolled off it shows only in the order of its documents.
 */
export function compareByHashes(sides: Sides<HashedSide<NamespacePart>>): ComparePart {
  return async function* (work, part) {
    const { partition } = part;
    if (work.capped !== undefined) return yield* compareFull(work, part);
    const documents = askedDocuments(work, part);
    const comparing = compareHashed({ ...sides, documents }, { namespace: work.name, partition });
    let step = await comparing.next();
    for (; step.done !== true; step = await comparing.next()) yield { kind: 'read', documents: 0, bytes: 0 };
    const { digests } = step.value;
    const { read } = documents;
    if (read !== undefined || digests === undefined) {
      if (read === undefined) throw new Error('a part without sums has to be read');
      yield { kind: 'read', documents: read.source + read.destination, bytes: read.bytes };
      return read;
    }
    const [source, destination] = [Number(digests.source.count), Number(digests.destination.count)];
    const bytes = Number(digests.source.bytes + digests.destination.bytes);
    yield { kind: 'read', documents: source + destination, bytes };
    const compared = Math.max(0, source - documents.absent);
    // So many were counted on one side that were looked for and are not there, or not counted and are.
    const uneven = Math.abs(source - documents.absent - (destination - documents.surplus));
    const unsteady = Math.max(documents.unsteady, uneven);
    const counts = { ...documents.counts, ...(unsteady > 0 && { unsteady }) };
    return { index: partition.index, source, destination, compared, bytes, ...counts };
  };
}
