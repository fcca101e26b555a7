import type { Suspect } from './waiting.ts';

/** All that is read for them is held at once. */
const mostAtOnce = { documents: 1_000, bytes: 16 * 1024 * 1024 };

/** As many as may be read at a time. */
export function* inChunks<One extends Pick<Suspect, 'size'>>(all: readonly One[]): Generator<One[]> {
  let chunk: One[] = [];
  let bytes = 0;
  for (const one of all) {
    if (chunk.length > 0 && (chunk.length >= mostAtOnce.documents || bytes + one.size > mostAtOnce.bytes)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(one);
    bytes += one.size;
  }
  if (chunk.length > 0) yield chunk;
}
