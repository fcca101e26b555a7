import { MongodError } from '../mongod-error.ts';

const opMsg = 2013;
const opQuery = 2004;
const opReply = 1;
const headerBytes = 16;
export const maxMessageBytes = 48_000_000;

const flags = { checksumPresent: 1, moreToCome: 2 } as const;

/** A request, whichever of the two forms it came in. */
export interface Request {
  readonly form: 'msg' | 'query';
  readonly requestId: number;
  readonly body: Buffer;
  /** Document sequences (OP_MSG, kind 1) by the name of the field they stand for. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** OP_QUERY carries the database in its namespace, OP_MSG in `$db`. */
  readonly db?: string;
  /** The client does not want an answer. */
  readonly isSilent: boolean;
}

/** Reads one whole message. Throws where it is none of the two opcodes that drivers of this decade send. */
export function parseMessage(message: Buffer): Request {
  const opcode = message.readInt32LE(12);
  if (opcode === opMsg) return parseMsg(message);
  if (opcode === opQuery) return parseQuery(message);
  throw new MongodError('BadValue', `opcode ${opcode} is not supported; OP_MSG and OP_QUERY are`);
}

function parseMsg(message: Buffer): Request {
  const bits = message.readUInt32LE(headerBytes);
  const end = message.length - (bits & flags.checksumPresent ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  let at = headerBytes + 4;
  while (at < end) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) body = section;
    else if (kind === 1) addSequence(sequences, section);
    else throw new MongodError('BadValue', `unknown section kind ${kind} in OP_MSG`);
    at += 1 + size;
  }
  if (body === undefined) throw new MongodError('BadValue', 'OP_MSG without a body');
  const isSilent = (bits & flags.moreToCome) !== 0;
  return { form: 'msg', requestId: message.readInt32LE(4), body, sequences, isSilent };
}

function addSequence(sequences: Map<string, Buffer[]>, section: Buffer): void {
  const nameEnd = section.indexOf(0, 4);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    if (size < 5) throw new MongodError('InvalidBSON', `a document of ${size} bytes in a sequence`);
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  sequences.set(section.toString('utf8', 4, nameEnd), documents);
}

function parseQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  const ns = message.toString('utf8', headerBytes + 4, nameEnd);
  const at = nameEnd + 1 + 8;
  const body = message.subarray(at, at + message.readInt32LE(at));
  const db = ns.split('.')[0] ?? 'admin';
  return { form: 'query', requestId: message.readInt32LE(4), body, sequences: new Map(), db, isSilent: false };
}

export function encodeReply(request: Pick<Request, 'form' | 'requestId'>, document: Buffer): Buffer {
  return request.form === 'msg'
    ? framed(request.requestId, opMsg, [Buffer.alloc(5), document])
    : framed(request.requestId, opReply, [legacyHeader(), document]);
}

/** OP_REPLY: flags, cursor id, starting position, number of documents. */
function legacyHeader(): Buffer {
  const header = Buffer.alloc(20);
  header.writeInt32LE(8, 0);
  header.writeInt32LE(1, 16);
  return header;
}

function framed(responseTo: number, opcode: number, parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + parts.reduce((sum, part) => sum + part.length, 0), 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, ...parts]);
}
