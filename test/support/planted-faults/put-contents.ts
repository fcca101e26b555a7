import { BSON, type Document, MongoServerError } from 'mongodb';
import type { Random } from '../../../src/sandbox/model/random.ts';
import { bytesOf, type Contents, collectionOf, databaseOf, isCapped, type ShardKey } from './contents.ts';
import type { ServerUnderTest } from './servers-under-test.ts';

/** What a server would not take, and its words. */
export interface Refusal {
  readonly namespace: string;
  readonly part: 'collection' | 'index' | 'document';
  /** The name of an index, the bytes of a document in hexadecimal. */
  readonly which: string;
  readonly why: string;
}

/**
 * Makes a server hold this and no more of users. Documents come in any order but where the order means something. What it
 * refuses is left out, and resolved to.
 */
export async function putContents(server: ServerUnderTest, contents: Contents, random: Random): Promise<Refusal[]> {
  await server.empty();
  const refusals: Refusal[] = [];
  for (const [namespace, content] of contents) {
    const attempt = async (part: Refusal['part'], which: string, act: () => Promise<unknown>) => {
      const why = await refusalOf(act);
      if (why !== undefined) refusals.push({ namespace, part, which, why });
    };
    const { options, indexes, shardKey } = content;
    const [db, name] = [server.client.db(databaseOf(namespace)), collectionOf(namespace)];
    await attempt('collection', '', () => db.command({ create: name, ...Object.fromEntries(options) }));
    for (const index of indexes)
      await attempt('index', String(index.get('name')), () => db.command({ createIndexes: name, indexes: [index] }));
    if (shardKey !== undefined) await attempt('collection', '', () => shard(server, namespace, shardKey));
    const documents = content.documents.map(bytesOf);
    const ordered = isCapped(content) ? documents : shuffled(documents, random);
    for await (const { document, why } of refusedDocuments(server, namespace, ordered))
      refusals.push({ namespace, part: 'document', which: document.toString('hex'), why });
  }
  return refusals;
}

async function refusalOf(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof MongoServerError) return error.message;
    throw error;
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const placed = items.map((item) => ({ item, at: random.below(1_000_000) }));
  return placed.sort((one, other) => one.at - other.at).map(({ item }) => item);
}

async function shard({ client }: ServerUnderTest, namespace: string, { key, unique = false, splitAt }: ShardKey) {
  const admin = client.db('admin');
  await admin.command({ shardCollection: namespace, key, unique });
  const [field] = key.keys();
  if (splitAt === undefined || field === undefined) return;
  const shards = await client.db('config').collection('shards').find().toArray();
  const database = await client
    .db('config')
    .collection<Named>('databases')
    .findOne({ _id: databaseOf(namespace) });
  const other = shards.find(({ _id }) => String(_id) !== database?.primary);
  await admin.command({ split: namespace, middle: { [field]: splitAt } });
  await admin.command({ moveChunk: namespace, find: { [field]: splitAt }, to: String(other?._id) });
}

interface Named {
  readonly _id: string;
  readonly primary: string;
}

/** Inserts them, all at once where none is refused. */
async function* refusedDocuments(server: ServerUnderTest, namespace: string, documents: readonly Buffer[]) {
  let most = documents.length;
  for (let at = 0; at < documents.length; ) {
    const some = documents.slice(at, at + most);
    const { failed, why } = await insert(server, namespace, some);
    // Some servers refuse all for one.
    if (why !== undefined && failed === undefined && some.length > 1) most = 1;
    else if (why === undefined) at += some.length;
    else {
      at += failed ?? 0;
      yield { document: documents[at] ?? Buffer.alloc(0), why };
      at += 1;
    }
  }
}

/** As bytes, since the driver has no values for some of it. Resolves to the first that is refused, and why. */
async function insert({ raw }: ServerUnderTest, namespace: string, documents: readonly Buffer[]) {
  const command = { insert: collectionOf(namespace), bypassDocumentValidation: true };
  const sent = raw.send(databaseOf(namespace), command, { name: 'documents', documents });
  const reply = await sent.catch((error: Error) => error);
  // Some servers close the connection over what they cannot read.
  if (reply instanceof Error) return { why: reply.message };
  const answer: Document = BSON.deserialize(reply);
  if (answer.ok !== 1) return { why: String(answer.errmsg) };
  const [error] = answer.writeErrors ?? [];
  return error === undefined ? {} : { failed: Number(error.index), why: String(error.errmsg) };
}
