import { identityKey } from '../../core/bson/identity.ts';
import type { ChunkLimit, QueuedDocument, QueuedGeneration } from '../../core/verification/recheck-queue.ts';
import { merged } from './age.ts';
import { fingerprint } from './fingerprint.ts';

/** Is held at once. */
const mostHeld = { documents: 100_000, bytes: 32 * 1024 * 1024 };

/**
 * The documents of a generation, each once, however often and however far apart it was queued. What memory does not hold
 * at once is read in several passes, each of which takes its own share of the identities.
 */
export async function* distinct(
  generation: QueuedGeneration,
  limit: ChunkLimit,
  most: ChunkLimit = mostHeld,
): AsyncGenerator<readonly QueuedDocument[]> {
  const { count, bytes } = generation;
  const passes = Math.max(1, Math.ceil(count / most.documents), Math.ceil(bytes / most.bytes));
  for (let pass = 0; pass < passes; pass += 1) {
    const found = new Map<string, QueuedDocument>();
    for await (const chunk of generation.chunks(limit))
      for (const document of chunk) {
        if (passes > 1 && fingerprint([document.identity]) % passes !== pass) continue;
        const key = `${document.namespace}\0${identityKey(document.identity)}`;
        const before = found.get(key);
        found.set(key, before === undefined ? document : merged(before, document));
      }
    const all = [...found.values()];
    for (let at = 0; at < all.length; at += limit.documents) yield all.slice(at, at + limit.documents);
  }
}
