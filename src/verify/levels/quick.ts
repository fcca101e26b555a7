import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import type { Sides } from '../prove-sides.ts';
import type { ComparePart } from './compare-part.ts';
import { countBoth } from './count-both.ts';

/** How many documents there are. */
export function compareCounts(measure: (namespace: string) => Sides<CollectionMeasure>): ComparePart {
  return async function* ({ name, pause }, { partition }) {
    const { source, destination } = await countBoth(measure(name), pause);
    yield { kind: 'read', documents: source + destination, bytes: 0 };
    const counts = { missing: 0, extra: 0, different: 0, expected: {} };
    return { index: partition.index, source, destination, compared: 0, bytes: 0, ...counts };
  };
}
