import {
  Decimal128,
  type Document,
  Int32,
  Long,
  type MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
  ObjectId,
} from 'mongodb';
import type { Clock } from '../model/clock.ts';
import { createRandom, type Random } from '../model/random.ts';
import { openDeployment } from './open-deployment.ts';
import { codes, hasCode } from './server-facts.ts';

export interface Traffic {
  /** Fulfilled when the server is reached; does nothing where it writes already. */
  start(): Promise<void>;
  /** Fulfilled when the last write is acknowledged. */
  stop(): Promise<void>;
  /** Acknowledged writes since the beginning. */
  written(): number;
}

const places = [
  { db: 'shop', name: 'customers' },
  { db: 'shop', name: 'invoices' },
  { db: 'billing', name: 'payments' },
] as const;

/** How often, in ms, the writes that are due are sent. */
const beat = 50;

/** Numbers of these documents, far above those of the seed, whose unique indexes they share. */
const firstNumber = 50_000_000;

/**
 * What applications do: half inserts, four in ten updates, one in ten deletes. Stops by itself when writes are blocked, and
 * rides out what passes by itself: a server that is not there, or a connection that breaks, also at the second try of the
 * driver (specification "Retryable Writes").
 */
export function startTraffic(uri: string, { perSecond, clock }: { perSecond: number; clock: Clock }): Traffic {
  const writer = createWriter(createRandom(4_711));
  let running: { readonly stopping: AbortController; readonly ended: Promise<void> } | undefined;

  async function writeUntil(client: MongoClient, signal: AbortSignal): Promise<void> {
    const began = clock.now().getTime();
    const due = () => ((clock.now().getTime() - began) * perSecond) / 1000;
    try {
      for (let sent = 0; !signal.aborted; ) {
        for (; sent < due() && !signal.aborted; sent++) {
          await writer.write(client).catch(async (error: unknown) => {
            if (!isPassing(error)) throw error;
            await clock.sleep(beat, signal).catch(() => undefined);
          });
        }
        await clock.sleep(beat, signal).catch(() => undefined);
      }
    } catch (error) {
      if (!hasCode(error, codes.userWritesBlocked)) throw error;
    } finally {
      await client.close();
    }
  }

  return {
    async start() {
      if (running !== undefined) return;
      const client = openDeployment(uri);
      const stopping = new AbortController();
      const ended = client.connect().then(() => writeUntil(client, stopping.signal));
      running = { stopping, ended };
      ended.catch(() => undefined);
      await client.db('admin').command({ ping: 1 });
    },
    async stop() {
      const stopped = running;
      running = undefined;
      stopped?.stopping.abort();
      await stopped?.ended;
    },
    written: writer.written,
  };
}

function isPassing(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return error instanceof MongoError && error.hasErrorLabel('RetryableWriteError');
}

function createWriter(random: Random) {
  const ids: ObjectId[] = [];
  let inserted = 0;
  let written = 0;

  async function write(client: MongoClient): Promise<void> {
    const kind = ids.length < 10 ? 0 : random.below(10);
    if (kind < 5) await insert(client);
    else if (kind < 9) await change(client, ids[random.below(ids.length)]);
    else await remove(client);
    written += 1;
  }

  async function insert(client: MongoClient): Promise<void> {
    const document = newDocument(inserted, random);
    // Before it is known to be there: a write whose answer was lost may be, and its number is taken.
    inserted += 1;
    await collectionFor(client, document._id).insertOne(document);
    ids.push(document._id);
  }

  async function change(client: MongoClient, id: ObjectId | undefined): Promise<void> {
    if (id === undefined) return;
    const changes = { $inc: { revision: new Int32(1) }, $set: { touched: new Date(random.below(2 ** 31) * 1000) } };
    await collectionFor(client, id).updateOne({ _id: id }, changes);
  }

  async function remove(client: MongoClient): Promise<void> {
    const [id] = ids.splice(random.below(ids.length), 1);
    if (id !== undefined) await collectionFor(client, id).deleteOne({ _id: id });
  }

  return { write, written: () => written };
}

/** A document stays in the collection that its id says. */
function collectionFor(client: MongoClient, id: ObjectId) {
  const { db, name } = places[(id.id[11] ?? 0) % places.length] ?? places[0];
  return client.db(db).collection(name);
}

function newDocument(n: number, random: Random): Document & { readonly _id: ObjectId } {
  return {
    _id: new ObjectId(random.bytes(12)),
    number: Long.fromNumber(firstNumber + n),
    email: `live${n}@example.com`,
    amount: Decimal128.fromString(`${random.below(10_000)}.50`),
    status: 'open',
    revision: new Int32(0),
  };
}
