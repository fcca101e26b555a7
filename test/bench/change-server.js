import { createServer } from 'node:net';
import { BSON } from 'mongodb';

/*
 * A server in a process of its own whose change stream is made before, so that it is not the limit of whoever follows it.
 * `node change-server.js COUNT`: COUNT changes of documents with other `_id`s, 1,000 in each answer, and then none. Tells
 * its port when it is ready.
 */

const count = Number(process.argv[2]);
const atOnce = 1_000;
const tokenOf = (seconds) => `82${seconds.toString(16).padStart(8, '0')}00000001`.toUpperCase();

function wrapped(...parts) {
  const whole = Buffer.concat([Buffer.alloc(4), ...parts, Buffer.of(0)]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

const field = (type, name, value) => Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), value]);
const rest = (document) => Buffer.from(BSON.serialize(document)).subarray(4, -1);

/** As a real one looks, of which only the token and the `_id` change. */
function eventOf(at) {
  const _id = new BSON.ObjectId('64aa00000000000000000001');
  const event = {
    _id: { _data: `${tokenOf(1)}${'2B042C0100296E5A1004'.padEnd(120, '6')}` },
    operationType: 'update',
    clusterTime: new BSON.Timestamp({ t: 9, i: 1 }),
    ns: { db: 'shop', coll: `orders${at % 3}` },
    documentKey: { _id },
  };
  return Buffer.from(BSON.serialize(event));
}

const events = Array.from({ length: atOnce }, (_, at) => field(3, String(at), eventOf(at)));
const array = wrapped(...events);
/** Where the last four bytes of each `_id` are, which are at the end of an event. */
const idsAt = [];
for (let at = 4, which = 0; which < atOnce; which += 1) {
  at += events[which].length;
  idsAt.push(at - 6);
}

let told = 0;

function nextBatch(name) {
  const isOver = told >= count;
  for (const [at, place] of idsAt.entries()) if (!isOver) array.writeUInt32BE(told + at, place);
  if (!isOver) told += atOnce;
  const others = rest({
    postBatchResumeToken: { _data: tokenOf(10 + told / atOnce + (isOver ? 1 : 0)) },
    id: BSON.Long.fromNumber(77),
    ns: 'admin.$cmd.aggregate',
  });
  return wrapped(field(3, 'cursor', wrapped(field(4, name, isOver ? wrapped() : array), others)), rest({ ok: 1 }));
}

const hello = { ok: 1, isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21 };
const times = { logicalSessionTimeoutMinutes: 30, operationTime: new BSON.Timestamp({ t: 1, i: 1 }) };

function bodyFor(command) {
  if ('aggregate' in command) return nextBatch('firstBatch');
  if ('getMore' in command) return nextBatch('nextBatch');
  return Buffer.from(BSON.serialize({ ...hello, ...times }));
}

/** OP_REPLY to an OP_QUERY (2004), OP_MSG to an OP_MSG (manual, wire protocol). */
function answer(message, socket) {
  const isQuery = message.readInt32LE(12) === 2004;
  const body = bodyFor(isQuery ? { hello: 1 } : BSON.deserialize(message.subarray(21)));
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  socket.write(Buffer.concat([head, body]));
}

const server = createServer((socket) => {
  let seen = Buffer.alloc(0);
  socket.on('error', () => {});
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
