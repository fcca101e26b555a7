/** Documents with ascending timestamps, as bytes outside the heap; the oldest go first. */
export interface EntryLog {
  append(ts: bigint, maxSize: number, write: (target: Buffer, at: number) => number): void;
  /** The first document after `ts`, and its own timestamp. */
  after(ts: bigint): LoggedDocument | undefined;
  /** The last document before `ts`. */
  before(ts: bigint): LoggedDocument | undefined;
  dropFirst(): LoggedDocument | undefined;
  count(): number;
  bytes(): number;
}

export interface LoggedDocument {
  readonly ts: bigint;
  readonly document: Buffer;
}

interface Chunk {
  readonly bytes: Buffer;
  readonly ts: BigUint64Array;
  /** Where each document ends. */
  readonly ends: Uint32Array;
  count: number;
  /** Documents at the beginning that are gone. */
  dropped: number;
}

const chunkBytes = 256 * 1024;
const chunkEntries = 2048;

export function createEntryLog(): EntryLog {
  const chunks: Chunk[] = [];
  let count = 0;
  let bytes = 0;

  function room(size: number): Chunk {
    const last = chunks.at(-1);
    if (last !== undefined && last.count < chunkEntries && endOf(last) + size <= last.bytes.length) return last;
    const fresh: Chunk = {
      bytes: Buffer.allocUnsafeSlow(Math.max(chunkBytes, size)),
      ts: new BigUint64Array(chunkEntries),
      ends: new Uint32Array(chunkEntries),
      count: 0,
      dropped: 0,
    };
    chunks.push(fresh);
    return fresh;
  }

  return {
    append(ts, maxSize, write) {
      const chunk = room(maxSize);
      const start = endOf(chunk);
      const size = write(chunk.bytes, start);
      chunk.ts[chunk.count] = ts;
      chunk.ends[chunk.count] = start + size;
      chunk.count += 1;
      count += 1;
      bytes += size;
    },
    after(ts) {
      const at = lowest(0, chunks.length, (index) => (chunks[index]?.ts[(chunks[index]?.count ?? 1) - 1] ?? 0n) <= ts);
      const chunk = chunks[at];
      return (
        chunk &&
        read(
          chunk,
          lowest(chunk.dropped, chunk.count, (index) => (chunk.ts[index] ?? 0n) <= ts),
        )
      );
    },
    before(ts) {
      const at = lowest(0, chunks.length, (index) => (chunks[index]?.ts[chunks[index]?.dropped ?? 0] ?? 0n) < ts) - 1;
      const chunk = chunks[at];
      return chunk && read(chunk, lowest(chunk.dropped, chunk.count, (index) => (chunk.ts[index] ?? 0n) < ts) - 1);
    },
    dropFirst() {
      const [chunk] = chunks;
      const first = chunk && read(chunk, chunk.dropped);
      if (chunk === undefined || first === undefined) return undefined;
      chunk.dropped += 1;
      if (chunk.dropped === chunk.count) chunks.shift();
      count -= 1;
      bytes -= first.document.length;
      return first;
    },
    count: () => count,
    bytes: () => bytes,
  };
}

function endOf(chunk: Chunk): number {
  return chunk.count === 0 ? 0 : (chunk.ends[chunk.count - 1] ?? 0);
}

function read(chunk: Chunk, index: number): LoggedDocument | undefined {
  const [ts, end] = [chunk.ts[index], chunk.ends[index]];
  if (index < chunk.dropped || index >= chunk.count || ts === undefined || end === undefined) return undefined;
  return { ts, document: chunk.bytes.subarray(index === 0 ? 0 : chunk.ends[index - 1], end) };
}

/** The first number from `low` to `high` for which the test, true at first, is no longer. */
function lowest(low: number, high: number, isBelow: (index: number) => boolean): number {
  let [from, end] = [low, high];
  while (from < end) {
    const middle = (from + end) >> 1;
    if (isBelow(middle)) from = middle + 1;
    else end = middle;
  }
  return from;
}
