import type { Document } from 'mongodb';

/** Whether the fields and kinds of the key come first in the index. */
export function beginsWith(indexKey: Document, key: Document): boolean {
  const have = Object.entries(indexKey);
  return Object.entries(key).every(
    ([name, kind], at) => have[at]?.[0] === name && String(have[at]?.[1]) === String(kind),
  );
}
