import { z } from 'zod';
import { asDocument, fieldOf, plainOf, type RawElement, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { Doc, Flag } from './argument-types.ts';

/** mongodb/mongo, src/mongo/db/catalog/clustered_collection_options.idl */
export const ClusteredIndex = z.strictObject({
  v: z.number().optional(),
  key: Doc,
  name: z.string().optional(),
  unique: Flag,
});

/** The option as a collection keeps it: version, key, name and `unique`, in this order (clustered_collection_util.cpp). */
export function withFullClusteredIndex({ name, value }: RawElement): RawElement[] {
  if (name !== 'clusteredIndex') return [{ name, value }];
  if (value.type !== Type.document) {
    if (plainOf(value) === false) return [];
    throw new MongodError(
      'NotImplemented',
      "the sandbox takes the collection option 'clusteredIndex' as a document only",
    );
  }
  const field = (one: string, otherwise: unknown) => fieldOf(value.bytes, one) ?? rawOf(otherwise);
  const [key, unique] = [field('key', {}), field('unique', false)];
  refuseOther(key, unique);
  const full = { v: field('v', 2), key, name: field('name', '_id_'), unique: rawOf(true) };
  return [{ name, value: asDocument(rawDoc(full)) }];
}

function refuseOther(key: RawValue, unique: RawValue): void {
  if (JSON.stringify(plainOf(key)) !== JSON.stringify({ _id: 1 })) {
    throw new MongodError(
      'InvalidIndexSpecificationOption',
      'The clusteredIndex option is only supported for key: {_id: 1}',
    );
  }
  if (plainOf(unique)) return;
  throw new MongodError('Location5979700', 'The clusteredIndex option requires unique: true to be specified');
}
