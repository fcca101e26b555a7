import { once } from 'node:events';
import { connect } from 'node:net';
import { BSON } from 'mongodb';
import { createFrameSplitter } from '../../../src/mongod/wire/frame-splitter.ts';

/** A connection without a driver: OP_MSG commands on `admin`, and their answers. */
export async function openSocket(address: string) {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  const split = createFrameSplitter();
  await once(socket, 'connect');
  let next = 1;
  return {
    async command(command: BSON.Document): Promise<BSON.Document> {
      const body = BSON.serialize({ ...command, $db: 'admin' });
      const head = Buffer.alloc(21);
      head.writeInt32LE(21 + body.length, 0);
      head.writeInt32LE(next++, 4);
      head.writeInt32LE(2013, 12);
      socket.write(Buffer.concat([head, body]));
      for (;;) {
        const [chunk] = await once(socket, 'data');
        const [answer] = split(chunk);
        if (answer !== undefined) return BSON.deserialize(answer.subarray(21));
      }
    },
    close: () => void socket.destroy(),
  };
}
