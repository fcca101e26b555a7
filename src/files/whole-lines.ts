import type { FileHandle } from 'node:fs/promises';

const newline = 0x0a;

/**
 * The lines of a file from its beginning, of any size altogether: each without its end, with the byte behind that. What stands behind
 * the last end of a line was cut off while it was written, and is left out.
 */
export async function* wholeLines(handle: FileHandle): AsyncGenerator<{ readonly text: string; readonly to: number }> {
  let rest: Buffer[] = [];
  let to = 0;
  for (let at = 0, bytes = await chunkAt(handle, at); bytes.length > 0; bytes = await chunkAt(handle, at)) {
    at += bytes.length;
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      const line = Buffer.concat([...rest, bytes.subarray(from, end)]);
      rest = [];
      from = end + 1;
      to += line.length + 1;
      yield { text: line.toString('utf8'), to };
    }
    rest.push(bytes.subarray(from));
  }
}

const chunkBytes = 256 * 1024;

async function chunkAt(handle: FileHandle, position: number): Promise<Buffer> {
  const buffer = Buffer.alloc(chunkBytes);
  const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position);
  return buffer.subarray(0, bytesRead);
}
