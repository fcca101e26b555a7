import { connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { onTestFinished } from 'vitest';

/** What becomes of a command: refused with this answer, the connection closed, never answered, or (`undefined`) passed on. */
export type Lack = (command: Document) => Document | 'closes' | 'silent' | undefined;

export interface Lacking {
  readonly lack?: Lack;
  /** What goes back in place of an answer. */
  readonly answer?: (answer: Document) => Document;
}

/**
 * A door to a server of ours that has less than MongoDB, as others that speak its protocol do; closed when the test
 * ends. Resolves to a connection string for the same credentials.
 */
export async function lackingServer(uri: string, { lack = () => undefined, answer }: Lacking) {
  const { port, hostname } = new URL(uri);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const onward = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
    eachMessage(client, (message) => {
      const refusal = isMsg(message) ? lack(bodyOf(message)) : undefined;
      if (refusal === 'silent') return;
      if (refusal === 'closes') client.destroy();
      else if (refusal === undefined) onward.write(message);
      else client.write(messageOf(refusal, { responseTo: message.readInt32LE(4) }));
    });
    eachMessage(onward, (message) => {
      // Not decoded for nothing: a document may hold what cannot be.
      client.write(answer !== undefined && isMsg(message) ? edited(message, answer) : message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const address = server.address();
  const door = new URL(uri);
  door.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  // It names its members by addresses that lead past this door.
  door.searchParams.delete('replicaSet');
  door.searchParams.set('directConnection', 'true');
  return door.href;
}

/** As a server answers that has never heard of something. */
export function refusal(code: number, codeName: string, errmsg: string): Document {
  return { ok: 0, code, codeName, errmsg };
}

/** Messages come in pieces and several at once; each begins with its length. */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let seen = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    while (seen.length >= 4 && seen.length >= seen.readInt32LE(0)) {
      const length = seen.readInt32LE(0);
      take(seen.subarray(0, length));
      seen = seen.subarray(length);
    }
  });
}

/** OP_MSG (manual, wire protocol): 16 bytes of header, flags, then sections, of which kind 0 is the body. */
const isMsg = (message: Buffer) => message.readInt32LE(12) === 2013;

function bodyOf(message: Buffer): Document {
  let at = 20;
  while (message[at] !== 0) at += 1 + message.readInt32LE(at + 1);
  const length = message.readInt32LE(at + 1);
  return BSON.deserialize(message.subarray(at + 1, at + 1 + length), { promoteValues: false });
}

function edited(message: Buffer, answer: (answer: Document) => Document): Buffer {
  const body = bodyOf(message);
  const changed = answer(body);
  // The flags say whether more answers are to come without another request.
  return changed === body
    ? message
    : messageOf(changed, { responseTo: message.readInt32LE(8), flags: message.readInt32LE(16) });
}

function messageOf(body: Document, { responseTo, flags = 0 }: { responseTo: number; flags?: number }): Buffer {
  const head = Buffer.alloc(21);
  const bytes = BSON.serialize(body);
  head.writeInt32LE(head.length + bytes.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(2013, 12);
  head.writeInt32LE(flags, 16);
  return Buffer.concat([head, bytes]);
}
