import { documentEnd, itemStart } from '../../core/bson/array-items.ts';
import { int32At } from '../../core/bson/element-end.ts';
import { type Identity, identityAt, identityKey } from '../../core/bson/identity.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';
import { sendableId } from './sendable-id.ts';

/** Where a read by `_id` can be taken up again: at this one, past what had been delivered from there on. */
export interface Mark {
  /** Left out as long as no `_id` that can be sent was read: from the beginning. */
  readonly from?: Identity;
  /** All that was delivered from there on. */
  readonly batches: readonly DocumentBatch[];
}

/** The mark after one more batch: at the first of its `_id`s that can be sent, which nearly always is its first one. */
export function markAfter(batch: DocumentBatch, before: Mark): Mark {
  for (const start of startsIn(batch)) {
    const from = identityAt(batch.bytes, start);
    // Those before it in the batch are not read again, and do no harm.
    if (sendableId(from) !== undefined) return { from, batches: [batch] };
  }
  return { ...before, batches: [...before.batches, batch] };
}

/**
 * Cuts what had been delivered out of what a read that was taken up again delivers: by `_id`, each as often as it came,
 * because on a sharded cluster one can be on two shards. The first batch without any of them ends it.
 */
export function skipDelivered({ batches }: Mark): (batch: DocumentBatch) => readonly DocumentBatch[] {
  const delivered = new Map<string, number>();
  for (const batch of batches) {
    for (const start of startsIn(batch)) {
      const key = identityKey(identityAt(batch.bytes, start));
      delivered.set(key, (delivered.get(key) ?? 0) + 1);
    }
  }
  return (batch) => {
    if (delivered.size === 0) return [batch];
    const rest: DocumentBatch[] = [];
    let from = batch.start;
    let at = batch.start;
    let found = 0;
    for (const start of startsIn(batch)) {
      const end = start + int32At(batch.bytes, start);
      const key = identityKey(identityAt(batch.bytes, start));
      const times = delivered.get(key) ?? 0;
      if (times > 0) {
        found += 1;
        if (times === 1) delivered.delete(key);
        else delivered.set(key, times - 1);
        if (at > from) rest.push({ ...batch, start: from, end: at });
        from = end;
      }
      at = end;
    }
    if (found === 0) delivered.clear();
    if (at > from) rest.push({ ...batch, start: from, end: at });
    return rest;
  };
}

/** What has been delivered is left out of a read that was taken up again. */
export interface Skipping {
  skip(batch: DocumentBatch): readonly DocumentBatch[];
  /** Whether it was found where to go on; where it was not, nothing has passed. */
  hasFound(): boolean;
}

/** Lets nothing pass up to the last document that had been delivered: of a read in an order that has no place to begin at. */
export function skipThrough(last: Identity | undefined): Skipping {
  let wanted = last === undefined ? undefined : identityKey(last);
  return {
    skip(batch) {
      if (wanted === undefined) return [batch];
      for (const start of startsIn(batch)) {
        if (identityKey(identityAt(batch.bytes, start)) !== wanted) continue;
        wanted = undefined;
        const from = start + int32At(batch.bytes, start);
        return from < batch.end ? [{ ...batch, start: from }] : [];
      }
      return [];
    },
    hasFound: () => wanted === undefined,
  };
}

/** The last document of a batch. */
export function lastIn(batch: DocumentBatch): Identity | undefined {
  let last: number | undefined;
  for (const start of startsIn(batch)) last = start;
  return last === undefined ? undefined : identityAt(batch.bytes, last);
}

/** Where the documents of a batch begin. */
export function* startsIn({ bytes, start, end }: DocumentBatch): Generator<number> {
  for (let at = start; at < end; ) {
    const document = itemStart(bytes, at, end);
    // Before anybody has it, so that none is delivered that does not end.
    at = documentEnd(bytes, document, end);
    yield document;
  }
}
