import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { onTestFinished } from 'vitest';

export type Answer = (command: Readonly<Record<string, unknown>>) => BSON.Document | undefined;

/**
 * A standalone MongoDB that answers each command as it is told, for what the embedded one does not have; what has no
 * answer is a command that it does not know. Closed when the test ends. Resolves to a connection string.
 */
export async function answeringServer(answer: Answer): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        waiting = Buffer.concat([waiting, bytes]);
        while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
          const message = waiting.subarray(0, waiting.readInt32LE(0));
          waiting = waiting.subarray(message.length);
          socket.write(replyTo(message, answer));
        }
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const address = server.address();
  return `mongodb://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}

const greeting = { isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21 };

/** OP_REPLY to an OP_QUERY (2004), OP_MSG to an OP_MSG (manual, wire protocol). */
function replyTo(message: Buffer, answer: Answer): Buffer {
  const isQuery = message.readInt32LE(12) === 2004;
  const command = isQuery ? { hello: 1 } : BSON.deserialize(message.subarray(21));
  const isGreeting = 'hello' in command || 'ismaster' in command;
  const told =
    answer(command) ?? (isGreeting ? greeting : { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: 'no' });
  const body = BSON.serialize({ ok: 1, ...told });
  const before = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) before.writeInt32LE(1, 16);
  const head = Buffer.alloc(16);
  head.writeInt32LE(head.length + before.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  return Buffer.concat([head, before, body]);
}
