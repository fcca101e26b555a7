import { elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { type Value, viewOf } from '../../core/bson/value.ts';

/** A TTL index without a filter, or `expireAfterSeconds` of a clustered collection, whose field is `_id`. */
export interface TtlRule {
  /** With dots between the levels. */
  readonly field: string;
  readonly expireAfterSeconds: number;
}

/** What one server deletes by itself. */
export interface Expiry {
  readonly rules: readonly TtlRule[];
  /** By its own clock, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether a server has had to delete this document by now. Of an array, the earliest date counts; a document without a
 * date in the field never expires (manual, "Expire Data from Collections by Setting TTL").
 */
export function isDue(document: Buffer, { rules, now }: Expiry): boolean {
  return rules.some(({ field, expireAfterSeconds }) => {
    const earliest = wellFormedDate(document, field.split('.'));
    return earliest !== undefined && earliest + expireAfterSeconds * 1000 <= now;
  });
}

/** A server deletes by what it reads, and so not what nobody can. */
function wellFormedDate(document: Buffer, path: readonly string[]): number | undefined {
  try {
    return earliestDate(document, path);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Of the dates at this path, through arrays as an index goes; in milliseconds since 1970. */
function earliestDate(document: Uint8Array, [name = '', ...rest]: readonly string[]): number | undefined {
  const wanted = Buffer.from(name).toString('latin1');
  let earliest: number | undefined;
  const take = (found: number | undefined) => {
    if (found !== undefined && (earliest === undefined || found < earliest)) earliest = found;
  };
  const look = ({ type, value }: Value, isItem: boolean) => {
    if (type === BsonType.date && rest.length === 0) take(Number(viewOf(value).getBigInt64(0, true)));
    else if (type === BsonType.document && rest.length > 0) take(earliestDate(value, rest));
    else if (type === BsonType.array && !isItem) for (const item of elements(value)) look(item, true);
  };
  for (const field of elements(document)) if (field.nameBytes === wanted) look(field, false);
  return earliest;
}
