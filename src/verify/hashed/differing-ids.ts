import type { HashedDocument } from '../../core/verification/hashed-side.ts';

/**
 * The `_id`s of what is on one side only: another hash, another size, or not as often there. What is on both sides
 * leaves the memory as soon as both have told it. `undefined` where more than `limit` are held at a time.
 */
export async function differingIds(
  source: AsyncIterable<HashedDocument>,
  destination: AsyncIterable<HashedDocument>,
  limit: number,
): Promise<readonly Uint8Array[] | undefined> {
  const left = new Map<string, { readonly id: Uint8Array; surplus: number }>();
  let isOver = false;
  const take = async (documents: AsyncIterable<HashedDocument>, step: 1 | -1) => {
    for await (const { id, hash, bytes } of documents) {
      const key = `${hash} ${bytes} ${text(id)}`;
      const held = left.get(key) ?? { id, surplus: 0 };
      held.surplus += step;
      if (held.surplus === 0) left.delete(key);
      else left.set(key, held);
      isOver ||= left.size > limit;
      if (isOver) return;
    }
  };
  await Promise.all([take(source, 1).catch(stop), take(destination, -1).catch(stop)]);
  if (isOver) return undefined;
  return [...new Map([...left.values()].map(({ id }) => [text(id), id])).values()];

  /** What one side tells has no use without the other. */
  function stop(error: unknown): never {
    isOver = true;
    throw error;
  }
}

function text(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1');
}
