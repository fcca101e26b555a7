import type { Element } from '../../core/bson/elements.ts';
import { numberOf } from '../../core/bson/value.ts';
import { isTrue, neverExpires, secondsOf } from './index-spec.ts';

/*
 * What mongosync changes on the destination while it synchronizes, and changes back when it commits (mongosync docs, "Temporary
 * Changes to Collection Characteristics"; domain notes, C20 and C03). Only just these changes: another time to live, for
 * one, is none of them.
 */

type Fields = ReadonlyMap<string, Element>;

/** Unique indexes are not yet, hidden ones are visible, and nothing expires. */
export function isDuringSync(option: string, source: Fields, destination: Fields): boolean {
  const [here, there] = [source.get(option), destination.get(option)];
  switch (option) {
    case 'unique':
    case 'hidden':
      return isTrue(here) && !isTrue(there);
    case 'prepareUnique':
      return !isTrue(here) && isTrue(there) && isTrue(source.get('unique'));
    case 'expireAfterSeconds':
      return here !== undefined && there !== undefined && secondsOf(there) === neverExpires;
    default:
      return false;
  }
}

/** 1 PB, decimal: what the page writes; the server's own most is 2^50. */
const petabyte = 1e15;
const noLimit = 2 ** 31 - 1;

/** A capped collection may grow to 1 PB, and has no most of documents. */
export function isCappedDuringSync(option: string, source: Fields, destination: Fields): boolean {
  const isWide = isTrue(source.get('capped')) && numberIn(destination, 'size') >= petabyte;
  const most = numberIn(destination, 'max');
  return isWide && (option === 'size' || (option === 'max' && (most === 0 || most >= noLimit)));
}

function numberIn(fields: Fields, name: string): number {
  const element = fields.get(name);
  return Number((element && numberOf(element)) ?? 0);
}
