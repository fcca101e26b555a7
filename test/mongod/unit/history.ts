import fc, { type Arbitrary } from 'fast-check';
import type { Db, Document, MongoClient } from 'mongodb';

/** One write, as a command of the history's database; some are refused, which is part of a history too. */
export type Write = Document;

const collections = fc.constantFrom('a', 'b', 'c');
const ids = fc.nat(7);
const leaf = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.string({ maxLength: 3 }), fc.constant(null), fc.double());
const items = fc.array(fc.oneof(leaf, fc.record({ x: leaf, y: leaf })), { maxLength: 4 });
const inner = fc.record({ p: leaf, q: items, r: fc.record({ s: leaf }) }, { requiredKeys: [] });
const document = fc.record({ f: leaf, g: items, h: inner, n: fc.integer({ min: 0, max: 5 }) }, { requiredKeys: [] });

const paths = fc.constantFrom('f', 'g', 'h', 'h.p', 'h.q', 'h.r.s', 'new', 'h.fresh.deep', 'g.1', 'h.q.0');
const update: Arbitrary<Document | Document[]> = fc.oneof(
  fc.tuple(paths, leaf).map(([path, value]) => ({ $set: { [path]: value } })),
  paths.map((path) => ({ $unset: { [path]: '' } })),
  fc.constantFrom('n', 'h.count').map((path) => ({ $inc: { [path]: 1 } })),
  fc.tuple(fc.constantFrom('g', 'h.q'), items).map(([path, $each]) => ({ $push: { [path]: { $each } } })),
  fc.constantFrom('g', 'h.q').map((path) => ({ $pop: { [path]: -1 } })),
  fc.constant({ $rename: { f: 'moved' } }),
  document.map((replacement) => replacement),
  fc.tuple(leaf, inner).map(([f, h]) => [{ $set: { f: { $literal: f }, h: { $literal: h } } }, { $unset: 'n' }]),
  items.map((g) => [{ $set: { g: { $literal: g } } }]),
);

const query = fc.oneof(
  ids.map((_id) => ({ _id })),
  fc.constant({}),
  fc.integer({ min: 0, max: 5 }).map((n) => ({ n })),
);

const write: Arbitrary<Write> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(collections, fc.array(fc.tuple(ids, document), { minLength: 1, maxLength: 4 }))
      .map(([insert, made]) => ({
        insert,
        documents: made.map(([_id, fields]) => ({ _id, ...fields })),
        ordered: false,
      })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(collections, query, update, fc.boolean(), fc.boolean())
      .map(([name, q, u, multi, upsert]) => ({ update: name, updates: [{ q, u, multi, upsert }] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(collections, query, fc.constantFrom(0, 1))
      .map(([name, q, limit]) => ({ delete: name, deletes: [{ q, limit }] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(collections, query, update, fc.boolean())
      .map(([findAndModify, q, u, upsert]) => ({ findAndModify, query: q, update: u, upsert })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(collections, query).map(([findAndModify, q]) => ({ findAndModify, query: q, remove: true })),
  },
  { weight: 1, arbitrary: collections.map((drop) => ({ drop })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(collections, collections, fc.boolean())
      .map(([source, to, dropTarget]) => ({ rename: source, to, dropTarget })),
  },
  {
    weight: 1,
    arbitrary: collections.map((name) => ({ createIndexes: name, indexes: [{ key: { n: 1 }, name: 'n_1' }] })),
  },
  {
    weight: 1,
    arbitrary: collections.map((name) => ({
      aggregate: name,
      pipeline: [{ $match: { n: { $gt: 2 } } }, { $out: 'c' }],
      cursor: {},
    })),
  },
);

/** Writes one after the other; those that stand in a list of their own are one transaction. */
export const history: Arbitrary<(Write | Write[])[]> = fc.array(
  fc.oneof({ weight: 9, arbitrary: write }, { weight: 1, arbitrary: fc.array(write, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 25 },
);

export async function live(client: MongoClient, db: Db, steps: readonly (Write | Write[])[]): Promise<void> {
  for (const step of steps) {
    if (!Array.isArray(step)) await attempt(() => run(client, db, step));
    else await attempt(() => transact(client, db, step));
  }
}

async function transact(client: MongoClient, db: Db, steps: readonly Write[]): Promise<void> {
  const session = client.startSession();
  try {
    session.startTransaction();
    for (const step of steps)
      if ('update' in step || 'insert' in step || 'delete' in step) await db.command(step, { session });
    await session.commitTransaction();
  } finally {
    await session.endSession();
  }
}

async function run(client: MongoClient, db: Db, { rename, to, dropTarget, ...command }: Write): Promise<void> {
  if (rename === undefined) await db.command(command);
  else {
    const name = (collection: string) => `${db.databaseName}.${collection}`;
    await client.db('admin').command({ renameCollection: name(rename), to: name(to), dropTarget });
  }
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
  }
}
