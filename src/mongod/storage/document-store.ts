/** Documents by the key of their `_id`, in the order of insertion. */
export interface DocumentStore {
  size(): number;
  /** Of the documents alone. */
  bytes(): number;
  has(idKey: string): boolean;
  /** A view into the store, which never changes under the reader. */
  get(idKey: string): Buffer | undefined;
  /** Copies the document; one that is there keeps its place in the order. */
  set(idKey: string, document: Buffer): void;
  delete(idKey: string): void;
  /** Reading may go on while documents come and go. */
  keys(): IterableIterator<string>;
}

const slabBytes = 1024 * 1024;
/** Documents begin at multiples of eight, so that the places of 16 GiB are small integers, which V8 keeps in the map itself. */
const alignment = 8;
const slotsPerSlab = slabBytes / alignment;
/** Below it, garbage is not worth copying for. */
const smallStore = 4 * slabBytes;

/**
 * A million small documents as values of their own would cost the heap more than their bytes, and the garbage
 * collector a walk over each. Here they stand one behind the other in slabs outside the heap. Nothing is overwritten:
 * a view stays right, and where half of the bytes are garbage the living are copied into new slabs.
 */
export function createDocumentStore(): DocumentStore {
  const places = new Map<string, number>();
  let slabs: (Buffer | undefined)[] = [];
  let current = -1;
  let used = slabBytes;
  let bytes = 0;
  let garbage = 0;

  /** The index of a new slab; one that is longer than usual takes several. */
  function newSlab(size: number): number {
    const index = slabs.length;
    slabs.push(Buffer.allocUnsafeSlow(size));
    for (let more = slabBytes; more < size; more += slabBytes) slabs.push(undefined);
    return index;
  }

  /** Copies the document behind the last one, a large one into a slab of its own. Answers its place. */
  function append(document: Buffer): number {
    const size = Math.ceil(document.length / alignment) * alignment;
    if (size > slabBytes) return written(document, newSlab(size), 0);
    if (used + size > slabBytes) {
      current = newSlab(slabBytes);
      used = 0;
    }
    used += size;
    return written(document, current, used - size);
  }

  function written(document: Buffer, slab: number, offset: number): number {
    slabs[slab]?.set(document, offset);
    return slab * slotsPerSlab + offset / alignment;
  }

  function read(place: number): Buffer | undefined {
    const slab = slabs[Math.floor(place / slotsPerSlab)];
    const offset = (place % slotsPerSlab) * alignment;
    return slab?.subarray(offset, offset + slab.readInt32LE(offset));
  }

  function dispose(document: Buffer): void {
    bytes -= document.length;
    garbage += document.length;
  }

  function compact(): void {
    if (garbage < bytes || garbage < smallStore) return;
    const old = [...places].map(([key, place]) => ({ key, document: read(place) }));
    slabs = [];
    used = slabBytes;
    garbage = 0;
    for (const { key, document } of old) if (document !== undefined) places.set(key, append(document));
  }

  return {
    size: () => places.size,
    bytes: () => bytes,
    has: (idKey) => places.has(idKey),
    get(idKey) {
      const place = places.get(idKey);
      return place === undefined ? undefined : read(place);
    },
    set(idKey, document) {
      const before = places.get(idKey);
      const old = before === undefined ? undefined : read(before);
      places.set(idKey, append(document));
      bytes += document.length;
      if (old === undefined) return;
      dispose(old);
      compact();
    },
    delete(idKey) {
      const place = places.get(idKey);
      const document = place === undefined ? undefined : read(place);
      if (document === undefined) return;
      places.delete(idKey);
      dispose(document);
      compact();
    },
    keys: () => places.keys(),
  };
}
