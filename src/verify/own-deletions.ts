import { BsonType } from '../core/bson/type.ts';
import { numberOf } from '../core/bson/value.ts';
import type { Definition } from '../core/verification/definition.ts';
import { indexSpec, isTrue, neverExpires, secondsOf } from './definitions/index-spec.ts';
import { fieldsOf } from './definitions/same-value.ts';
import type { TtlRule } from './documents/due.ts';
import type { CappedLimit } from './documents/namespace-work.ts';

/** What a server deletes of a collection by itself, by its definition there. */
export interface OwnDeletions {
  readonly rules: readonly TtlRule[];
  readonly capped?: CappedLimit;
}

export function ownDeletionsOf({ options, indexes }: Pick<Definition, 'options' | 'indexes'>): OwnDeletions {
  const given = fieldsOf(options);
  const size = numberOf(given.get('size') ?? nothing);
  const most = numberOf(given.get('max') ?? nothing);
  const isCapped = isTrue(given.get('capped')) && size !== undefined;
  const ofClustered = given.get('expireAfterSeconds');
  return {
    rules: [...indexes.flatMap(ruleOf), ...(ofClustered === undefined ? [] : within('_id', secondsOf(ofClustered)))],
    ...(isCapped && { capped: { bytes: Number(size), ...(most !== undefined && { documents: Number(most) }) } }),
  };
}

const nothing = { type: BsonType.null, value: new Uint8Array(0) } as const;

/** A filter is not computed here: of what it lets expire nothing is expected. */
function ruleOf(row: Uint8Array): TtlRule[] {
  const { fields, isBuilding } = indexSpec(row);
  const [seconds, key] = [fields.get('expireAfterSeconds'), fields.get('key')];
  if (isBuilding || seconds === undefined || key === undefined || fields.has('partialFilterExpression')) return [];
  const [field, ...others] = fieldsOf(key.value).keys();
  return field === undefined || others.length > 0 ? [] : within(field, secondsOf(seconds));
}

function within(field: string, expireAfterSeconds: number): TtlRule[] {
  return expireAfterSeconds === neverExpires ? [] : [{ field, expireAfterSeconds }];
}
