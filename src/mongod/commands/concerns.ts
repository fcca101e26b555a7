import type { BSON } from 'mongodb';
import { rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';

const readLevels = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);

/** Throws where a concern is none that there is. */
export function checkConcerns({ readConcern, writeConcern }: BSON.Document): void {
  const level = readConcern?.level;
  if (level !== undefined && !readLevels.has(level)) {
    throw new MongodError(
      'BadValue',
      `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`,
    );
  }
  const w = writeConcern?.w;
  if (w !== undefined && (typeof w === 'number' ? w < 0 || w > 50 : typeof w !== 'string')) {
    throw new MongodError('FailedToParse', 'w has to be a non-negative number and not greater than 50');
  }
}

/** What a write adds to its answer where the set, which has one member, can never meet the concern. */
export function unmetConcern({ writeConcern }: BSON.Document): Buffer | undefined {
  const w = writeConcern?.w;
  if (typeof w === 'number' && w > 1) {
    return errorOf(new MongodError('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes'));
  }
  if (typeof w !== 'string' || w === 'majority') return undefined;
  return errorOf(
    new MongodError('UnknownReplWriteConcern', `No write concern mode named '${w}' found in replica set configuration`),
  );
}

function errorOf({ code, codeName, message }: MongodError): Buffer {
  return rawDoc({ writeConcernError: rawOf({ code, codeName, errmsg: message, errInfo: {} }) });
}
