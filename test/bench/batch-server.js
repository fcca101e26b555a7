import { createServer } from 'node:net';
import { BSON } from 'mongodb';

/*
 * A server in a process of its own whose answers are made before, so that it is not the limit of whoever reads them.
 * `node batch-server.js SIZE COUNT`: a collection of COUNT documents of about SIZE bytes, in batches as large as is asked
 * for. Tells its port when it is ready. Each batch has the same documents, which nobody who reads them can know.
 */

const [size, count] = process.argv.slice(2).map(Number);

function documentOf() {
  const document = { _id: new BSON.ObjectId('64aa00000000000000000001'), at: new Date(0), number: 42.5 };
  for (let at = 0; BSON.calculateObjectSize(document) < size - 30; at += 1)
    document[`f${at}`] = 'value of this'.padEnd(24);
  return Buffer.from(BSON.serialize(document));
}

function wrapped(...parts) {
  const whole = Buffer.concat([Buffer.alloc(4), ...parts, Buffer.of(0)]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

const field = (type, name, value) => Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), value]);
const rest = (document) => Buffer.from(BSON.serialize(document)).subarray(4, -1);

/** The body of an answer with so many documents. */
function batchOf(name, documents, hasMore) {
  const one = documentOf();
  const elements = Array.from({ length: documents }, (_, at) => {
    const document = Buffer.from(one);
    document.writeUInt32BE(at, 9);
    return field(3, String(at), document);
  });
  const others = rest({ id: BSON.Long.fromNumber(hasMore ? 77 : 0), ns: 'bench.items' });
  return wrapped(field(3, 'cursor', wrapped(field(4, name, wrapped(...elements)), others)), rest({ ok: 1 }));
}

const made = new Map();
const left = new Map();

function next(socket, name, batchSize) {
  const before = left.get(socket) ?? 0;
  const documents = Math.min(before, batchSize);
  left.set(socket, before - documents);
  const key = `${name} ${documents} ${before > documents}`;
  const body = made.get(key) ?? batchOf(name, documents, before > documents);
  made.set(key, body);
  return body;
}

const hello = {
  ok: 1,
  isWritablePrimary: true,
  helloOk: true,
  minWireVersion: 0,
  maxWireVersion: 21,
  logicalSessionTimeoutMinutes: 30,
  operationTime: new BSON.Timestamp({ t: 1, i: 1 }),
};

function bodyFor(command, socket) {
  if ('find' in command) {
    left.set(socket, count);
    return next(socket, 'firstBatch', Number(command.batchSize));
  }
  if ('getMore' in command) return next(socket, 'nextBatch', Number(command.batchSize));
  return Buffer.from(BSON.serialize(hello));
}

/** OP_REPLY to an OP_QUERY (2004), OP_MSG to an OP_MSG (manual, wire protocol). */
function answer(message, socket) {
  const isQuery = message.readInt32LE(12) === 2004;
  const body = bodyFor(isQuery ? { hello: 1 } : BSON.deserialize(message.subarray(21)), socket);
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  socket.write(head);
  socket.write(body);
}

const server = createServer((socket) => {
  let seen = Buffer.alloc(0);
  socket.on('error', () => {}).on('close', () => left.delete(socket));
  socket.on('data', (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    while (seen.length >= 4 && seen.length >= seen.readInt32LE(0)) {
      const message = seen.subarray(0, seen.readInt32LE(0));
      seen = seen.subarray(message.length);
      answer(message, socket);
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit(0));
