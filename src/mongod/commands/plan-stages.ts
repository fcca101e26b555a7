import type { BSON } from 'mongodb';
import { plainDoc } from '../bson/raw.ts';
import { shownBounds } from '../query/index-search.ts';
import type { Plan } from '../query/plan.ts';
import type { Explained } from './explain.ts';

/** A plan as `explain` tells it: stages inside stages, the first to run innermost. */
export function planStages(plan: Plan | undefined, explained: Explained, version: number): BSON.Document {
  const { options, skip, limit, hasProjection, top } = explained;
  const filter = options.filter.length > 5 ? { filter: plainDoc(options.filter) } : {};
  const isSorted = plan === undefined || plan.kind === 'IDHACK' || plan.isSorted;
  let stage = searchStage(plan, filter, version);
  const above = (name: string, more: BSON.Document = {}) => {
    stage = { stage: name, ...more, inputStage: stage };
  };
  if (!isSorted) above('SORT', { sortPattern: sortPattern(options.sort ?? []), memLimit: 104857600, type: 'simple' });
  if (skip > 0) above('SKIP', { skipAmount: skip });
  if (limit > 0) above('LIMIT', { limitAmount: limit });
  if (hasProjection) above('PROJECTION_DEFAULT');
  if (top === undefined || (top === 'COUNT' && stage.stage === 'RECORD_STORE_FAST_COUNT')) return stage;
  above(top);
  return stage;
}

function sortPattern(sort: readonly { readonly path: string; readonly direction: number }[]): BSON.Document {
  return Object.fromEntries(sort.map(({ path, direction }) => [path, direction]));
}

function searchStage(plan: Plan | undefined, filter: BSON.Document, version: number): BSON.Document {
  if (plan === undefined) return { stage: 'EOF' };
  const way = (direction: 1 | -1) => (direction === 1 ? 'forward' : 'backward');
  if (plan.kind === 'COLLSCAN') return { stage: 'COLLSCAN', ...filter, direction: way(plan.direction) };
  if (plan.kind === 'IDHACK') {
    // Since 8.0 such a find skips the planner altogether.
    return version >= 8
      ? { stage: 'EXPRESS_IXSCAN', keyPattern: '{ _id: 1 }', indexName: '_id_' }
      : { stage: 'IDHACK' };
  }
  const { index, direction } = plan;
  const search = {
    stage: 'IXSCAN',
    keyPattern: index.pattern,
    indexName: index.name,
    isMultiKey: index.isMultikey(),
    isUnique: index.unique || index.name === '_id_',
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    indexVersion: 2,
    direction: way(direction),
    indexBounds: shownBounds(plan),
  };
  return { stage: 'FETCH', ...filter, inputStage: search };
}
