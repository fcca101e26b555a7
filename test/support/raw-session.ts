import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Binary, BSON } from 'mongodb';
import { createFrameSplitter } from '../../src/mongod/wire/frame-splitter.ts';

export interface RawSession {
  /** Sends a command of that database; `sequence` goes beside it as it is. Answers the reply's bytes. */
  send(db: string, command: BSON.Document, sequence?: RawSequence): Promise<Buffer>;
  close(): void;
}

export interface RawSequence {
  readonly name: string;
  readonly documents: readonly Buffer[];
}

export interface RawLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * A connection without a driver, because a driver writes no bytes that its types cannot hold. Logs in by SCRAM-SHA-256
 * (RFC 7677) where there is somebody to log in. A server that closes it over a command is asked the next one by another.
 */
export async function openRawSession(address: string, login?: RawLogin): Promise<RawSession> {
  let connection = await openConnection(address, login);
  return {
    async send(db, command, sequence) {
      if (connection.isClosed()) connection = await openConnection(address, login);
      return connection.send(db, command, sequence);
    },
    close: () => connection.close(),
  };
}

async function openConnection(address: string, login: RawLogin | undefined) {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  const split = createFrameSplitter();
  await once(socket, 'connect');
  const closed = new Promise<never>((_, reject) => {
    socket.once('close', () => reject(new Error(`${address} has closed the connection`)));
  });
  closed.catch(() => {});

  async function send(db: string, command: BSON.Document, sequence?: RawSequence): Promise<Buffer> {
    const body = Buffer.from(BSON.serialize({ ...command, $db: db }));
    const parts = [Buffer.alloc(1), body, ...(sequence === undefined ? [] : [section(sequence)])];
    const head = Buffer.alloc(20);
    head.writeInt32LE(20 + parts.reduce((sum, part) => sum + part.length, 0), 0);
    head.writeInt32LE(2013, 12);
    socket.write(Buffer.concat([head, ...parts]));
    for (;;) {
      const [chunk] = await Promise.race([once(socket, 'data'), closed]);
      const [answer] = split(chunk);
      if (answer !== undefined) return answer.subarray(21);
    }
  }

  if (login !== undefined) await logIn((command) => send('admin', command), login);
  return { send, isClosed: () => socket.destroyed, close: () => void socket.destroy() };
}

function section({ name, documents }: RawSequence): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents]);
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

async function logIn(send: (command: BSON.Document) => Promise<Buffer>, { username, password }: RawLogin) {
  const first = `n=${username},r=livemig`;
  const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: new Binary(Buffer.from(`n,,${first}`)) };
  const challenge = textOf(await send(start));
  const parts = Object.fromEntries(challenge.split(',').map((part) => [part[0] ?? '', part.slice(2)]));
  const salted = pbkdf2Sync(password, Buffer.from(parts.s ?? '', 'base64'), Number(parts.i), 32, 'sha256');
  const key = createHmac('sha256', salted).update('Client Key').digest();
  const unproven = `c=biws,r=${parts.r}`;
  const signed = `${first},${challenge},${unproven}`;
  const signature = createHmac('sha256', createHash('sha256').update(key).digest()).update(signed).digest();
  const proof = Buffer.from(key.map((byte, at) => byte ^ signature.readUInt8(at)));
  await send(continued(`${unproven},p=${proof.toString('base64')}`));
  await send(continued(''));
}

function continued(payload: string) {
  return { saslContinue: 1, conversationId: 1, payload: new Binary(Buffer.from(payload)) };
}

function textOf(reply: Buffer): string {
  const { payload, errmsg } = BSON.deserialize(reply);
  if (payload instanceof Binary) return payload.toString('utf8');
  throw new Error(`the login was refused: ${errmsg}`);
}
