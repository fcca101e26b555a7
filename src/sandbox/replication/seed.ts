import type { Document, IndexDescription, MongoClient } from 'mongodb';
import { createRandom, type Random } from '../random.ts';
import { withDeployment } from './open-deployment.ts';
import { customer, invoice, type Maker, oddDocument, payment, session, telemetryEvent } from './seed-documents.ts';
import { isRouter } from './server-facts.ts';

interface Plan {
  readonly db: string;
  readonly name: string;
  /** Of a hundred documents. */
  readonly share: number;
  readonly make: Maker;
  readonly options?: Document;
  readonly indexes: IndexDescription[];
  /** Of a source that is a sharded cluster. */
  readonly shardKey?: Document;
}

const plans: readonly Plan[] = [
  {
    db: 'shop',
    name: 'customers',
    share: 25,
    make: customer,
    options: { validator: { email: { $type: 'string' } }, validationLevel: 'moderate', validationAction: 'error' },
    indexes: [
      { key: { email: 1 }, name: 'email_1', unique: true },
      { key: { phone: 1 }, name: 'phone_1', sparse: true },
      { key: { place: '2dsphere' }, name: 'place_2dsphere' },
      { key: { city: 1, name: -1 }, name: 'city_1_name_-1' },
    ],
  },
  {
    db: 'shop',
    name: 'invoices',
    share: 30,
    make: invoice,
    indexes: [
      { key: { number: 1 }, name: 'number_1', unique: true },
      { key: { customer: 1, issued: -1 }, name: 'customer_1_issued_-1' },
      { key: { issued: 1 }, name: 'open_by_date', partialFilterExpression: { status: 'open' } },
      { key: { notes: 'text' }, name: 'notes_text', weights: { notes: 5 }, default_language: 'english' },
    ],
  },
  {
    db: 'billing',
    name: 'payments',
    share: 20,
    make: payment,
    indexes: [
      { key: { invoice: 'hashed' }, name: 'invoice_hashed' },
      { key: { account: 1 }, name: 'account_1', hidden: true },
    ],
    shardKey: { invoice: 'hashed' },
  },
  {
    db: 'telemetry',
    name: 'events',
    share: 15,
    make: telemetryEvent,
    options: { capped: true, size: 64 * 1024 * 1024 },
    indexes: [{ key: { sensor: 1, at: 1 }, name: 'sensor_1_at_1' }],
  },
  {
    db: 'telemetry',
    name: 'sessions',
    share: 5,
    make: session,
    options: { collation: { locale: 'en', strength: 2 } },
    indexes: [{ key: { expires: 1 }, name: 'expires_1', expireAfterSeconds: 0 }],
  },
  { db: 'legacy', name: 'mixed', share: 5, make: oddDocument, indexes: [], shardKey: { _id: 'hashed' } },
];

/** One insert message. */
const batchSize = 1_000;

/**
 * Fills an empty deployment with exactly `documents` documents in several databases, with what makes copying hard:
 * every type of `_id`, odd values, a capped collection, a view, a validator, indexes of all kinds. The same each time.
 * The last collection takes what rounding leaves over, so even one document finds its place.
 */
export async function seed(uri: string, { documents }: { documents: number }): Promise<void> {
  await withDeployment(uri, async (client) => {
    const random = createRandom(20_240_101);
    const isSharded = await isRouter(client);
    let left = documents;
    for (const [position, plan] of plans.entries()) {
      const isLast = position === plans.length - 1;
      const count = isLast ? left : Math.floor((documents * plan.share) / 100);
      await fill(client, plan, { count, random });
      if (isSharded && plan.shardKey !== undefined) await shard(client, plan, plan.shardKey);
      left -= count;
    }
    const pipeline = [{ $match: { status: 'open' } }, { $project: { number: 1, total: 1 } }];
    await client.db('shop').command({ create: 'openInvoices', viewOn: 'invoices', pipeline });
  });
}

async function shard(client: MongoClient, { db, name }: Plan, key: Document): Promise<void> {
  await client
    .db(db)
    .command({ createIndexes: name, indexes: [{ key, name: `${Object.keys(key).join('_')}_hashed` }] });
  await client.db('admin').command({ shardCollection: `${db}.${name}`, key });
}

async function fill(
  client: MongoClient,
  { db, name, make, options, indexes }: Plan,
  { count, random }: { count: number; random: Random },
): Promise<void> {
  await client.db(db).command({ create: name, ...options });
  const collection = client.db(db).collection(name);
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    await collection.insertMany(Array.from({ length: size }, (_, at) => make(start + at, random)));
  }
  if (indexes.length > 0) await client.db(db).command({ createIndexes: name, indexes });
}
