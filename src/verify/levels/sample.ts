import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import type { SampledSide } from '../../core/verification/hashed-side.ts';
import type { NamespacePart } from '../../core/verification/verified-side.ts';
import { compareSample } from '../compare-sample.ts';
import type { Sides } from '../prove-sides.ts';
import { sampleGoal } from '../sample-size.ts';
import { askedDocuments } from './asked-documents.ts';
import type { ComparePart } from './compare-part.ts';
import { countBoth } from './count-both.ts';
import { compareFull } from './full.ts';

/** Documents chosen at random on both sides, byte for byte, and how many there are. A capped collection is read. */
export function compareBySample(
  sides: Sides<SampledSide<NamespacePart>>,
  measure: (namespace: string) => Sides<CollectionMeasure>,
): ComparePart {
  return async function* (work, part) {
    if (work.capped !== undefined) return yield* compareFull(work, part);
    const { partition } = part;
    const counts = await countBoth(measure(work.name), work.pause);
    const { source, destination } = counts;
    const documents = askedDocuments(work, part);
    const drawn = await compareSample({ ...sides, documents }, { namespace: work.name, partition }, counts, sampleGoal);
    yield { kind: 'read', documents: source + destination, bytes: 0 };
    // One whose `_id` has become another of equal value was drawn under both.
    const both = Math.min(source, destination, documents.asked - documents.absent - documents.surplus);
    const compared = Math.max(0, both);
    const confidence = Math.min(drawn.source.confidence, drawn.destination.confidence);
    const { unsteady } = documents;
    const found = { ...documents.counts, ...(unsteady > 0 && { unsteady }) };
    return { index: partition.index, source, destination, compared, bytes: 0, ...found, confidence };
  };
}
