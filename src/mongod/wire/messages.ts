import { MongodError } from '../mongod-error.ts';
import { crc32c } from './crc32c.ts';
import { ProtocolError } from './protocol-error.ts';

const opMsg = 2013;
const opQuery = 2004;
const opCompressed = 2012;
const opReply = 1;
const headerBytes = 16;
const checksumBytes = 4;
export const maxMessageBytes = 48_000_000;

const flags = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;

/** Only the lower half of the flags must be understood (specification of OP_MSG). */
const unknownFlags = 0xffff & ~(flags.checksumPresent | flags.moreToCome);

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
  /** The client takes several answers to this (exhaustAllowed). */
  readonly mayStream: boolean;
  /** The client sent a checksum, and gets one. */
  readonly hasChecksum: boolean;
}

/** What an answer needs of its request. */
export type Addressee = Pick<Request, 'form' | 'requestId' | 'hasChecksum'>;

/** Where to send a refusal of a message that could not be read to its end. */
export function addresseeOf(message: Buffer): Addressee {
  const form = message.readInt32LE(12) === opQuery ? 'query' : 'msg';
  return { form, requestId: message.readInt32LE(4), hasChecksum: false };
}

/**
 * Reads one whole message. Throws MongodError for what a server answers with an error, and ProtocolError for what it
 * ends the connection for: other opcodes, flags that it must know and does not, a checksum that is wrong.
 */
export function parseMessage(message: Buffer): Request {
  const opcode = message.readInt32LE(12);
  if (opcode === opMsg) return parseMsg(message);
  if (opcode === opQuery) return parseQuery(message);
  if (opcode === opCompressed) throw new ProtocolError('compression was not negotiated');
  throw new ProtocolError(`opcode ${opcode} is not supported; OP_MSG and OP_QUERY are`);
}

function parseMsg(message: Buffer): Request {
  const bits = message.readUInt32LE(headerBytes);
  if (bits & unknownFlags) throw new ProtocolError(`Message contains illegal flags value: ${bits}`);
  const hasChecksum = (bits & flags.checksumPresent) !== 0;
  const end = message.length - (hasChecksum ? checksumBytes : 0);
  if (hasChecksum && message.readUInt32LE(end) !== crc32c(message.subarray(0, end))) {
    throw new ProtocolError('OP_MSG checksum does not match contents');
  }
  const isSilent = (bits & flags.moreToCome) !== 0;
  return {
    form: 'msg',
    requestId: message.readInt32LE(4),
    ...sectionsOf(message.subarray(headerBytes + 4, end)),
    isSilent,
    mayStream: (bits & flags.exhaustAllowed) !== 0,
    hasChecksum,
  };
}

function sectionsOf(bytes: Buffer): Pick<Request, 'body' | 'sequences'> {
  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes.readUInt8(at);
    const section = sized(bytes, at + 1);
    if (kind === 0) {
      if (body !== undefined) throw new MongodError('Location40430', 'Multiple body sections in message');
      body = section;
    } else if (kind === 1) addSequence(sequences, section);
    else throw new MongodError('Location40432', `Unknown section kind ${kind}`);
    at += 1 + section.length;
  }
  if (body === undefined) throw new MongodError('Location40587', 'OP_MSG messages must have a body');
  return { body, sequences };
}

function addSequence(sequences: Map<string, Buffer[]>, section: Buffer): void {
  const nameEnd = section.indexOf(0, 4);
  const name = section.toString('utf8', 4, nameEnd);
  if (sequences.has(name)) throw new MongodError('Location40431', `Duplicate document sequence: ${name}`);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const document = sized(section, at);
    documents.push(document);
    at += document.length;
  }
  sequences.set(name, documents);
}

/** A document or section, which begin with their own length. */
function sized(bytes: Buffer, at: number): Buffer {
  const size = at + 4 <= bytes.length ? bytes.readInt32LE(at) : 0;
  if (size < 5 || at + size > bytes.length) throw new MongodError('InvalidBSON', `a document of ${size} bytes`);
  return bytes.subarray(at, at + size);
}

function parseQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  const ns = message.toString('utf8', headerBytes + 4, nameEnd);
  const dot = ns.indexOf('.');
  if (dot < 0 || ns.slice(dot) !== '.$cmd') {
    throw new MongodError('UnsupportedOpQueryCommand', `OP_QUERY is no longer supported on ${ns}, only for commands`);
  }
  return {
    form: 'query',
    requestId: message.readInt32LE(4),
    body: sized(message, nameEnd + 1 + 8),
    sequences: new Map(),
    db: ns.slice(0, dot),
    isSilent: false,
    mayStream: false,
    hasChecksum: false,
  };
}

/** What an answer says of itself: its own number, and whether another follows to which it is the request. */
export interface Numbered {
  readonly requestId: number;
  readonly hasMoreToCome: boolean;
}

export function encodeReply(
  { form, requestId: responseTo, hasChecksum }: Addressee,
  { requestId, hasMoreToCome }: Numbered,
  document: Buffer,
): Buffer {
  const ids = { requestId, responseTo };
  if (form === 'query') return framed(ids, opReply, [legacyHeader(), document]);
  const head = Buffer.alloc(5);
  head.writeUInt32LE((hasChecksum ? flags.checksumPresent : 0) | (hasMoreToCome ? flags.moreToCome : 0));
  if (!hasChecksum) return framed(ids, opMsg, [head, document]);
  const message = framed(ids, opMsg, [head, document, Buffer.alloc(checksumBytes)]);
  const end = message.length - checksumBytes;
  message.writeUInt32LE(crc32c(message.subarray(0, end)), end);
  return message;
}

/** OP_REPLY: flags, cursor id, starting position, number of documents. */
function legacyHeader(): Buffer {
  const header = Buffer.alloc(20);
  header.writeInt32LE(8, 0);
  header.writeInt32LE(1, 16);
  return header;
}

function framed(
  { requestId, responseTo }: { readonly requestId: number; readonly responseTo: number },
  opcode: number,
  parts: readonly Buffer[],
): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + parts.reduce((sum, part) => sum + part.length, 0), 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, ...parts]);
}
