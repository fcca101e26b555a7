import type { QueuedDocument, RecheckQueue } from '../../src/core/verification/recheck-queue.ts';

/** A queue without files. */
export function queueInMemory(left: readonly QueuedDocument[] = []): RecheckQueue & { readonly kept: () => number } {
  let all: QueuedDocument[] = [...left];
  return {
    kept: () => all.length,
    append: async (documents) => void all.push(...documents),
    flush: async () => {},
    count: async () => all.length,
    async cut() {
      const cut = [...all];
      return {
        count: cut.length,
        bytes: cut.reduce((sum, { identity }) => sum + identity.length, 0),
        async *chunks({ documents }) {
          for (let at = 0; at < cut.length; at += documents) yield cut.slice(at, at + documents);
        },
        drop: async () => {
          const dropped = new Set(cut);
          all = all.filter((one) => !dropped.has(one));
        },
      };
    },
    close: async () => {},
  };
}
