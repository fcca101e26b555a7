import { BSON, type Document } from 'mongodb';

/** A database that is built from what is told of another one's changes. Plain values without promotion. */
export interface Replica {
  put(collection: string, document: Document): void;
  get(collection: string, id: unknown): Document | undefined;
  remove(collection: string, id: unknown): void;
  drop(collection: string): void;
  rename(source: string, to: string): void;
  clear(): void;
  /** By collection, sorted by `_id`; empty collections are left out. */
  content(): Record<string, string[]>;
}

export function createReplica(): Replica {
  const collections = new Map<string, Map<string, Document>>();
  const within = (name: string) => {
    const found = collections.get(name) ?? new Map<string, Document>();
    collections.set(name, found);
    return found;
  };
  return {
    put: (collection, document) => void within(collection).set(textOf(document._id), document),
    get: (collection, id) => within(collection).get(textOf(id)),
    remove: (collection, id) => void within(collection).delete(textOf(id)),
    drop: (collection) => void collections.delete(collection),
    rename(source, to) {
      const moved = collections.get(source);
      collections.delete(source);
      if (moved === undefined) collections.delete(to);
      else collections.set(to, moved);
    },
    clear: () => collections.clear(),
    content: () => contentOf(new Map([...collections].map(([name, documents]) => [name, [...documents.values()]]))),
  };
}

export function contentOf(collections: ReadonlyMap<string, readonly Document[]>): Record<string, string[]> {
  const filled = [...collections].filter(([, documents]) => documents.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(filled.map(([name, documents]) => [name, documents.map(textOf).sort()]));
}

function textOf(value: unknown): string {
  return BSON.EJSON.stringify({ value }, { relaxed: false });
}

/** Sets the value at a dotted path; numbers are indexes where there is an array. */
export function setAt(container: Document, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) container[name] = value;
  else setAt(container[name], rest, value);
}

export function unsetAt(container: Document, path: readonly string[]): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) delete container[name];
  else unsetAt(container[name], rest);
}

/** Applies the oplog's description of an update, version 2. */
export function applyDiff(document: Document, diff: Document): void {
  for (const name of Object.keys(diff.d ?? {})) delete document[name];
  Object.assign(document, diff.u, diff.i);
  for (const [name, inner] of Object.entries(diff)) {
    if (!name.startsWith('s')) continue;
    const field = document[name.slice(1)];
    if (Array.isArray(field)) applyArrayDiff(field, inner);
    else applyDiff(field, inner);
  }
}

function applyArrayDiff(array: unknown[], diff: Document): void {
  if (diff.l !== undefined) array.length = Number(diff.l);
  for (const [name, value] of Object.entries(diff)) {
    const at = Number(name.slice(1));
    if (name.startsWith('u')) array[at] = value;
    else if (name.startsWith('s')) {
      const item = array[at];
      if (Array.isArray(item)) applyArrayDiff(item, value);
      else if (typeof item === 'object' && item !== null) applyDiff(item, value);
    }
  }
}
