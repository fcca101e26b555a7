import type { IndexFacts } from '../core/facts/inventory.ts';

/** The kinds of index that a key names in place of a direction (MongoDB manual, index types). */
const kinds = new Set(['2d', '2dsphere', 'columnstore', 'geoHaystack', 'hashed', 'text']);

/**
 * Whether servers of today would refuse this value of a key, given as in `IndexFacts`: zero, an empty or another string,
 * a boolean, NaN (MongoDB source, index_key_validate.cpp). Indexes of version 1 may have them.
 */
export function isLegacyValue(value: string): boolean {
  if (value === '1' || value === '-1') return false;
  const plain = plainValue(value);
  return typeof plain === 'number' ? Number.isNaN(plain) || plain === 0 : !kinds.has(String(plain));
}

/** What the engine writes in its place (mongosync docs, behavior). */
export function currentValue(value: string): string {
  return isLegacyValue(value) ? '1' : value;
}

export function isTtl({ options }: IndexFacts): boolean {
  return options.expireAfterSeconds !== undefined;
}

/** In seconds (MongoDB manual, TTL indexes). */
export const longestExpiry = 2_147_483_647;

/** Whether it is what every server takes for a time. */
export function isPlainExpiry({ options: { expireAfterSeconds = '' } }: IndexFacts): boolean {
  const seconds = plainValue(expireAfterSeconds);
  return typeof seconds === 'number' && seconds >= 0 && seconds <= longestExpiry;
}

/** `undefined` for what is no JSON: a file of facts may have been written by anybody. */
export function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A number where it is one in any of the forms of relaxed Extended JSON; a string; or what it is. */
function plainValue(value: string): unknown {
  const parsed = readJson(value);
  const wrapped = /^\{"\$number(?:Double|Decimal|Long|Int)":"([^"]*)"\}$/.exec(value)?.[1];
  return wrapped === undefined ? parsed : Number(wrapped);
}
