import { maxMessageBytes } from './messages.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 * Puts TCP chunks together to whole messages. Throws ProtocolError for a length that none can have. Chunks are joined once
 * for the length and once for the message, so that a message of 48 MB in chunks of 64 kB is not copied hundreds of times.
 */
export function createFrameSplitter(): (chunk: Buffer) => Buffer[] {
  let chunks: Buffer[] = [];
  let length = 0;

  return (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    const messages: Buffer[] = [];
    while (length >= 4) {
      // What is left of a message before may be too short to tell a length, or nothing.
      const [first = chunk] = chunks;
      const head = first.length >= 4 ? first : Buffer.concat(chunks);
      if (head !== first) chunks = [head];
      const size = head.readInt32LE(0);
      if (size < 16 || size > maxMessageBytes) throw new ProtocolError(`a message of ${size} bytes`);
      if (length < size) break;
      const joined = chunks.length === 1 ? head : Buffer.concat(chunks);
      messages.push(joined.subarray(0, size));
      chunks = [joined.subarray(size)];
      length -= size;
    }
    return messages;
  };
}
