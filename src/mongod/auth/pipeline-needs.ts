import { fieldOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { joinedCollections, uncheckedStages } from '../query/joined-collections.ts';
import type { Need, Target } from './privileges.ts';

/** What a first stage that is no reading of documents needs on its collection. */
const firstStage: Readonly<Record<string, readonly string[]>> = {
  $collStats: ['collStats'],
  $indexStats: ['indexStats'],
  $changeStream: ['changeStream', 'find'],
  $planCacheStats: ['planCacheRead'],
  $documents: [],
};

/** The rights that an `aggregate` needs: where it reads first, what its stages join, and what the last one writes. */
export function pipelineNeeds(db: string, named: unknown, body: Buffer): Need[] {
  const stages = uncheckedStages(fieldOf(body, 'pipeline'));
  const [first] = stages;
  const target = typeof named === 'string' ? { db, collection: named } : { db };
  return [
    ...readingNeeds(first, target),
    ...joinedCollections(stages).map((collection) => ({ action: 'find', target: { db, collection } })),
    ...stages.flatMap((stage) => writeNeeds(db, stage)),
  ];
}

function readingNeeds(first: RawElement | undefined, target: Exclude<Target, 'cluster'>): Need[] {
  if (first?.name === '$currentOp') {
    // One's own operations may be seen by anybody.
    return isOn(first.value, 'allUsers') ? [{ action: 'inprog', target: 'cluster' }] : [];
  }
  if (first?.name === '$listLocalSessions') {
    const isOfOthers = isOn(first.value, 'allUsers') || isOn(first.value, 'users');
    return isOfOthers ? [{ action: 'listSessions', target: 'cluster' }] : [];
  }
  if (first?.name === '$querySettings') return [{ action: 'querySettings', target: 'cluster' }];
  if (first?.name === '$shardedDataDistribution') return [{ action: 'shardedDataDistribution', target: 'cluster' }];
  // A change stream over everything needs the right on every database.
  const isWhole = first?.name === '$changeStream' && isOn(first.value, 'allChangesForCluster');
  const scope = isWhole ? { db: '' } : target;
  return (firstStage[first?.name ?? ''] ?? ['find']).map((action) => ({ action, target: scope }));
}

function isOn(spec: RawValue, name: string): boolean {
  const value = spec.type === Type.document ? fieldOf(spec.bytes, name) : undefined;
  return value !== undefined && Boolean(plainOf(value));
}

function writeNeeds(db: string, { name, value }: RawElement): Need[] {
  if (name !== '$out' && name !== '$merge') return [];
  const into = (name === '$merge' && value.type === Type.document && fieldOf(value.bytes, 'into')) || value;
  const target = into.type === Type.document ? targetOf(db, into.bytes) : { db, collection: String(plainOf(into)) };
  return ['insert', name === '$out' ? 'remove' : 'update'].map((action) => ({ action, target }));
}

function targetOf(db: string, into: Buffer) {
  const text = (name: string, otherwise: string) => {
    const value = fieldOf(into, name);
    return value === undefined ? otherwise : String(plainOf(value));
  };
  return { db: text('db', db), collection: text('coll', '') };
}
