import { harmless } from '../../core/harmless.ts';
import type { Definitions, UnevenIndex } from '../../core/verification/definition.ts';
import type { Difference } from '../../core/verification/difference.ts';
import type { NotCompared } from '../../core/verification/verification.ts';

/*
 * A mongos tells the indexes of one shard as those of the collection (domain notes 7.3, 16): where the shards do not agree, what
 * it says was compared for that shard only.
 */

/** An index that some shards of the destination lack, or have otherwise, is not the one of the source. */
export function unevenThere({ unevenIndexes }: Definitions): Difference[] {
  return unevenIndexes.map((uneven) => ({
    namespace: uneven.namespace,
    kind: 'index',
    detail: `${harmless(uneven.index)}: ${told(uneven, 'destination')}`,
    index: { name: uneven.index, state: uneven.missingFrom.length > 0 ? 'missing' : 'different' },
  }));
}

/** Nobody can say which of the source's shards the destination should be like. */
export function unevenHere({ unevenIndexes }: Definitions): NotCompared[] {
  return unevenIndexes.map((uneven) => ({
    what: harmless(`the index ${uneven.index} of ${uneven.namespace} on every shard`),
    why: told(uneven, 'source'),
  }));
}

function told({ missingFrom, differing }: UnevenIndex, side: string): string {
  const missing = missingFrom.length === 0 ? [] : [`missing on ${missingFrom.join(', ')} of the ${side}`];
  const other = differing.length === 0 ? [] : [`the shards of the ${side} differ in ${differing.join(', ')}`];
  return harmless([...missing, ...other].join('; '));
}
