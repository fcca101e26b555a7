import { BSON, type Document, MongoServerError } from 'mongodb';
import type { Random } from '../../../src/sandbox/model/random.ts';
import { bytesOf, type Content, type Contents, collectionOf, databaseOf, isCapped } from './contents.ts';
import type { ServerUnderTest } from './servers-under-test.ts';

/** What a server would not take, and its words. */
export interface Refusal {
  readonly what: string;
  readonly why: string;
}

/** Makes a server hold this and no more of users; documents come in any order but where the order means something. */
export async function putContents(server: ServerUnderTest, contents: Contents, random: Random): Promise<Refusal[]> {
  await server.empty();
  const refusals: Refusal[] = [];
  const attempt = async (what: string, act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
      refusals.push({ what, why: error.message });
    }
  };
  for (const [namespace, content] of contents) {
    const { options, indexes, documents, shardKey } = content;
    const [db, name] = [server.client.db(databaseOf(namespace)), collectionOf(namespace)];
    await attempt(namespace, () => db.command({ create: name, ...Object.fromEntries(options) }));
    if (shardKey !== undefined)
      await attempt(`the shard key of ${namespace}`, () =>
        server.client.db('admin').command({ shardCollection: namespace, key: shardKey }),
      );
    if (indexes.length > 0)
      await attempt(`indexes of ${namespace}`, () => db.command({ createIndexes: name, indexes: [...indexes] }));
    if (documents.length > 0)
      await attempt(`documents of ${namespace}`, () => insert(server, namespace, inSomeOrder(content, random)));
  }
  return refusals;
}

function inSomeOrder(content: Content, random: Random): Buffer[] {
  const documents = content.documents.map(bytesOf);
  if (isCapped(content)) return documents;
  return documents
    .map((document) => ({ document, at: random.below(1_000_000) }))
    .sort((one, other) => one.at - other.at)
    .map(({ document }) => document);
}

/** As bytes, since the driver has no values for some of it. */
async function insert({ raw }: ServerUnderTest, namespace: string, documents: readonly Buffer[]): Promise<void> {
  const command = { insert: collectionOf(namespace), bypassDocumentValidation: true };
  const reply = await raw.send(databaseOf(namespace), command, { name: 'documents', documents });
  const answer: Document = BSON.deserialize(reply);
  const [error] = answer.writeErrors ?? [];
  if (answer.ok !== 1) throw new MongoServerError(answer);
  if (error !== undefined) throw new MongoServerError(error);
}
