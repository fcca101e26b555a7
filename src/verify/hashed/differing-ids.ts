import type { AskedDocument, HashedDocument } from '../../core/verification/hashed-side.ts';

/**
 * What is on one side only: another hash, another size, or not as often there. What is on both sides
 * leaves the memory as soon as both have told it. `undefined` where more than `limit` are held at a time.
 */
export async function differingIds(
  source: AsyncIterable<HashedDocument>,
  destination: AsyncIterable<HashedDocument>,
  limit: number,
): Promise<readonly AskedDocument[] | undefined> {
  const left = new Map<string, { readonly id: Uint8Array; readonly bytes: number; surplus: number }>();
  let isOver = false;
  const take = async (documents: AsyncIterable<HashedDocument>, step: 1 | -1) => {
    for await (const { id, hash, bytes } of documents) {
      const key = `${hash} ${bytes} ${text(id)}`;
      const held = left.get(key) ?? { id, bytes: Number(bytes), surplus: 0 };
      held.surplus += step;
      if (held.surplus === 0) left.delete(key);
      else left.set(key, held);
      isOver ||= left.size > limit;
      if (isOver) return;
    }
  };
  await Promise.all([take(source, 1).catch(stop), take(destination, -1).catch(stop)]);
  if (isOver) return undefined;
  const asked = new Map<string, AskedDocument>();
  for (const { id, bytes } of left.values()) {
    const key = text(id);
    asked.set(key, { id, bytes: Math.max(bytes, asked.get(key)?.bytes ?? 0) });
  }
  return [...asked.values()];

  /** What one side tells has no use without the other. */
  function stop(error: unknown): never {
    isOver = true;
    throw error;
  }
}

function text(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1');
}
