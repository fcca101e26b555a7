import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { BSON, Long, MongoClient, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createSessions } from '../../../src/mongod/sessions.ts';
import { startMongod } from '../../../src/mongod/start-mongod.ts';
import { crc32c } from '../../../src/mongod/wire/crc32c.ts';
import { createFrameSplitter } from '../../../src/mongod/wire/frame-splitter.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();

function message(opcode: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + Buffer.concat(parts).length, 0);
  header.writeInt32LE(77, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, ...parts]);
}

function opMsg(command: BSON.Document, flags = 0): Buffer {
  const bits = Buffer.alloc(5);
  bits.writeUInt32LE(flags, 0);
  const checksum = flags & 1 ? [Buffer.alloc(4)] : [];
  const whole = message(2013, bits, Buffer.from(BSON.serialize({ ...command, $db: 'admin' })), ...checksum);
  if (flags & 1) whole.writeUInt32LE(crc32c(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}

function spoiled(whole: Buffer): Buffer {
  const copy = Buffer.from(whole);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
}

/** A section of kind 1. */
function sequence(name: string, ...documents: BSON.Document[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((one) => Buffer.from(BSON.serialize(one))),
  ]);
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const noFlags = Buffer.alloc(4);
const section = (command: BSON.Document) => Buffer.concat([Buffer.alloc(1), Buffer.from(BSON.serialize(command))]);

function opQuery(command: BSON.Document): Buffer {
  return message(
    2004,
    Buffer.alloc(4),
    Buffer.from('admin.$cmd\0'),
    Buffer.alloc(8),
    Buffer.from(BSON.serialize(command)),
  );
}

/** Sends the chunks and gives the first answer: its opcode, the request it answers, and the document. */
async function exchange(chunks: readonly Buffer[], documentAt: number) {
  const [host, port] = fixture.mongod.address.split(':');
  const socket = connect(Number(port), host);
  const split = createFrameSplitter();
  await once(socket, 'connect');
  for (const chunk of chunks) {
    await new Promise((sent) => socket.write(chunk, sent));
  }
  for await (const chunk of socket) {
    const [answer] = split(chunk);
    if (answer === undefined) continue;
    socket.destroy();
    return {
      opcode: answer.readInt32LE(12),
      responseTo: answer.readInt32LE(8),
      flags: answer.readUInt32LE(16),
      isSound: answer.readUInt32LE(answer.length - 4) === crc32c(answer.subarray(0, -4)),
      document: BSON.deserialize(answer.subarray(documentAt, documentAt + answer.readInt32LE(documentAt))),
    };
  }
  return undefined;
}

const exhaustAllowed = 1 << 16;

/** The first answers to one request, as many as are wanted. */
async function streamed(request: Buffer, count: number) {
  const [host, port] = fixture.mongod.address.split(':');
  const socket = connect(Number(port), host);
  const split = createFrameSplitter();
  const answers = [];
  socket.write(request);
  for await (const chunk of socket) {
    for (const answer of split(chunk)) {
      answers.push({
        requestId: answer.readInt32LE(4),
        responseTo: answer.readInt32LE(8),
        flags: answer.readUInt32LE(16),
        document: BSON.deserialize(answer.subarray(21)),
      });
    }
    if (answers.length >= count) break;
  }
  return answers;
}

describe('messages', () => {
  it('are answered with the number of the request', async () => {
    expect(await exchange([opMsg({ ping: 1 })], 21)).toMatchObject({
      opcode: 2013,
      responseTo: 77,
      document: { ok: 1 },
    });
  });

  it('may come byte by byte, and several in a chunk', async () => {
    const bytes = opMsg({ hello: 1 });
    const chunks = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect(await exchange(chunks, 21)).toMatchObject({ document: { isWritablePrimary: true, setName: 'rs0' } });
    expect(createFrameSplitter()(Buffer.concat([bytes, bytes, bytes.subarray(0, 10)]))).toHaveLength(2);
  });

  it('may carry a checksum, and are then answered with one', async () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const answer = await exchange([opMsg({ ping: 1 }, 1)], 21);
    expect(answer).toMatchObject({ document: { ok: 1 }, flags: 1, isSound: true });
    expect(await exchange([opMsg({ ping: 1 })], 21)).toMatchObject({ document: { ok: 1 }, flags: 0 });
  });

  it.each([
    ['two bodies', 40430, [section({ ping: 1, $db: 'admin' }), section({ ping: 1 })]],
    ['a sequence twice', 40431, [section({ ping: 1, $db: 'admin' }), sequence('a'), sequence('a')]],
    ['no body', 40587, [sequence('a', { b: 1 })]],
    ['a section of no known kind', 40432, [Buffer.from([9, 5, 0, 0, 0, 0])]],
    ['a body that ends early', 22, [Buffer.from([0, 50, 0, 0, 0, 0])]],
  ])('with %s are answered with an error', async (_, code, sections) => {
    expect(await exchange([message(2013, noFlags, ...sections)], 21)).toMatchObject({
      responseTo: 77,
      document: { ok: 0, code },
    });
  });

  it('with moreToCome get no answer', async () => {
    const both = [opMsg({ ping: 1 }, 2), opMsg({ hello: 1 })];
    expect(await exchange(both, 21)).toMatchObject({ document: { isWritablePrimary: true } });
  });

  it('that wait for a change with exhaustAllowed are answered again and again, each time to the answer before', async () => {
    const [first] = await streamed(opMsg({ hello: 1 }), 1);
    const { topologyVersion } = first?.document ?? {};
    const waiting = opMsg({ hello: 1, topologyVersion, maxAwaitTimeMS: 20 }, exhaustAllowed);
    const answers = await streamed(waiting, 3);
    expect(answers.map(({ document }) => document.isWritablePrimary)).toEqual([true, true, true]);
    expect(answers.every(({ flags }) => flags === 2)).toBe(true);
    expect(answers.map(({ responseTo }) => responseTo)).toEqual([77, answers[0]?.requestId, answers[1]?.requestId]);
  });

  it('that know another topology are answered at once, and then wait for changes of this one', async () => {
    const topologyVersion = { processId: new ObjectId(), counter: Long.fromNumber(6) };
    const before = performance.now();
    const answers = await streamed(opMsg({ hello: 1, topologyVersion, maxAwaitTimeMS: 300 }, exhaustAllowed), 2);
    expect(answers.map(({ flags }) => flags)).toEqual([2, 2]);
    expect(performance.now() - before).toBeGreaterThan(250);
  });

  it.each([
    ['a hello that waits for nothing', { hello: 1 }, { ok: 0, code: 51756 }],
    ['a hello that is wrong', { hello: 1, maxAwaitTimeMS: 5 }, { ok: 0, code: 31368 }],
    ['what is never streamed', { ping: 1 }, { ok: 1 }],
  ])('with exhaustAllowed are answered once where it is %s', async (_, command, document) => {
    expect(await exchange([opMsg(command, exhaustAllowed)], 21)).toMatchObject({ flags: 0, document });
  });

  it.each(['isMaster', 'ismaster', 'hello'])('in the old form are answered in the old form: %s', async (name) => {
    const answer = await exchange([opQuery({ [name]: 1, helloOk: true })], 36);
    expect(answer).toMatchObject({ opcode: 1, responseTo: 77, document: { helloOk: true, setName: 'rs0' } });
  });

  it.each([{ find: 'items' }, { ping: 1 }, { listDatabases: 1 }])(
    'in the old form are refused: %o',
    async (command) => {
      expect(await exchange([opQuery(command)], 36)).toMatchObject({ opcode: 1, document: { ok: 0, code: 352 } });
    },
  );

  it.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an opcode that is gone', message(2002, Buffer.alloc(20))],
    ['a compressed message, which was not agreed on', message(2012, Buffer.alloc(20))],
    ['flags that must be understood and are not', opMsg({ ping: 1 }, 4)],
    ['a wrong checksum', spoiled(opMsg({ ping: 1 }, 1))],
    ['a length that none can have', Buffer.from([5, 0, 0, 0, 0, 0, 0, 0])],
    ['a length beyond the limit', Buffer.from([0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0])],
  ])('that are none end the connection: %s', async (_, bytes) => {
    expect(await exchange([bytes], 21)).toBeUndefined();
  });
});

describe('documents', () => {
  it('of nearly 16 MB pass, larger ones are refused', async () => {
    const large = fixture.client.db('wire').collection('large');
    await large.insertOne({ text: 'x'.repeat(16 * 1024 * 1024 - 100) });
    expect((await large.findOne())?.text).toHaveLength(16 * 1024 * 1024 - 100);
    const tooLarge = fixture.client
      .db('wire')
      .command({ update: 'large', updates: [{ q: {}, u: { $set: { more: 'x'.repeat(200) } } }] });
    expect(await tooLarge).toMatchObject({ writeErrors: [{ code: 10334 }] });
  });

  it('can be written without acknowledgement', async () => {
    const quiet = fixture.client.db('wire').collection('quiet');
    await quiet.insertOne({ a: 1 }, { writeConcern: { w: 0 } });
    await expect.poll(() => quiet.countDocuments()).toBe(1);
  });
});

/** A server in front of the real one that swallows the first answer about `retried` and hangs up. */
async function forgetfulProxy() {
  const [host, port] = fixture.mongod.address.split(':');
  const sockets: Socket[] = [];
  let forgotten = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(port), host);
    let isFirst = false;
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.on('data', (chunk) => {
      isFirst = forgotten === 0 && chunk.includes('retried');
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!isFirst) return client.write(chunk);
      forgotten += 1;
      return client.destroy();
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const bound = proxy.address();
  return {
    port: typeof bound === 'object' ? bound?.port : undefined,
    forgotten: () => forgotten,
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

describe('a retryable write', () => {
  it('whose answer is lost is sent again by the driver, and applied once', async () => {
    const proxy = await forgetfulProxy();
    const uri = fixture.mongod.uri('root', password).replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
    const client = await new MongoClient(uri, { directConnection: true }).connect();
    const retried = client.db('wire').collection('retried');
    expect(await retried.updateOne({}, { $inc: { n: 1 } }, { upsert: true })).toMatchObject({ upsertedCount: 1 });
    expect(proxy.forgotten()).toBe(1);
    expect(await retried.find().toArray()).toMatchObject([{ n: 1 }]);
    await client.close();
    proxy.close();
  });

  it('of a session that has gone on is refused', () => {
    const sessions = createSessions();
    sessions.remember('a', 2n, Buffer.from('answer'));
    expect(sessions.answered('a', 2n)).toEqual(Buffer.from('answer'));
    expect(sessions.answered('a', 3n)).toBeUndefined();
    expect(() => sessions.answered('a', 1n)).toThrow(expect.objectContaining({ code: 225 }));
  });
});

describe('the server', () => {
  it.each([
    ['5.0.31', 13, '5.0'],
    ['6.0.17', 17, '6.0'],
    ['7.0.14', 21, '7.0'],
    ['8.0.4', 25, '8.0'],
  ])('of version %s says so everywhere', async (version, maxWireVersion, fcv) => {
    const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
    const mongod = await startMongod({ replicaSet: 'other', version, edition: 'enterprise', users, now: Date.now });
    const client = await new MongoClient(mongod.uri('root', password)).connect();
    const admin = client.db('admin');
    expect(await admin.command({ hello: 1 })).toMatchObject({
      maxWireVersion,
      setName: 'other',
      hosts: [mongod.address],
    });
    expect(await admin.command({ buildInfo: 1 })).toMatchObject({ version, modules: ['enterprise'] });
    const parameter = await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 });
    expect(parameter.featureCompatibilityVersion.version).toBe(fcv);
    const blocking = admin.command({ setUserWriteBlockMode: 1, global: false });
    if (maxWireVersion < 17) await expect(blocking).rejects.toMatchObject({ code: 59 });
    else expect(await blocking).toMatchObject({ ok: 1 });
    await client.close();
    await mongod.close();
  });

  it('closes at once although a getMore waits, and closing twice is no error', async () => {
    const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
    const mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now });
    const client = await new MongoClient(mongod.uri('root', password), { serverSelectionTimeoutMS: 200 }).connect();
    const stream = client.watch([], { maxAwaitTimeMS: 60_000 });
    const waiting = stream.next().catch((error: unknown) => error);
    await expect.poll(() => mongod.counters().getmore).toBe(1);
    const before = performance.now();
    await mongod.close();
    await mongod.close();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(await waiting).toBeInstanceOf(Error);
    await client.close();
  });

  it('counts what it is asked', async () => {
    const before = fixture.mongod.counters();
    const items = fixture.client.db('wire').collection('counted');
    await items.insertMany([{ a: 1 }, { a: 2 }]);
    await items.updateOne({ a: 1 }, { $set: { b: 1 } });
    await items.deleteOne({ a: 2 });
    await items.findOne();
    const after = fixture.mongod.counters();
    const difference = Object.entries(after).map(([name, value]) => [
      name,
      value - (Object.entries(before).find(([n]) => n === name)?.[1] ?? 0),
    ]);
    expect(Object.fromEntries(difference)).toEqual({
      insert: 2,
      update: 1,
      delete: 1,
      query: 1,
      getmore: 0,
      command: 0,
    });
    const { opcounters } = await fixture.client.db('admin').command({ serverStatus: 1 });
    expect(opcounters).toMatchObject({ insert: after.insert, query: after.query });
  });
});
