import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { onTestFinished } from 'vitest';

/**
 * A server that answers every message with a greeting, as a MongoDB of the wire versions up to `maxWireVersion` does
 * (8 is 4.2); closed when the test ends. Resolves to `host:port`.
 */
export async function oldServer(maxWireVersion: number): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('data', (message) => socket.write(replyTo(message, maxWireVersion)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** OP_REPLY to an OP_QUERY (2004), OP_MSG to an OP_MSG (manual, wire protocol). */
function replyTo(message: Buffer, maxWireVersion: number): Buffer {
  const greeting = BSON.serialize({ ok: 1, ismaster: true, helloOk: true, minWireVersion: 0, maxWireVersion });
  const isQuery = message.readInt32LE(12) === 2004;
  const before = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) before.writeInt32LE(1, 16);
  const head = Buffer.alloc(16);
  head.writeInt32LE(head.length + before.length + greeting.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  return Buffer.concat([head, before, greeting]);
}
