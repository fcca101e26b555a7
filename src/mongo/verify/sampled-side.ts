import { identityIn } from '../../core/bson/identity.ts';
import type { SampledSide } from '../../core/verification/hashed-side.ts';
import type { NamespacePart } from '../../core/verification/verified-side.ts';
import { partitionMatch } from './partition-match.ts';
import { type AskOptions, readPipeline } from './read-pipeline.ts';

/** A side whose server chooses documents at random (MongoDB manual, "$sample", which may choose one twice). */
export function sampledSide(options: AskOptions): SampledSide<NamespacePart> {
  return {
    async *sample({ namespace, partition }, size) {
      const match = partitionMatch(partition);
      // Without an empty $match in front of it a random cursor can serve it instead of a sort.
      const range = Object.keys(match).length === 0 ? [] : [{ $match: match }];
      const pipeline = [...range, { $sample: { size } }, { $project: { _id: 1 } }];
      for (const raw of await readPipeline(options, { namespace, pipeline, by: 'chance' })) {
        const id = identityIn(raw);
        if (id === undefined) throw new Error('the answer has no _id');
        yield id;
      }
    },
  };
}
