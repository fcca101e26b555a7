import type { Document, MongoClient } from 'mongodb';
import { indexesOf } from './align-indexes.ts';
import { exactText } from './exact-bson.ts';
import { fullName, type UserNamespace, userNamespaces } from './user-namespaces.ts';

/**
 * What mongosync refuses when it starts, and what no validation tells beforehand (domain notes, C02, C04, C12, C16):
 * throws with the first reason.
 */
export async function refuseUnsupported(source: MongoClient): Promise<void> {
  for (const namespace of await userNamespaces(source)) {
    const indexes = namespace.type === 'view' ? [] : await indexesOf(source, namespace);
    const reason = collectionReason(namespace) ?? indexReason(namespace, indexes);
    if (reason !== undefined) throw new Error(reason);
  }
}

function collectionReason(namespace: UserNamespace): string | undefined {
  const { clusteredIndex, expireAfterSeconds, encryptedFields } = namespace.options;
  const name = fullName(namespace);
  if (encryptedFields !== undefined) return `${name} uses Queryable Encryption, which cannot be migrated.`;
  if (clusteredIndex === undefined || expireAfterSeconds === undefined) return undefined;
  return `${name} is a clustered collection with expireAfterSeconds, which cannot be migrated.`;
}

function indexReason(namespace: UserNamespace, indexes: readonly Document[]): string | undefined {
  const name = fullName(namespace);
  const haystack = indexes.find(({ key }) => Object.values(key).includes('geoHaystack'));
  if (haystack !== undefined) return `The geoHaystack index ${haystack.name} of ${name} cannot be migrated; drop it.`;
  const unique = indexes.filter((index) => index.unique === true);
  for (const one of unique) {
    const twin = indexes.find((other) => other.unique !== true && exactText(other.key) === exactText(one.key));
    if (twin === undefined) continue;
    return `IndexOptionsConflict: ${name} has the unique index ${one.name} and the non-unique index ${twin.name} on the same key; drop one of them.`;
  }
  return undefined;
}
