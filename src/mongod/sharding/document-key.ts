import { asDocument, docOf, elementsOf, fieldOf, type RawElement, rawOf } from '../bson/raw.ts';
import { resolvePath } from '../query/resolve-path.ts';
import type { Server } from '../server.ts';
import type { Collection } from '../storage/collection.ts';

/** What names a document in the oplog and in change streams: the fields of the shard key as they are, then `_id`. */
export function documentKey(server: Server, collection: Collection, document: Buffer): Buffer {
  const sharding = server.node.kind === 'member' ? undefined : server.node.cluster.shardingOf(collection);
  if (sharding === undefined) return idDocument(document);
  const pattern = elementsOf(sharding.key.pattern);
  const fields: RawElement[] = pattern.map(({ name }) => {
    const [value = rawOf(null)] = resolvePath(asDocument(document), name);
    return { name, value };
  });
  const id = fieldOf(document, '_id');
  if (id !== undefined && !fields.some(({ name }) => name === '_id')) fields.push({ name: '_id', value: id });
  return docOf(fields);
}

/** Built by hand, because every write makes one. */
function idDocument(document: Buffer): Buffer {
  const id = fieldOf(document, '_id');
  if (id === undefined) return docOf([]);
  const size = 4 + 1 + idName.length + id.bytes.length + 1;
  const only = Buffer.allocUnsafe(size);
  only.writeInt32LE(size, 0);
  only.writeUInt8(id.type, 4);
  only.set(idName, 5);
  only.set(id.bytes, 5 + idName.length);
  only.writeUInt8(0, size - 1);
  return only;
}

const idName = Buffer.from('_id\0');
