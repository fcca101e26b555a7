import type { Document, IndexDescription, MongoClient } from 'mongodb';
import { createRandom } from '../model/random.ts';
import { withDeployment } from './open-deployment.ts';
import { customer, invoice, type Maker, oddDocument, payment, session, telemetryEvent } from './seed-documents.ts';
import { stampCustomer, stampEvent, stampInvoice, stampPayment, stampSession } from './seed-stamps.ts';
import { isRouter, majorOf, versionOf } from './server-facts.ts';
import { documentsOf, type Stamp } from './stamped-documents.ts';

interface Plan {
  readonly db: string;
  readonly name: string;
  /** Of a hundred documents. */
  readonly share: number;
  readonly make: Maker;
  /** Absent where each has to be made by itself. */
  readonly stamp?: Stamp;
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
    stamp: stampCustomer,
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
    stamp: stampInvoice,
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
    stamp: stampPayment,
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
    stamp: stampEvent,
    options: { capped: true, size: 64 * 1024 * 1024 },
    indexes: [{ key: { sensor: 1, at: 1 }, name: 'sensor_1_at_1' }],
  },
  {
    db: 'telemetry',
    name: 'sessions',
    share: 5,
    make: session,
    stamp: stampSession,
    options: { collation: { locale: 'en', strength: 2 } },
    indexes: [{ key: { expires: 1 }, name: 'expires_1', expireAfterSeconds: 0 }],
  },
  { db: 'legacy', name: 'mixed', share: 5, make: oddDocument, indexes: [], shardKey: { _id: 'hashed' } },
];

/** An embedded server that is to be filled. */
export interface SeedTarget {
  /** With credentials that may do everything. */
  readonly uri: string;
  /** Puts BSON documents into the collection `db.name`, as an initial sync does. */
  load(namespace: string, documents: Iterable<Buffer>): void;
}

/**
 * Fills an empty deployment with exactly `documents` documents in several databases, with what makes copying hard:
 * every type of `_id`, odd values, a capped collection, a view, a validator, indexes of all kinds, but nothing that the
 * engine for such a source refuses. The same each time.
 * The last collection takes what rounding leaves over, so even one document finds its place.
 */
export async function seed({ uri, load }: SeedTarget, { documents }: { documents: number }): Promise<void> {
  const random = createRandom(20_240_101);
  await withDeployment(uri, async (client) => {
    const fitting = await plansFor(client);
    await Promise.all(fitting.map(({ db, name, options }) => client.db(db).command({ create: name, ...options })));
    let left = documents;
    for (const [position, plan] of fitting.entries()) {
      const isLast = position === fitting.length - 1;
      const count = isLast ? left : Math.floor((documents * plan.share) / 100);
      load(`${plan.db}.${plan.name}`, documentsOf(plan, count, random));
      left -= count;
    }
    await Promise.all(fitting.map((plan) => createIndexes(client, plan)));
    if (await isRouter(client)) for (const plan of fitting) await shard(client, plan);
    const pipeline = [{ $match: { status: 'open' } }, { $project: { number: 1, total: 1 } }];
    await client.db('shop').command({ create: 'openInvoices', viewOn: 'invoices', pipeline });
  });
}

/** A source to which no engine has any objection. */
async function plansFor(client: MongoClient): Promise<readonly Plan[]> {
  const [isSharded, version] = await Promise.all([isRouter(client), versionOf(client)]);
  return plans.map((plan) => withoutExpiry(isSharded ? withoutCollation(plan) : plan, majorOf(version)));
}

/** That of today migrates no collations of sharded clusters (domain notes, C07). */
function withoutCollation(plan: Plan): Plan {
  const { collation: _, ...options } = plan.options ?? {};
  return { ...plan, options };
}

/** That for sources before 6.0 migrates no TTL indexes (domain notes, C19). */
function withoutExpiry(plan: Plan, major: number): Plan {
  const indexes = plan.indexes.map(({ expireAfterSeconds: _, ...index }) => index);
  return major < 6 ? { ...plan, indexes } : plan;
}

async function createIndexes(client: MongoClient, { db, name, indexes }: Plan): Promise<void> {
  if (indexes.length > 0) await client.db(db).command({ createIndexes: name, indexes });
}

async function shard(client: MongoClient, { db, name, shardKey: key }: Plan): Promise<void> {
  if (key === undefined) return;
  await client
    .db(db)
    .command({ createIndexes: name, indexes: [{ key, name: `${Object.keys(key).join('_')}_hashed` }] });
  await client.db('admin').command({ shardCollection: `${db}.${name}`, key });
}
