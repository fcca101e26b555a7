import { docOf, fieldOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

const empty = docOf([]);

/** A field of a command that holds a document: its bytes, or an empty document where it is left out. Throws TypeMismatch. */
export function documentField(body: Buffer, name: string): Buffer {
  return optionalDocument(body, name) ?? empty;
}

export function optionalDocument(body: Buffer, name: string): Buffer | undefined {
  const value = fieldOf(body, name);
  if (value === undefined || value.type === Type.null) return undefined;
  if (value.type === Type.document) return value.bytes;
  throw new MongodError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`);
}
