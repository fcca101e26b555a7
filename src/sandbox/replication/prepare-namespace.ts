import { alignIndexes, indexesOf } from './align-indexes.ts';
import { createNamespace } from './align-namespace.ts';
import { isSupported } from './shard-plan.ts';
import type { Transfer } from './transfer.ts';
import { fullName, type UserNamespace } from './user-namespaces.ts';

/**
 * Makes an empty collection on the destination. One that is to be sharded gets its indexes first, and one for the shard
 * key where none of them serves it.
 */
export async function prepareNamespace(transfer: Transfer, namespace: UserNamespace): Promise<void> {
  const { destination, shardPlan, major } = transfer;
  const { db, name } = namespace;
  await createNamespace(transfer, namespace);
  const key = shardPlan.get(fullName(namespace));
  // Below 6.0 indexes come before the documents in any case (domain notes, section 5.1).
  if (key !== undefined || major < 6) await alignIndexes(transfer, namespace);
  if (key === undefined) return;
  if (!isSupported(await indexesOf(destination, namespace), key)) {
    const supporting = { key, name: nameOf(key) };
    await destination.db(db).command({ createIndexes: name, indexes: [supporting] });
  }
  await destination.db('admin').command({ shardCollection: fullName(namespace), key });
}

function nameOf(key: object): string {
  return Object.entries(key)
    .map(([field, kind]) => `${field}_${kind}`)
    .join('_');
}
