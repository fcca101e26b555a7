import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import type { Sides } from '../prove-sides.ts';

/** How many documents each side has; what is not the same is counted once more after a pause, as what differs is looked at twice. */
export async function countBoth(
  measures: Sides<Pick<CollectionMeasure, 'count'>>,
  pause: () => Promise<void>,
): Promise<Sides<number>> {
  const count = async () => {
    const [source, destination] = await Promise.all([measures.source.count(), measures.destination.count()]);
    return { source, destination };
  };
  const counts = await count();
  if (counts.source === counts.destination) return counts;
  await pause();
  return count();
}
