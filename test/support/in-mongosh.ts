import { runInNewContext } from 'node:vm';
import { BSON } from 'mongodb';

/** What mongosh has for BSON, as far as we write it (mongodb-js, @mongosh/shell-bson). */
const words = {
  BinData: (subtype: number, text: string) => new BSON.Binary(Buffer.from(text, 'base64'), subtype),
  ObjectId: (hex: string) => new BSON.ObjectId(hex),
  BSONRegExp: (pattern: string, flags: string) => new BSON.BSONRegExp(pattern, flags),
  Code: (code: string) => new BSON.Code(code),
  BSONSymbol: (text: string) => new BSON.BSONSymbol(text),
  Timestamp: (parts: { t: number; i: number }) => new BSON.Timestamp(parts),
  Double: (double: number) => new BSON.Double(double),
  NumberLong: (digits: string) => BSON.Long.fromString(digits),
  NumberDecimal: (text: string) => BSON.Decimal128.fromString(text),
  MinKey: () => new BSON.MinKey(),
  MaxKey: () => new BSON.MaxKey(),
  Map,
  Date,
};

/** The value that a text stands for there. */
export function valueInMongosh(text: string): unknown {
  return runInNewContext(`(${text})`, { ...words });
}

export interface Sent {
  readonly database: string;
  readonly command: BSON.Document;
}

/** The commands that a paste sends, in their order. */
export function pasted(text: string): Sent[] {
  const sent: Sent[] = [];
  const db = {
    getSiblingDB: (database: string) => ({ runCommand: (command: BSON.Document) => sent.push({ database, command }) }),
  };
  runInNewContext(text, { ...words, db });
  return sent;
}
