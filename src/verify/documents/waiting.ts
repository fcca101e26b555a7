import { type Identity, identityAt, identityKey } from '../../core/bson/identity.ts';

/** A document that has to be looked at again. */
export interface Suspect {
  readonly identity: Identity;
  /** Of the document, in bytes. */
  readonly size: number;
  /** Its place among all documents that were read of its side, from 1. */
  readonly place: number;
  /** Nobody has seen it differ: no query can ask for it. */
  readonly isUnseen?: boolean;
}

/** A document of one side whose like has not come by on the other side yet. */
export interface WaitingDocument extends Suspect {
  readonly document: Buffer;
}

/** What all of them together take in memory beside their bytes, about. */
const overhead = 200;

/**
 * The documents of one side that wait for their like, by identity: both sides are read in the order that each server
 * gives them, and that need not be the same one. Copies, because a view would keep the whole batch.
 */
export class Waiting {
  bytes = 0;
  readonly #byKey = new Map<string, WaitingDocument[]>();

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  add(bytes: Buffer, start: number, end: number, place: number): void {
    const identity = identityAt(bytes, start);
    const key = identityKey(identity);
    const waiting = { identity, document: Buffer.from(bytes.subarray(start, end)), size: end - start, place };
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [waiting]);
    else same.push(waiting);
    this.bytes += costOf(waiting);
  }

  /** The first one that waits for this key, which then waits no longer. */
  take(key: string): WaitingDocument | undefined {
    const same = this.#byKey.get(key);
    const first = same?.shift();
    if (first === undefined) return undefined;
    if (same?.length === 0) this.#byKey.delete(key);
    this.bytes -= costOf(first);
    return first;
  }

  /** All of them, in the order in which they came; none is left. */
  drain(): Suspect[] {
    const all = [...this.#byKey.values()].flat().map(({ identity, size, place }) => ({ identity, size, place }));
    all.sort((one, other) => one.place - other.place);
    this.#byKey.clear();
    this.bytes = 0;
    return all;
  }
}

function costOf({ size, identity }: Suspect): number {
  return size + 2 * identity.length + overhead;
}
