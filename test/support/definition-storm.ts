import { type Db, MongoServerError } from 'mongodb';
import type { Random } from '../../src/sandbox/model/random.ts';

const names = ['a', 'b', 'c', 'd'] as const;

/**
 * NamespaceNotFound, IndexNotFound, NamespaceExists, IndexOptionsConflict, DocumentValidationFailure: what a random
 * change may well meet, and what then changed nothing.
 */
const expected = new Set<unknown>([26, 27, 48, 85, 86, 121]);

interface Row {
  readonly _id: number;
  readonly v: number;
}

/** Each call makes one random change: mostly to documents, often to a collection or an index. */
export function createStorm(db: Db, random: Random): () => Promise<void> {
  const collection = () => db.collection<Row>(random.pick(names));
  const _id = () => random.below(200);
  const write = () => collection().replaceOne({ _id: _id() }, { v: random.below(1_000) }, { upsert: true });
  const update = () => collection().updateOne({ _id: _id() }, { $inc: { v: 1 } });
  const remove = () => collection().deleteOne({ _id: _id() });
  const rename = () => {
    const place = random.below(names.length);
    const others = names.filter((_, at) => at !== place);
    const to = others[random.below(others.length)] ?? names[0];
    return db.renameCollection(names[place] ?? names[0], to, { dropTarget: random.below(2) === 1 });
  };
  const redefine = () =>
    random.pick<() => Promise<unknown>>([
      rename,
      () => collection().drop(),
      () => collection().createIndex({ v: 1 }, { name: 'v', sparse: random.below(2) === 1 }),
      () => collection().dropIndex('v'),
      () => db.command({ collMod: random.pick(names), validator: { v: { $gte: 0 } }, validationLevel: 'moderate' }),
    ])();
  return async () => {
    try {
      await random.pick<() => Promise<unknown>>([write, write, write, update, update, remove, redefine])();
    } catch (error) {
      if (!(error instanceof MongoServerError && expected.has(error.code))) throw error;
    }
  };
}
