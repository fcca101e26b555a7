import { note, type PendingDocuments } from './pending-documents.ts';

/** Above it a collection is rather copied again. */
const mostPerCollection = 1_000;

/**
 * Which documents have changed since the beginning, by collection: a document was looked up under the name that its
 * collection had at that time of the stream, and may have been somewhere else already.
 */
export interface TouchedDocuments {
  note(namespace: string, id: unknown): void;
  /** `undefined` where there are too many to tell. */
  of(namespace: string): PendingDocuments | undefined;
  forget(namespace: string): void;
  rename(namespace: string, to: string): void;
}

export function createTouchedDocuments(): TouchedDocuments {
  const all = new Map<string, PendingDocuments | undefined>();
  return {
    note(namespace, id) {
      const documents = all.has(namespace) ? all.get(namespace) : new Map();
      if (documents !== undefined) note(documents, id, false);
      all.set(namespace, documents !== undefined && documents.size <= mostPerCollection ? documents : undefined);
    },
    of: (namespace) => (all.has(namespace) ? all.get(namespace) : new Map()),
    forget: (namespace) => void all.delete(namespace),
    rename(namespace, to) {
      if (all.has(namespace)) all.set(to, all.get(namespace));
      else all.delete(to);
      all.delete(namespace);
    },
  };
}
