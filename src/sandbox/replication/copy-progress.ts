import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { CollectionProgress } from '../migration/migration-service.ts';
import { codes, hasCode } from './server-facts.ts';
import { fullName, type UserNamespace } from './user-namespaces.ts';

/** Counts the first copy, collection by collection. */
export interface CopyProgress {
  /** What is to be copied; a collection that appears later is added when its copy begins. */
  plan(namespaces: readonly UserNamespace[], source: MongoClient): Promise<void>;
  enter(namespace: UserNamespace, state: CollectionProgress['state']): void;
  copied(namespace: UserNamespace, documents: number, bytes: number): void;
  collections(): CollectionProgress[];
}

const nothing = { documents: 0, documentsCopied: 0, bytes: 0, bytesCopied: 0, state: 'waiting' } as const;

export function createCopyProgress(): CopyProgress {
  const all = new Map<string, CollectionProgress>();

  function change(namespace: UserNamespace, by: (now: CollectionProgress) => Partial<CollectionProgress>): void {
    const name = fullName(namespace);
    const now = all.get(name) ?? { namespace: name, ...nothing };
    all.set(name, { ...now, ...by(now) });
  }

  return {
    async plan(namespaces, source) {
      for (const namespace of namespaces) {
        const sizes = await sizesOf(source, namespace);
        change(namespace, () => sizes);
      }
    },
    enter: (namespace, state) => change(namespace, () => ({ state })),
    copied: (namespace, documents, bytes) =>
      change(namespace, (now) => ({
        documentsCopied: now.documentsCopied + documents,
        bytesCopied: now.bytesCopied + bytes,
      })),
    collections: () => [...all.values()],
  };
}

const Sizes = z.object({ count: z.coerce.number().default(0), size: z.coerce.number().default(0) });

/** As the server estimates them; nothing where it does not know, so that progress never stands in the way of copying. */
async function sizesOf(
  source: MongoClient,
  { db, name }: UserNamespace,
): Promise<{ documents: number; bytes: number }> {
  try {
    const { count, size } = Sizes.parse(await source.db(db).command({ collStats: name }));
    return { documents: count, bytes: size };
  } catch (error) {
    if (hasCode(error, codes.unauthorized, codes.namespaceNotFound, ...codes.notKnown)) {
      return { documents: 0, bytes: 0 };
    }
    throw error;
  }
}
