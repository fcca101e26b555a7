import { type ClientSession, type Collection, Long, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('transactions');

interface Account {
  _id: number;
  sum?: number;
}

async function accounts(): Promise<Collection<Account>> {
  const collection = await server.db.createCollection<Account>('accounts');
  await collection.insertMany([
    { _id: 1, sum: 10 },
    { _id: 2, sum: 20 },
  ]);
  return collection;
}

async function inSession<T>(run: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = server.client.startSession();
  try {
    return await run(session);
  } finally {
    await session.endSession();
  }
}

async function refusalOf(run: Promise<unknown>): Promise<MongoServerError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MongoServerError) return error;
  throw new Error(`not refused by the server: ${String(error)}`);
}

describe('a transaction', () => {
  it('shows its writes to itself at once and to others when it is committed', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.updateOne({ _id: 1 }, { $inc: { sum: 5 } }, { session });
      await collection.insertOne({ _id: 3 }, { session });
      await collection.deleteOne({ _id: 2 }, { session });
      expect(await collection.find({}, { session }).sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, sum: 15 },
        { _id: 3 },
      ]);
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, sum: 10 },
        { _id: 2, sum: 20 },
      ]);
      await session.commitTransaction();
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, sum: 15 }, { _id: 3 }]);
    });
  });

  it('leaves nothing behind when it is aborted', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.updateMany({}, { $set: { sum: 0 } }, { session });
      await collection.insertOne({ _id: 3 }, { session });
      await session.abortTransaction();
    });
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, sum: 10 },
      { _id: 2, sum: 20 },
    ]);
  });

  it('goes on seeing the data as it was when it began', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction({ readConcern: { level: 'snapshot' } });
      expect(await collection.findOne({ _id: 1 }, { session })).toEqual({ _id: 1, sum: 10 });
      await collection.updateOne({ _id: 1 }, { $set: { sum: 99 } });
      await collection.deleteOne({ _id: 2 });
      await collection.insertOne({ _id: 3 });
      expect(await collection.find({}, { session }).sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, sum: 10 },
        { _id: 2, sum: 20 },
      ]);
      expect(await collection.countDocuments({ sum: { $lt: 50 } }, { session })).toBe(2);
      await session.commitTransaction();
    });
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, sum: 99 }, { _id: 3 }]);
  });

  it('conflicts with a write that came between', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction({ readConcern: { level: 'snapshot' } });
      await collection.findOne({ _id: 1 }, { session });
      await collection.updateOne({ _id: 1 }, { $set: { sum: 99 } });
      const refusal = await refusalOf(collection.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session }));
      expect(refusal.code).toBe(112);
      expect(refusal.hasErrorLabel('TransientTransactionError')).toBe(true);
      await session.abortTransaction();
    });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, sum: 99 });
  });

  it('conflicts with another transaction that has written the document', async () => {
    const collection = await accounts();
    await inSession(async (first) => {
      await inSession(async (second) => {
        first.startTransaction();
        second.startTransaction();
        await collection.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session: first });
        const refusal = await refusalOf(collection.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session: second }));
        expect(refusal.code).toBe(112);
        await second.abortTransaction();
        await first.commitTransaction();
      });
    });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, sum: 11 });
  });

  it('makes a write outside wait for its end', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.updateOne({ _id: 1 }, { $set: { sum: 100 } }, { session });
      const outside = collection.updateOne({ _id: 1 }, { $inc: { sum: 1 } });
      await collection.updateOne({ _id: 2 }, { $inc: { sum: 1 } });
      await session.commitTransaction();
      await outside;
    });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, sum: 101 });
  });

  it('makes a drop wait for its end', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.insertOne({ _id: 3 }, { session });
      const dropped = collection.drop();
      await server.client.db('admin').command({ ping: 1 });
      await session.commitTransaction();
      expect(await dropped).toBe(true);
    });
    expect(await collection.countDocuments()).toBe(0);
  });

  it('is over after an error', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.insertOne({ _id: 3 }, { session });
      expect((await refusalOf(collection.insertOne({ _id: 1 }, { session }))).code).toBe(11000);
      const refusal = await refusalOf(collection.insertOne({ _id: 4 }, { session }));
      expect(refusal.code).toBe(251);
      expect(refusal.hasErrorLabel('TransientTransactionError')).toBe(true);
    });
    expect(await collection.countDocuments()).toBe(2);
  });

  it('uses indexes with its own writes in them', async () => {
    const collection = await accounts();
    await collection.createIndex({ sum: 1 }, { unique: true });
    await inSession(async (session) => {
      session.startTransaction();
      await collection.updateOne({ _id: 1 }, { $set: { sum: 30 } }, { session });
      await collection.insertOne({ _id: 3, sum: 10 }, { session });
      expect(await collection.findOne({ sum: 10 }, { session })).toEqual({ _id: 3, sum: 10 });
      expect(
        await collection
          .find({ sum: { $gte: 20 } }, { session })
          .sort({ sum: -1 })
          .toArray(),
      ).toEqual([
        { _id: 1, sum: 30 },
        { _id: 2, sum: 20 },
      ]);
      expect((await refusalOf(collection.insertOne({ _id: 4, sum: 20 }, { session }))).code).toBe(11000);
    });
    expect(await collection.findOne({ sum: 10 })).toEqual({ _id: 1, sum: 10 });
  });

  it('makes collections', async () => {
    await inSession(async (session) => {
      session.startTransaction();
      await server.db.collection<Account>('fresh').insertOne({ _id: 1 }, { session });
      await session.commitTransaction();
    });
    expect(await server.db.collection('fresh').countDocuments()).toBe(1);
  });

  // MongoDB manual, "Create Collections and Indexes in a Transaction"
  it('makes a collection and its index by name, and neither when it is aborted', async () => {
    const names = async () => (await server.db.listCollections().toArray()).map(({ name }) => name);
    const make = async (session: ClientSession) => {
      session.startTransaction();
      const fresh = await server.db.createCollection<Account>('fresh', { session });
      await fresh.createIndex({ sum: 1 }, { session });
      await fresh.insertOne({ _id: 1 }, { session });
      expect(await names()).not.toContain('fresh');
    };
    await inSession(async (session) => {
      await make(session);
      await session.abortTransaction();
      expect(await names()).not.toContain('fresh');
      await make(session);
      await session.commitTransaction();
    });
    expect(await names()).toContain('fresh');
    expect((await server.db.collection('fresh').indexes()).map(({ name }) => name)).toEqual(['_id_', 'sum_1']);
  });

  it('is shown by a change stream as its writes, in order and with its number', async () => {
    const collection = await accounts();
    const stream = collection.watch([], { maxAwaitTimeMS: 100 });
    await stream.tryNext();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.insertOne({ _id: 3 }, { session });
      await collection.deleteOne({ _id: 3 }, { session });
      await session.commitTransaction();
    });
    const [first, second] = [await stream.next(), await stream.next()];
    expect([first, second]).toMatchObject([
      { operationType: 'insert', documentKey: { _id: 3 }, txnNumber: expect.anything() },
      { operationType: 'delete', documentKey: { _id: 3 } },
    ]);
    await stream.close();
    const resumed = collection.watch([], { resumeAfter: first._id });
    expect(await resumed.next()).toMatchObject({ operationType: 'delete' });
    await resumed.close();
  });
});

describe('commands of transactions', () => {
  const inside = { txnNumber: Long.fromNumber(5), autocommit: false };

  it.each([
    ['commit without a transaction', { commitTransaction: 1, ...inside }, 251],
    ['abort without a transaction', { abortTransaction: 1, ...inside }, 251],
  ])('%s', async (_, command, code) => {
    await inSession(async (session) => {
      expect((await refusalOf(server.client.db('admin').command(command, { session }))).code).toBe(code);
    });
  });

  it('a statement of a transaction that was never started is NoSuchTransaction', async () => {
    await inSession(async (session) => {
      const command = { find: 'accounts', ...inside };
      expect((await refusalOf(server.db.command(command, { session }))).code).toBe(251);
    });
  });

  it('count is not for transactions', async () => {
    await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      expect((await refusalOf(server.db.command({ count: 'accounts' }, { session }))).code).toBe(263);
    });
  });

  it('a commit is answered again', async () => {
    const collection = await accounts();
    await inSession(async (session) => {
      session.startTransaction();
      await collection.insertOne({ _id: 3 }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
    });
    expect(await collection.countDocuments()).toBe(3);
  });
});

describe('a retryable write', () => {
  let number = 1000;

  /** Sends the same command under one number of one session, as a driver does that saw no answer. */
  async function sender() {
    // Of its own, because the numbers here are not those that the driver counts.
    const client = await server.connect({ retryWrites: false });
    const session = client.startSession();
    number += 10;
    const db = client.db(server.db.databaseName);
    const send = (command: object, txnNumber = number) =>
      db.command({ ...command, txnNumber: Long.fromNumber(txnNumber) }, { session });
    return { send, end: () => session.endSession() };
  }

  it.each([
    ['insert', { insert: 'accounts', documents: [{ _id: 3 }] }],
    ['update', { update: 'accounts', updates: [{ q: { _id: 1 }, u: { $inc: { sum: 1 } } }] }],
    ['delete', { delete: 'accounts', deletes: [{ q: {}, limit: 1 }] }],
    ['findAndModify', { findAndModify: 'accounts', query: { _id: 1 }, update: { $inc: { sum: 1 } }, new: true }],
    ['findAndModify that removes', { findAndModify: 'accounts', query: {}, sort: { _id: 1 }, remove: true }],
  ])('of kind %s is applied once and answered twice', async (_, command) => {
    const collection = await accounts();
    const { send, end } = await sender();
    const first = await send(command);
    const after = await collection.find().sort({ _id: 1 }).toArray();
    const second = await send(command);
    expect({ n: second.n, value: second.value }).toEqual({ n: first.n, value: first.value });
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(after);
    await end();
  });

  it('with an older number is refused', async () => {
    await accounts();
    const { send, end } = await sender();
    await send({ insert: 'accounts', documents: [{ _id: 5 }] }, number + 1);
    expect((await refusalOf(send({ insert: 'accounts', documents: [{ _id: 4 }] }, number))).code).toBe(225);
    await end();
  });
});
