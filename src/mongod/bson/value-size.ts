import { MongodError } from '../mongod-error.ts';
import { Type } from './type.ts';

const fixedSizes: Readonly<Record<number, number>> = {
  [Type.double]: 8,
  [Type.undefined]: 0,
  [Type.objectId]: 12,
  [Type.bool]: 1,
  [Type.date]: 8,
  [Type.null]: 0,
  [Type.int]: 4,
  [Type.timestamp]: 8,
  [Type.long]: 8,
  [Type.decimal]: 16,
  [Type.minKey]: 0,
  [Type.maxKey]: 0,
};

/** How many bytes the value takes that begins at `at`. Throws InvalidBSON for an unknown type or a cut document. */
export function valueSize(type: number, doc: Buffer, at: number): number {
  const fixed = fixedSizes[type];
  if (fixed !== undefined) return fixed;
  if (type !== Type.regex && at + 4 > doc.length) throw new MongodError('InvalidBSON', 'a document is cut short');
  switch (type) {
    case Type.string:
    case Type.code:
    case Type.symbol:
      return counted(doc, at, 4);
    case Type.document:
    case Type.array:
    case Type.codeWithScope:
      return counted(doc, at, 0);
    case Type.binary:
      return counted(doc, at, 5);
    case Type.dbPointer:
      return counted(doc, at, 4 + 12);
    case Type.regex:
      return doc.indexOf(0, doc.indexOf(0, at) + 1) + 1 - at;
    default:
      throw new MongodError('InvalidBSON', `there is no BSON type ${type}`);
  }
}

function counted(doc: Buffer, at: number, extra: number): number {
  const count = doc.readInt32LE(at);
  if (count < 0) throw new MongodError('InvalidBSON', `a length is negative: ${count}`);
  return count + extra;
}
