import { type Document, type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from '../../core/engine-databases.ts';
import type { Writes, Written } from '../../core/facts/watch.ts';
import { lookAtEach, setsOf } from './places.ts';
import type { SurveyContext } from './survey.ts';
import { watched } from './watched.ts';

/** So many entries of an oplog the server adds up, so that it has little to do with it and stays below 100 MB. */
const mostEntries = 100_000;
const mostNamespaces = 100;
const mostDefinitions = 1_000;

const Entry = z.looseObject({ ts: z.instanceof(Timestamp) });

/** What is written while the deployment is watched, as the oplog of each set has it. */
export async function readWrites(client: MongoClient, context: SurveyContext): Promise<Writes> {
  const { maxTimeMS } = context;
  const sets = await setsOf(client, context);
  const from = await lookAtEach(sets, ({ ask }) => ask((set) => newest(set, maxTimeMS)));
  const time = await watched(client, context);
  const begun = new Map(from.read.map(({ name, value }) => [name, value]));
  const seen = await lookAtEach(
    sets.filter(({ name }) => begun.has(name)),
    ({ name, ask }) => {
      const start = begun.get(name);
      if (start === undefined) throw new Error(`nothing is known of ${name}`);
      return ask((set) => writtenSince(set, { from: start }, time.seconds, maxTimeMS));
    },
  );
  return { ...time, sets: { read: seen.read, unread: [...from.unread, ...seen.unread] } };
}

function oplogOf(client: MongoClient) {
  return client.db('local').collection('oplog.rs');
}

async function newest(client: MongoClient, maxTimeMS: number): Promise<Timestamp> {
  const options = { sort: { $natural: -1 }, projection: { _id: 0, ts: 1 }, maxTimeMS } as const;
  return Entry.parse(await oplogOf(client).findOne({}, options)).ts;
}

const Totals = z.array(z.looseObject({ entries: z.coerce.number(), last: z.instanceof(Timestamp) }));
const Namespaces = z.array(
  z.looseObject({
    _id: z.string(),
    writes: z.coerce.number(),
    documents: z.coerce.number(),
    hottest: z.coerce.number(),
  }),
);

/** What came after this entry and, by the clock of the server that wrote it, not before this time. */
export interface Since {
  readonly from: Timestamp;
  readonly at?: Date;
}

/** A filter on `ts` begins to read there; cluster time may be ahead of every clock, so that it tells no time of the day. */
function after({ from, at }: Since): Document {
  return { ts: { $gt: from }, ...(at && { wall: { $gte: at } }) };
}

/** What user data was written on a set, which has been looked at for so many seconds. */
export async function writtenSince(
  client: MongoClient,
  since: Since,
  watchedFor: number,
  maxTimeMS: number,
): Promise<Written> {
  const options = { maxTimeMS, allowDiskUse: false };
  const entries = [{ $match: after(since) }, { $limit: mostEntries }];
  const total = [...entries, { $group: { _id: null, entries: { $sum: 1 }, last: { $max: '$ts' } } }];
  const [totals] = Totals.parse(await oplogOf(client).aggregate(total, options).toArray());
  const rows = await oplogOf(client)
    .aggregate([...entries, ...byNamespace], options)
    .toArray();
  const isAll = (totals?.entries ?? 0) < mostEntries;
  const until = totals?.last.getHighBitsUnsigned() ?? 0;
  return {
    seconds: isAll ? watchedFor : Math.max(1, until - since.from.getHighBitsUnsigned()),
    namespaces: Namespaces.parse(rows)
      .filter(({ _id }) => isOfUser(_id))
      .map(({ _id, writes, documents, hottest }) => ({ namespace: _id, writes, documents, hottest })),
    definitions: await definitionsSince(client, since, maxTimeMS),
  };
}

/** A transaction is one entry with all of its writes in `applyOps`. */
const writes = { $cond: [{ $isArray: '$o.applyOps' }, '$o.applyOps', [{ op: '$op', ns: '$ns', o: '$o', o2: '$o2' }]] };

/** The server adds up, so that no value of a document leaves it: an update has the `_id` in `o2`, the others in `o`. */
const byNamespace: Document[] = [
  { $project: { _id: 0, write: writes } },
  { $unwind: '$write' },
  { $match: { 'write.op': { $in: ['i', 'u', 'd'] } } },
  { $group: { _id: { ns: '$write.ns', id: { $ifNull: ['$write.o2._id', '$write.o._id'] } }, n: { $sum: 1 } } },
  { $group: { _id: '$_id.ns', writes: { $sum: '$n' }, documents: { $sum: 1 }, hottest: { $max: '$n' } } },
  { $sort: { writes: -1 } },
  { $limit: mostNamespaces },
];

/** What a command in the oplog is called, as people call it. */
const definitions: Readonly<Record<string, string>> = {
  create: 'create',
  drop: 'drop',
  dropDatabase: 'dropDatabase',
  renameCollection: 'renameCollection',
  collMod: 'collMod',
  createIndexes: 'createIndexes',
  startIndexBuild: 'createIndexes',
  dropIndexes: 'dropIndexes',
  convertToCapped: 'convertToCapped',
};

const Definition = z.looseObject({ ns: z.string(), o: z.record(z.string(), z.unknown()) });

/** Only their names and what they are about leave the server. */
async function definitionsSince(client: MongoClient, since: Since, maxTimeMS: number): Promise<Written['definitions']> {
  const names = Object.keys(definitions);
  const filter = { ...after(since), op: 'c', $or: names.map((name) => ({ [`o.${name}`]: { $exists: true } })) };
  const projection = { _id: 0, ns: 1, ...Object.fromEntries(names.map((name) => [`o.${name}`, 1])) };
  const rows = await oplogOf(client).find(filter, { projection, limit: mostDefinitions, maxTimeMS }).toArray();
  const counts = new Map<string, { command: string; namespace: string; count: number }>();
  for (const { ns, o } of rows.map((row) => Definition.parse(row))) {
    const [database = ''] = ns.split('.', 1);
    const [name, about] = Object.entries(o)[0] ?? [];
    const command = definitions[name ?? ''];
    if (command === undefined || !isUserDatabase(database)) continue;
    const namespace = namespaceOf(database, command, about);
    const key = `${command} ${namespace}`;
    const counted = counts.get(key) ?? { command, namespace, count: 0 };
    counted.count += 1;
    counts.set(key, counted);
  }
  return [...counts.values()];
}

/** A renaming has whole namespaces, dropping a database has none. */
function namespaceOf(database: string, command: string, about: unknown): string {
  if (typeof about !== 'string') return database;
  return command === 'renameCollection' ? about : `${database}.${about}`;
}

function isOfUser(namespace: string): boolean {
  return isUserDatabase(namespace.split('.', 1)[0] ?? '');
}
